"""Lines with what must vanish of them and what must stay readable, as a route with `samples = "redacted"`
shows them.

In `secrets.txt` what stands in double angle quotes must vanish and what stands in single ones must stay;
nothing in `harmless.txt` may be masked. Signs stand for a line break, a return and a tab. {github} and the
like are made up at run time, so that nobody's scanner takes this file for a leak. A line that begins with
`# ` is a heading.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.domain.redaction.sample_text import masked, sample_text
from tests.masking_corpus.made_up import made_up

_HERE = Path(__file__).parent
_MARKED = re.compile("«([^»]*)»|\u2039([^\u203a]*)\u203a")
_SIGNS = str.maketrans({"␤": "\n", "␍": "\r", "⇥": "\t"})


class Line(NamedTuple):
    """Attributes: where is the heading it stands under; secrets must vanish, kept must stay."""

    where: str
    text: str
    secrets: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def missed(self) -> tuple[str, ...]:
        """Secrets that are shown, as a message's body or as a line of a log."""
        shown = sample_text(self.text, "redacted").text + masked(self.text)
        return tuple(each for each in self.secrets if each in shown)

    @property
    def falsely_masked(self) -> bool:
        shown = sample_text(self.text, "redacted").text
        return any(each not in shown for each in self.kept) or (not self.secrets and "[masked" in shown)


def lines() -> tuple[Line, ...]:
    return (*secret_lines(), *harmless_lines())


def secret_lines() -> tuple[Line, ...]:
    return tuple(_line(where, text) for where, text in _read("secrets.txt"))


def harmless_lines() -> tuple[Line, ...]:
    return tuple(Line(where, text, kept=_kept(text)) for where, text in _read("harmless.txt"))


def _read(file: str) -> Iterator[tuple[str, str]]:
    where = ""
    for number, line in enumerate((_HERE / file).read_text("utf-8").splitlines()):
        if line.startswith("# "):
            where = line[2:]
        elif line:
            yield where, made_up(line.translate(_SIGNS), number)


def _line(where: str, marked: str) -> Line:
    found = _MARKED.findall(marked)
    text = _MARKED.sub(lambda each: each[1] if each[1] is not None else each[2], marked)
    return Line(
        where, text, tuple(each for each, _ in found if each), tuple(each for _, each in found if each)
    )


def _kept(text: str) -> tuple[str, ...]:
    """All of a plain text; JSON is laid out anew, so only that nothing of it is masked can be asked."""
    return () if text[:1] in {"{", "["} else (text,)
