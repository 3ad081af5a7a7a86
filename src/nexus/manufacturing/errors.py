"""What the shop floor can refuse."""

from nexus.platform.errors import Conflict, Invalid, Unavailable


class OrderExists(Conflict):
    code, title = "order-exists", "This has been ordered already"


class NotAccepted(Conflict):
    code, title = "not-accepted", "Only an approved quote can be ordered"


class UnknownQuoteLine(Invalid):
    code, title = "unknown-quote-line", "The quote has no such line"


class TooMuchOrdered(Conflict):
    code, title = "too-much-ordered", "More would be ordered than was quoted"


class HasDifferences(Conflict):
    code, title = "has-differences", "The order is not what was quoted"


class OrderIsFinal(Conflict):
    code, title = "order-is-final", "Only a draft can be changed"


class NothingToOrder(Conflict):
    code, title = "nothing-to-order", "There is nothing to order"


class UnknownOrder(Invalid):
    code, title = "unknown-order", "There is no such order"


class TravelerExists(Conflict):
    code, title = "traveler-exists", "There is one already"


class UnknownPaper(Invalid):
    code, title = "unknown-paper", "There is no such document"


class BadRouting(Invalid):
    code, title = "bad-routing", "The operations are not in an order that can be worked"


class NothingToRelease(Conflict):
    code, title = "nothing-to-release", "The traveler is not complete"


class IsReleased(Conflict):
    code, title = "is-released", "A released revision never changes"


class NothingChanged(Conflict):
    code, title = "nothing-changed", "Nothing would change"


class HasBegun(Conflict):
    code, title = "has-begun", "This operation has begun"


class NotOnTheFloor(Conflict):
    code, title = "not-on-the-floor", "No work can be done on this traveler now"


class NotReady(Conflict):
    code, title = "not-ready", "This operation cannot be worked yet"


class NotFinished(Conflict):
    code, title = "not-finished", "Something is missing before this is finished"


class DoesNotAddUp(Conflict):
    code, title = "does-not-add-up", "The pieces do not add up"


class Overlaps(Conflict):
    code, title = "overlaps", "This person is clocked in already"


class NotClockedIn(Conflict):
    code, title = "not-clocked-in", "This person is not clocked in here"


class ScannedTwice(Conflict):
    code, title = "scanned-twice", "This scan is being taken already"


class WrongTime(Invalid):
    code, title = "wrong-time", "These times cannot be"


class AlreadyDecided(Conflict):
    code, title = "already-decided", "This has been decided already"


class OutOfLimits(Conflict):
    code, title = "out-of-limits", "Readings are out of limits"


class OldPaper(Conflict):
    code, title = "old-paper", "This paper is of an old revision"


class UnknownCode(Invalid):
    code, title = "unknown-code", "This code is not known here"


class WrongCheckCharacter(Invalid):
    code, title = "wrong-check-character", "The code was not read right"


class BadBom(Invalid):
    code, title = "bad-bom", "The BOM cannot be imported"


class CannotPrintTraveler(Unavailable):
    code, title = "cannot-print-traveler", "The traveler could not be printed"
