"""What stops a command with a sentence instead of a traceback."""


class Refused(Exception):
    """What was asked cannot be done; the message says why and what to do."""
