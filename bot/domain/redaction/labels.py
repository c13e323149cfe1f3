"""A label and a value, in either order: `name: DB_PASSWORD` and `value: ...`.

Lists of settings, headers and changes are written so, and what checkers say about a field.
"""

from collections.abc import Callable, Iterator

from bot.domain.redaction.names import words_of
from bot.domain.redaction.quoted import Span
from bot.domain.redaction.values import ANY

Hides = Callable[[str, str], bool]

_LABELS = frozenset(
    [
        *("name", "key", "field", "fieldname", "attribute", "property", "path", "header", "param"),
        *("parameter", "variable", "column", "label", "k", "parameterkey", "parametername"),
        *("settingname", "headername", "id", "question", "loc", "type"),
    ]
)
_VALUES = frozenset(
    [
        *("value", "val", "v", "new", "old", "newvalue", "oldvalue", "from", "to", "before", "after"),
        *("stringvalue", "parametervalue", "current", "previous", "content", "default", "answer", "input"),
    ]
)
# The last words of other names for both: `propertyPath`, `rejectedValue`.
_LABEL_ENDS, _VALUE_ENDS = frozenset({"name", "path", "field", "property"}), frozenset({"value", "input"})
_NEAR = 200
_ITEMS = " \t\r\n\"'`\\,[]"


def is_label(name: str) -> bool:
    return name.lower() in _LABELS or bool(_LABEL_ENDS & {*words_of(name)[-1:]})


def is_value(name: str) -> bool:
    return name.lower() in _VALUES or bool(_VALUE_ENDS & {*words_of(name)[-1:]})


def labelled(label: str) -> str:
    """What its last step names: `/users/3/password`, `["body", "password"]`."""
    return label.strip(_ITEMS).rpartition("/")[2].rpartition(",")[2].strip(_ITEMS)


class Labelled:
    """Reads the labels and values of one text in order."""

    def __init__(self, text: str, hides: Hides) -> None:
        self._text = text
        self._hides = hides
        self._label: Span | None = None
        self._key = ""
        self._value: Span | None = None

    def spans(self, name: str, said: Span) -> Iterator[Span]:
        text = self._text[slice(*said)]
        if is_label(name) and self._hides(labelled(text), ANY):
            self._label, self._key = said, name
            if self._value and self._near(self._value, said):
                yield self._value
        elif is_value(name) and self._label and self._near(self._label, said):
            if self._hides("password", text):
                yield said
        elif is_value(name):
            self._value = said
        elif name == self._key:
            self._label = None

    def _near(self, first: Span, then: Span) -> bool:
        between = self._text[first[1] : then[0]]
        return len(between) < _NEAR and "{" not in between and "/>" not in between
