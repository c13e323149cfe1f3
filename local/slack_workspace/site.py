"""The page's files, and the headers that keep foreign text from becoming anything but text."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# What the page's own calls carry: a header that a page of another origin cannot send without asking first.
CALLER_HEADER = "X-Local-Slack"
_PLACE = b"{{token}}"
_TOKEN = re.compile(r'name="token" content="([^"]*)"')
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def load(name: str, token: str) -> tuple[str, bytes] | None:
    """Content type and bytes of one file of the page; nothing outside its folder can be named."""
    if name not in {path.name for path in FOLDER.iterdir()}:
        return None
    path = FOLDER / name
    kind = _TYPES.get(path.suffix)
    if kind is None:
        return None
    content = path.read_bytes()
    if path.suffix == ".html":
        content = content.replace(_PLACE, token.encode())
    return kind, content


def token_in(document: str) -> str:
    """The token that the page's document holds, empty where it holds none."""
    found = _TOKEN.search(document)
    return found[1] if found else ""
