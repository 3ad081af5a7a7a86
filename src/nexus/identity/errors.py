"""What identity refuses."""

from nexus.platform.errors import Conflict, Forbidden, Unauthorized


class WrongPassword(Unauthorized):
    code, title = "wrong-password", "The name or the password is wrong"


class BadToken(Unauthorized):
    code, title = "bad-token", "This token is not valid"


class ForeignTenant(Forbidden):
    code, title = "foreign-tenant", "The token is for another tenant"


class UserExists(Conflict):
    code, title = "user-exists", "A user with this name or e-mail exists"
