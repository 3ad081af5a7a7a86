"""Writing mails: one template for each kind and language; its first line is the subject."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

LANGUAGES = ("en", "fa")
"""Languages that every template exists in; others are written to in the first."""

_templates = Environment(
    loader=PackageLoader("nexus.platform.mail"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - the result is plain text, never HTML
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Message:
    """A mail ready to be sent: one reader, plain text."""

    to: str
    subject: str
    text: str
    language: str


def write(to: str, template: str, language: str, values: Mapping[str, object]) -> Message:
    """Return the mail; raise jinja2.UndefinedError when a value that the template names is missing."""
    spoken = language.partition("-")[0].lower()
    chosen = spoken if spoken in LANGUAGES else LANGUAGES[0]
    written = _templates.get_template(f"{chosen}/{template}.txt").render(values)
    subject, _, text = written.partition("\n")
    return Message(to, " ".join(subject.split()), text.lstrip("\n"), chosen)
