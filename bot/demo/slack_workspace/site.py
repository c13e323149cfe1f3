"""The page's files, and the headers that keep foreign text from becoming anything but text."""

from pathlib import Path

FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def load(name: str) -> tuple[str, bytes] | None:
    """Content type and bytes of one file of the page; nothing outside its folder can be named."""
    if name not in {path.name for path in FOLDER.iterdir()}:
        return None
    path = FOLDER / name
    kind = _TYPES.get(path.suffix)
    return (kind, path.read_bytes()) if kind else None
