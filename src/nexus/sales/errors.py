"""What sales can refuse."""

from nexus.platform.errors import Conflict, Invalid, Unavailable


class CustomerInUse(Conflict):
    code, title = "customer-in-use", "Quotes refer to this customer"


class UnknownCustomer(Invalid):
    code, title = "unknown-customer", "There is no such customer"


class UnknownDocument(Invalid):
    code, title = "unknown-document", "There is no such document"


class UnknownProduct(Invalid):
    code, title = "unknown-product", "There is no such product"


class QuoteIsFinal(Conflict):
    code, title = "quote-is-final", "Only a draft can be changed"


class QuoteIsOpen(Conflict):
    code, title = "quote-is-open", "The quote is not complete"


class QuoteHasExpired(Conflict):
    code, title = "quote-has-expired", "The quote's validity is over"


class AlreadyRevised(Conflict):
    code, title = "already-revised", "A newer revision exists"


class NothingToQuote(Conflict):
    code, title = "nothing-to-quote", "The document has no lines to quote"


class NothingToAccept(Conflict):
    code, title = "nothing-to-accept", "Nothing was matched to this line"


class NotReadYet(Conflict):
    code, title = "not-read-yet", "The document has not been read yet"


class CannotPrint(Unavailable):
    code, title = "cannot-print", "The quote could not be printed"
