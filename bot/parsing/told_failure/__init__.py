"""The error that a message itself says it failed with, if whatever dead-lettered it wrote that down.

AWS tells the error of its own dead letters (see `bot/parsing/dead_letters`); of what SQS moved it tells none.
But frameworks that move a failed message by themselves leave it in headers or in the body, and so do many
teams. A new way is one file here and one line below; it may be forged like anything in a message.
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure
from bot.parsing.told_failure import celery, headers, iot, jobs, laravel, masstransit, symfony
from bot.parsing.untrusted import has_any
from bot.parsing.wire_format import Wire
from bot.parsing.wrappings import Layer

READERS = (headers, masstransit, symfony, laravel, celery, jobs, iot)
# Most messages tell nothing: without attributes, and without a member of one of these names, there is no need
# to ask any of the readers.
_NAMES = frozenset[str]().union(*(each.NAMES for each in READERS))


def with_told_failure(letter: DeadLetter, wire: Wire) -> DeadLetter:
    """The letter with the error it tells itself, where its format has none; a success has none."""
    if letter.failure.line or letter.succeeded:
        return letter
    told = next((found for layer in wire.layers for found in (_told(layer),) if found), None)
    if told is None:
        return letter
    return letter._replace(failure=told._replace(request_id=letter.failure.request_id, claimed=True))


def _told(layer: Layer) -> Failure | None:
    if layer.document is None and layer.decoded and not layer.decoded.binary:
        layer = layer._replace(text=layer.decoded.text, document=layer.content)
    if not (layer.attributes or has_any(layer.document, _NAMES) or symfony.is_serialised(layer.text)):
        return None
    return next((told for each in READERS if (told := each.read(layer)) and told.line), None)
