"""EventBridge could not deliver an event to one target of a rule.

Body: the event; where it has not an event's shape, the input that was made from it. Attributes: RULE_ARN,
TARGET_ARN, ERROR_CODE, ERROR_MESSAGE, RETRY_ATTEMPTS, and, where it retried, EXHAUSTED_RETRY_CONDITION.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html

On a bus with a key of its own an event that cannot be decrypted comes as "Encrypted Events", in an event of
another id. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, RuleTarget, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.untrusted import get, text
from bot.parsing.wire_format import Wire, WireFormat, attribute, tried
from bot.parsing.wrappings import is_event, payload_of

_NAME = "eventbridge_target"


def _read(wire: Wire) -> DeadLetter | None:
    given = wire.outer.attributes
    rule, target = attribute(given, "RULE_ARN"), attribute(given, "TARGET_ARN")
    code = attribute(given, "ERROR_CODE")
    if not (rule and (target or code)) and not _encrypted(wire.outer.document):
        return None
    payload, records = payload_of(*wire.layers)
    return DeadLetter(
        format=_NAME,
        origin=Origin(
            OriginKind.TARGET, target, through=rule or text(get(wire.outer.document, "detail", "rule-arn"))
        ),
        cause=StatedCause(
            code,
            attribute(given, "EXHAUSTED_RETRY_CONDITION"),
            tried(attribute(given, "RETRY_ATTEMPTS")),
        ),
        failure=Failure(code, attribute(given, "ERROR_MESSAGE")),
        payload=payload,
        records=records,
        way_back=_way_back(wire, rule, target, code),
    )


def _way_back(wire: Wire, rule: str, target: str, code: str) -> WayBack:
    if _encrypted(wire.outer.document):
        return NoWayBack(
            "the event is encrypted with the bus's own key: it can neither be shown nor sent again"
        )
    if code == "INVALID_JSON":
        return NoWayBack(
            "the rule's input transformer does not produce JSON from this event: fix the transformer first"
        )
    if read_arn(target) is None:
        return NoWayBack("it names no target (TARGET_ARN)")
    return RuleTarget(target, rule, wire.message.body, is_event=is_event(wire.outer.document))


def _encrypted(document: Any) -> bool:
    named = get(document, "detail-type") == "Encrypted Events"
    return named and bool(get(document, "source") == "aws.events")


FORMAT = WireFormat(
    name=_NAME,
    who="EventBridge, when it could not deliver to a rule's target",
    known_by="attributes `RULE_ARN` and `TARGET_ARN`, or an event `Encrypted Events`",
    way_back="that one target gets the event; encrypted events and `INVALID_JSON` are refused",
    read=_read,
    names=frozenset({"rule_arn", "detail-type"}),
)
