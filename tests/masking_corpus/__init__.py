"""Lines with what must vanish of them and what must stay readable, as a route with `samples = "redacted"`
shows them.

In `secrets.txt` what stands in double angle quotes must vanish and what stands in single ones must stay;
nothing in `harmless.txt` may be masked. Signs stand for a line break, a return and a tab. {github} and the
like are made up at run time, so that nobody's scanner takes this file for a leak. A line that begins with
`# ` is a heading.

`grown` grew with what masks. Each `drawn_N` was written before it was read against it, and what it showed was
mended afterwards, as ideas; so only the figures at the drawing tell how well lines are read that nobody has
seen:

| drawn | secrets shown | harmless lines masked |
|---|---|---|
| 1 | 98 of 279 | 28 of 405 |
| 2 | 29 of 126 | 18 of 146 |
| 3 | 8 of 101 | 6 of 98 |
| 4 | 8 of 101 | 1 of 101 |
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.domain.redaction.sample_text import masked, sample_text
from tests.masking_corpus.made_up import made_up

_HERE = Path(__file__).parent
SETS = ("grown", "drawn_1", "drawn_2", "drawn_3", "drawn_4")
_MARKED = re.compile("«([^»]*)»|\u2039([^\u203a]*)\u203a")
_SIGNS = str.maketrans({"␤": "\n", "␍": "\r", "⇥": "\t"})


class Line(NamedTuple):
    """Attributes: where is its set and the heading it stands under; secrets must vanish, kept must stay."""

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


def secret_lines(*sets: str) -> tuple[Line, ...]:
    return tuple(_line(where, text) for where, text in _read("secrets.txt", sets or SETS))


def harmless_lines(*sets: str) -> tuple[Line, ...]:
    found = _read("harmless.txt", sets or SETS)
    return tuple(Line(where, text, kept=_kept(text)) for where, text in found)


def _read(file: str, sets: Iterable[str]) -> Iterator[tuple[str, str]]:
    for each in sets:
        where = ""
        for number, line in enumerate((_HERE / each / file).read_text("utf-8").splitlines()):
            if line.startswith("# "):
                where = f"{each}: {line[2:]}"
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
