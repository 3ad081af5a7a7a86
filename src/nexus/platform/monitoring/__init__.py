"""What is told of a running Nexus to those who run it: metrics, and how what it stands on is doing."""
