"""A form that was refused, shown again with everything that was filled in."""

from collections.abc import Mapping

from bot.render.view import Input, ModalView, Words


def refilled(modal: ModalView, answers: Mapping[str, str], why: str) -> ModalView:
    """The form as it is now: why it was refused first, then each field with its answer, by the field's name.

    An answer that is no longer among the choices is left for the person to pick anew.
    """
    parts = tuple(
        part._replace(initial=answers.get(part.name) or part.initial) if isinstance(part, Input) else part
        for part in modal.parts
    )
    return modal._replace(parts=((Words("⚠️ "), Words(why)), *parts))
