"""The parts of a stack trace that count: its error, and the end that names the code at fault.

Python prints the innermost call last ("most recent call last"), Java and Node first; Java puts the root cause
after the last `Caused by:`.
"""

import re

_IDS = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # of a request
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z?"  # when it was logged
    r"|(?<!\d)\d{21,56}(?!\d)"  # of a record
)
_PYTHON = "Traceback (most recent call last)"
_CAUSED = "Caused by:"
_LEFT_OUT = "…"


def alike(text: str) -> str:
    """The same text for two traces that differ only in request and time."""
    return _IDS.sub("#", text)


def that_matters(text: str, most: int) -> str:
    """The text; if too long, its first line and the end, or the cause, that says where it failed."""
    if len(text) <= most:
        return text
    lines = text.splitlines()
    causes = [n for n, line in enumerate(lines) if line.lstrip().startswith(_CAUSED)]
    if causes:
        return _with_first(lines[0], lines[causes[-1] :], most)
    if _PYTHON in text:
        return _with_first(lines[0], _end(lines[1:], most - len(lines[0][: most // 2]) - 3), most)
    return text[:most]


def _with_first(first: str, rest: list[str], most: int) -> str:
    return "\n".join([first[: most // 2], _LEFT_OUT, *rest])[:most]


def _end(lines: list[str], room: int) -> list[str]:
    """As many whole lines from the end as fit; always the last one."""
    kept = lines[-1:]
    room -= len("".join(kept))
    for line in reversed(lines[:-1]):
        room -= len(line) + 1
        if room < 0:
            break
        kept.insert(0, line)
    return kept
