"""What identity refuses."""

from nexus.platform.errors import Conflict, Forbidden, Invalid, Unauthorized


class WrongPassword(Unauthorized):
    code, title = "wrong-password", "The name or the password is wrong"


class WrongCode(Unauthorized):
    code, title = "wrong-code", "The code is wrong or no longer good"


class FactorNeeded(Unauthorized):
    code, title = "second-factor-needed", "The second factor is missing"


class WrongFactor(Unauthorized):
    code, title = "second-factor-wrong", "The second factor is wrong or no longer good"


class BadToken(Unauthorized):
    code, title = "bad-token", "This token is not valid"


class AccountLocked(Forbidden):
    code, title = "account-locked", "Too many wrong passwords: the account is locked for a while"


class NotOpen(Forbidden):
    code, title = "registration-closed", "Nobody can register here"


class PasswordWrong(Forbidden):
    code, title = "present-password-wrong", "The present password is wrong"


class FactorRefused(Forbidden):
    code, title = "second-factor-refused", "The code of the second factor is not good"


class FactorRequired(Forbidden):
    code, title = "second-factor-required", "Set up a second factor first"


class ForeignTenant(Forbidden):
    code, title = "foreign-tenant", "The token is for another tenant"


class UserExists(Conflict):
    code, title = "user-exists", "A user with this name or e-mail exists"


class LastAdministrator(Conflict):
    code, title = "last-administrator", "A tenant keeps one active administrator"


class SlugTaken(Conflict):
    code, title = "tenant-exists", "A tenant with this short name exists"


class FactorExists(Conflict):
    code, title = "second-factor-exists", "There is a second factor already"


class WeakPassword(Invalid):
    code, title = "weak-password", "The password is too weak"


class BadLink(Invalid):
    code, title = "bad-link", "This link is not good, or no longer"
