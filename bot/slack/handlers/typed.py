"""What can be typed after the slash command."""

from difflib import get_close_matches

from bot.domain.lifecycle.acts import ACTS
from bot.domain.lifecycle.acts.act import Act, Typed

# A word this similar to an act's is taken for it.
_ALIKE = 0.6
_HELP = "help"

_TYPED: tuple[tuple[Act, Typed], ...] = tuple((act, act.typed) for act in ACTS if act.typed)
_ACTS = {word: act for act, typed in _TYPED for word in (typed.word, *typed.also)}
_WORDS = {word: typed.word or word for _, typed in _TYPED for word in (typed.word, *typed.also) if word} | {
    _HELP: _HELP
}
HELP = (
    *((f" {typed.word} [ID]" if typed.word else "", typed.does) for _, typed in _TYPED),
    (f" {_HELP}", "this list"),
)


def act_typed(word: str) -> Act | None:
    return _ACTS.get(word.lower())


def word_like(word: str) -> str:
    """The word that was probably meant; empty if none is similar."""
    alike = get_close_matches(word.lower(), _WORDS, n=1, cutoff=_ALIKE)
    return _WORDS[alike[0]] if alike else ""
