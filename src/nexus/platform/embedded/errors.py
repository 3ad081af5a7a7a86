"""What can go wrong with the embedded servers, said so that a person can mend it."""


class ServersError(Exception):
    """An embedded server cannot run here; the message says why and what to do."""
