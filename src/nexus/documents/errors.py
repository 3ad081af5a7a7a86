"""What documents refuse."""

from nexus.platform.errors import Conflict, Invalid, Malformed, NotFound, Problem, TooLarge, WrongType


class EmptyFile(Invalid):
    code, title = "empty-file", "The file is empty"


class NoFile(Invalid):
    code, title = "no-file", "There is no file in the upload"


class BadUpload(Malformed):
    code, title = "bad-upload", "The upload cannot be read"


class FileTooLarge(TooLarge):
    code, title = "file-too-large", "The file is larger than is taken here"


class WrongContent(WrongType):
    code, title = "wrong-content", "This kind of file is not taken here"


class DocumentInUse(Conflict):
    code, title = "document-in-use", "Something refers to this document"


class UnknownCustomer(Invalid):
    code, title = "unknown-customer", "There is no such customer"


class UnknownLine(Invalid):
    code, title = "unknown-line", "There is no such line"


class NoPicture(NotFound):
    code, title = "no-picture", "This page has no picture"


class RangeNotThere(Problem):
    status, code, title = 416, "range-not-there", "The file has no such bytes"
