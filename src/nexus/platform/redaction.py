"""Secrets inside texts that are shown to somebody: in the addresses of servers, in queries, in headers."""

import re

HIDDEN = "***"

_PATTERNS = (
    # postgresql://user:password@host
    (re.compile(r"(?<=://)([^/\s:@]*):[^/\s]*@"), r"\1:" + HIDDEN + "@"),
    # ?token=..., password='...', "api_key": "..."
    (
        re.compile(
            r"(?i)([a-z_\-]*(?:token|password|passwd|secret|api_?key|authorization|signature)[\"']?\s*[=:]\s*)"
            r"(?!(?:bearer|basic)\b)(\"[^\"]*\"|'[^']*'|[^\s&,;\"'}]+)"
        ),
        r"\1" + HIDDEN,
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=\-]{6,}"), r"\1 " + HIDDEN),
    # A signed token wherever it stands, and keys of ours.
    (re.compile(r"\beyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*"), HIDDEN),
    (re.compile(r"\bnxs_[A-Za-z0-9_]{8,}"), HIDDEN),
)
_SUSPECT = re.compile(r"://[^/\s]*@|(?i:token|passw|secret|key|author|signature|bearer|basic )|eyJ|nxs_")


def hidden(text: str) -> str:
    """Return the text with `***` in the place of whatever looks like a secret."""
    if _SUSPECT.search(text) is None:
        return text
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
