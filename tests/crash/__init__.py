"""Processes are killed and started again: nothing that was acknowledged is lost, nothing is done twice."""
