"""`time=… level=error msg="…" error="…"`: how logrus, slog and go-kit write text."""

import re
from collections.abc import Mapping

_MOST_PAIRS = 60
_NAME = re.compile(r"\s{0,8}([A-Za-z_@][\w.@-]{0,60})=")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)")
_BARE = re.compile(r"[^\s\"]*")
_ESCAPED = re.compile(r"\\(.)")


def read_logfmt(text: str) -> Mapping[str, str]:
    """Names and values; empty if it does not begin so, or has no level."""
    found: dict[str, str] = {}
    at = 0
    while len(found) < _MOST_PAIRS and (named := _NAME.match(text, at)):
        value, at = _value(text, named.end())
        if text[at : at + 1].strip():
            break
        found.setdefault(named[1].lower(), value)
    return found if any(name in found for name in ("level", "lvl", "severity")) else {}


def _value(text: str, at: int) -> tuple[str, int]:
    if quoted := _QUOTED.match(text, at):
        return _ESCAPED.sub(_plain, quoted[1]), quoted.end() + 1
    bare = _BARE.match(text, at)
    return (bare[0], bare.end()) if bare else ("", at)


def _plain(escaped: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(escaped[1], escaped[1])
