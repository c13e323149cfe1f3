"""Deliver to the one target of a rule that EventBridge gave up on: to its queue or its function.

What the target gets of the event its rule says: the event, a part of it (InputPath), or a text of its own
(Input). A template (InputTransformer) is not filled in here. Of what EventBridge wrote beside the event,
the target gets nothing. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.aws.errors import asking
from bot.aws.session import LOOK, Clients
from bot.aws.ways_back.endpoint import Endpoint, refused
from bot.aws.ways_back.one_by_one import Not
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import RuleTarget
from bot.domain.errors import Permanent
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.domain.resource.arn import as_arn, bus_and_rule
from bot.parsing.raw_json import raw_member
from bot.ports.dead_letter_queues import DeadLetterQueues

# The whole, or members by plain names: what else a path may say is left to people.
_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]{0,63}){0,32}")
Target = Mapping[str, Any]


def send(clients: Clients, queues: DeadLetterQueues, going: Sequence[Going]) -> Sent:
    """To one target of one rule."""
    endpoint = Endpoint(clients, queues, going[0].way.to)
    try:
        target = _target(clients, _way(going[0]).rule, endpoint.arn)
    except Permanent as why:
        return refused(going, str(why))
    inputs = {each.message.message_id: _input(target, _way(each)) for each in going}
    not_known = {each: told.why for each, told in inputs.items() if isinstance(told, Not)}
    known = [each for each in going if each.message.message_id not in not_known]
    group = target.get("SqsParameters", {}).get("MessageGroupId", "")

    def made(each: Going) -> ReceivedMessage:
        return _made(each.message, str(inputs[each.message.message_id]), group)

    sent = endpoint.take(known, made) if known else Sent(frozenset(), {})
    return sent._replace(refused={**sent.refused, **not_known})


def _target(clients: Clients, rule: str, arn: str) -> Target:
    place = as_arn(rule)
    bus, name = bus_and_rule(place.path)
    events = clients.for_place(place.account, place.region).client("events", LOOK)
    with asking("events:ListTargetsByRule", rule):
        answer = events.list_targets_by_rule(Rule=name, **({"EventBusName": bus} if bus else {}))
    found = [each for each in answer["Targets"] if each["Arn"] == arn]
    if len(found) != 1:
        raise Permanent(f"its rule has {len(found) or 'no'} such targets now")
    target: Target = found[0]
    return target


def _input(target: Target, way: RuleTarget) -> str | Not:
    """What the rule makes of the event, or why that is not known here."""
    if not way.is_event:
        return way.payload
    if "InputTransformer" in target:
        return Not("only by hand: its rule makes the input by a template (InputTransformer)")
    if "Input" in target:
        return str(target["Input"])
    path = str(target.get("InputPath", "$"))
    if not _PATH.fullmatch(path):
        return Not(f"only by hand: its rule takes {path} out of the event (InputPath)")
    part = way.payload
    for name in path.split(".")[1:]:
        part = raw_member(part, name)
    return part or Not(f"its event has no {path}, which its rule takes out of it (InputPath)")


def _made(message: ReceivedMessage, body: str, group: str) -> ReceivedMessage:
    kept = {name: value for name, value in message.system.items() if name != "MessageGroupId"}
    return message._replace(
        body=body, attributes={}, system=kept | ({"MessageGroupId": group} if group else {})
    )


def _way(going: Going) -> RuleTarget:
    return cast("RuleTarget", going.way)
