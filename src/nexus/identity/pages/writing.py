"""Writing the pages: one template, its words in each language."""

from jinja2 import Environment, PackageLoader, StrictUndefined

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

_WORDS = {
    "en": {
        "verify-email": ("Confirm your address", "Confirm"),
        "reset-password": ("Choose a new password", "Change the password"),
        "accept-invitation": ("Welcome. Choose a password", "Take the place"),
        "password": "New password",
        "hint": "15 characters or more of any kind, or 8 and more with upper and lower case, a digit and a sign.",
        "done": "Done. You can sign in now.",
    },
    "fa": {
        "verify-email": ("نشانی خود را تأیید کنید", "تأیید"),
        "reset-password": ("گذرواژهٔ تازه‌ای برگزینید", "دگرگون کردن گذرواژه"),
        "accept-invitation": ("خوش آمدید. گذرواژه‌ای برگزینید", "پذیرفتن"),
        "password": "گذرواژهٔ تازه",
        "hint": "۱۵ نویسه یا بیشتر از هر گونه، یا ۸ نویسه و بیشتر با حرف بزرگ و کوچک، رقم و نشانه.",
        "done": "انجام شد. اکنون می‌توانید وارد شوید.",
    },
}
_pages = Environment(loader=PackageLoader("nexus.identity.pages", ""), undefined=StrictUndefined, autoescape=True)


def page(kind: str, languages: str, token: str, *, problem: str = "", done: bool = False) -> str:
    """Return the page of a link as HTML, in Persian for readers who put it first, else in English.

    `languages`: the Accept-Language header; `problem`: what was wrong with what was sent before.
    """
    language = "fa" if languages.strip().lower().startswith("fa") else "en"
    words = _WORDS[language]
    title, button = words[kind]
    return _pages.get_template("link.html").render(
        language=language,
        direction="rtl" if language == "fa" else "ltr",
        title=title,
        button=button,
        words=words,
        token=token,
        asks_password=kind != "verify-email",
        problem=problem,
        done=done,
    )
