"""For every statement of every role the shortest part of the story that needs it.

A part is made ready with all permissions; what it returns is then done with one statement taken away, and
says all that can be seen of it.
"""

import json
from collections.abc import Callable, Mapping

from tests.contract.package.sample_events import sqs_event
from tests.e2e.by_hand import Broken, ByHand
from tests.e2e.letters import (
    FROM_A_FUNCTION,
    FROM_A_STREAM,
    FROM_A_SUBSCRIPTION,
    FROM_A_TOPIC,
    DecodedMessage,
)

Deed = Callable[[], str]
Ready = Callable[[ByHand], Deed]

BUSY_CHANNEL = "C0ORDERS01"
BUYS_TIME = "Buys time until the fix is deployed"


# on_alarm


def an_alarm_is_taken_in(by_hand: ByHand) -> Deed:
    queue = by_hand.queue()
    return lambda: by_hand.alarm(queue)


def an_alarm_recovers(by_hand: ByHand) -> Deed:
    queue = by_hand.queue()
    by_hand.alarm(queue)
    return lambda: by_hand.alarm(queue, "OK")


# on_slack


def a_request_is_verified(by_hand: ByHand) -> Deed:
    by_hand.start_anew("OnSlack")
    return lambda: by_hand.knock(b"command=%2Flastcall&text=help")


def a_request_is_passed_on(by_hand: ByHand) -> Deed:
    return lambda: by_hand.knock(b"command=%2Flastcall&text=help")


def a_window_is_opened(by_hand: ByHand) -> Deed:
    """Slack does not know this trigger; that it is asked at all is what needs the token."""
    by_hand.start_anew("OnSlack")
    payload = '{"type": "block_actions", "trigger_id": "1.2.3", "actions": [{"action_id": "open:inspect"}]}'
    return lambda: by_hand.knock(f"payload={payload}".encode())


# on_command


def somebody_acknowledges(by_hand: ByHand) -> Deed:
    queue, card = by_hand.carded()
    document = by_hand.press("acknowledge", card)
    return lambda: by_hand.command(document, queue)


def slack_is_asked_who_presses(by_hand: ByHand) -> Deed:
    deed = somebody_acknowledges(by_hand)
    by_hand.start_anew("OnCommand")
    return deed


def somebody_lists(by_hand: ByHand) -> Deed:
    document = by_hand.typed("/lastcall list")
    return lambda: by_hand.command(document)


def a_topic_is_told(by_hand: ByHand) -> Deed:
    queue = by_hand.queue()
    by_hand.alarm(queue)
    by_hand.evidence(queue)
    return lambda: by_hand.attend(queue)


def a_recovery_settles(by_hand: ByHand) -> Deed:
    """The next look is due within the minute, before any tick."""
    queue = by_hand.queue(empty=True)
    by_hand.alarm(queue)
    by_hand.alarm(queue, "OK")
    return lambda: by_hand.attend(queue)


def somebody_looks_at_a_redrive(by_hand: ByHand) -> Deed:
    queue, card = by_hand.carded()
    document = by_hand.press("open:redrive", card)
    return lambda: by_hand.command(document, queue)


def somebody_redrives(by_hand: ByHand) -> Deed:
    queue, document = redrive_asked_for(by_hand)
    return lambda: by_hand.command(document, queue)


def somebody_inspects(by_hand: ByHand, kind: str = "asked") -> Deed:
    queue, card = by_hand.carded(kind=kind)
    document = by_hand.press("open:inspect", card)
    return lambda: by_hand.command(document, queue)


def somebody_inspects_what_a_tag_opens(by_hand: ByHand) -> Deed:
    return somebody_inspects(by_hand, "tagged-asked")


# What buys time


def somebody_looks_at_mitigations(by_hand: ByHand) -> Deed:
    """The consumer of the source queue has a mapping, whose settings are read."""
    queue = by_hand.queue()
    document = by_hand.press("open:mitigate", by_hand.looked_at(queue))
    return lambda: by_hand.command(document, queue)


def a_stream_is_blocked(by_hand: ByHand) -> Deed:
    """What it may skip must have a place to go to, and its role must be proven to reach that."""
    worker = by_hand.lagging("clicks-counter")
    document = by_hand.press("open:mitigate", by_hand.looked_at(worker))
    return lambda: by_hand.command(document, worker)


def mitigating(choice: str, letter: DecodedMessage | None = None, kind: str = "part") -> Ready:
    """By the words of the choice in the window."""

    def ready(by_hand: ByHand) -> Deed:
        by_hand.reserve(5)
        queue = by_hand.queue(kind=kind, letter=letter)
        by_hand.command(by_hand.press("open:mitigate", by_hand.looked_at(queue)), queue)
        document = by_hand.submit(mitigation=by_hand.offered(choice), ready_reason=BUYS_TIME)
        return lambda: by_hand.command(document, queue)

    return ready


# on_job


def evidence_is_gathered(by_hand: ByHand, kind: str = "part") -> Deed:
    queue = by_hand.queue(kind=kind)
    by_hand.alarm(queue)
    return lambda: by_hand.evidence(queue)


def evidence_of_what_a_tag_opens(by_hand: ByHand) -> Deed:
    return evidence_is_gathered(by_hand, "tagged")


def evidence_of(letter: DecodedMessage) -> Ready:
    """Of a queue with one message that its writer, or somebody else, put there."""

    def ready(by_hand: ByHand) -> Deed:
        queue = by_hand.queue(letter=letter)
        by_hand.alarm(queue)
        return lambda: by_hand.evidence(queue)

    return ready


def evidence_of_a_bucket(by_hand: ByHand) -> Deed:
    function = by_hand.dropping()
    by_hand.alarm(function)
    return lambda: by_hand.evidence(function)


def somebody_inspects_a_bucket(by_hand: ByHand) -> Deed:
    """Before anybody has looked: what is there already is shown from the table."""
    function = by_hand.dropping()
    by_hand.alarm(function)
    document = by_hand.press("open:inspect", by_hand.drawn(function))
    return lambda: by_hand.command(document, function)


def inspecting(letter: DecodedMessage) -> Ready:
    def ready(by_hand: ByHand) -> Deed:
        queue, card = by_hand.carded(kind="asked", letter=letter)
        document = by_hand.press("open:inspect", card)
        return lambda: by_hand.command(document, queue)

    return ready


def messages_are_moved(by_hand: ByHand, kind: str = "part") -> Deed:
    queue, document = redrive_asked_for(by_hand, kind)
    by_hand.command(document, queue)
    return lambda: by_hand.job(queue)


def an_event_is_handed_back_to_its_function(by_hand: ByHand) -> Deed:
    """To a function that the look, and so the window, named."""
    queue = by_hand.given_up()
    by_hand.command(by_hand.press("open:redrive", by_hand.looked_at(queue)), queue)
    by_hand.command(by_hand.submit(ready_reason="The consumer is fixed and deployed"), queue)
    return lambda: by_hand.job(queue)


def a_redrive_waits_for_what_somebody_holds(by_hand: ByHand) -> Deed:
    queue, document = redrive_asked_for(by_hand, "part")
    by_hand.command(document, queue)
    by_hand.hold(queue)
    return lambda: by_hand.job(queue)


def messages_that_a_tag_opens_are_moved(by_hand: ByHand) -> Deed:
    return messages_are_moved(by_hand, "tagged")


# on_change


def a_card_is_drawn(by_hand: ByHand) -> Deed:
    queue = by_hand.queue()
    by_hand.alarm(queue)
    return lambda: by_hand.card(queue)


def a_card_is_drawn_by_a_new_process(by_hand: ByHand) -> Deed:
    by_hand.start_anew("OnChange")
    return a_card_is_drawn(by_hand)


def a_channel_is_closed_for_a_while(by_hand: ByHand) -> Deed:
    """In a channel that no other part uses: all cards of a channel wait until it is open."""
    by_hand.open_line(BUSY_CHANNEL)
    queue = by_hand.queue(kind="busy")
    by_hand.alarm(queue)

    def drawn_too_often() -> str:
        by_hand.slack.set_faults([{"kind": "rate_limited", "channel": BUSY_CHANNEL}])
        left = by_hand.card(queue)
        by_hand.slack.clear_faults()
        return left

    return drawn_too_often


def somebody_waits(by_hand: ByHand) -> Deed:
    """Slack asked to wait, the time is over, and the first in the channel's line may go."""
    by_hand.open_line(BUSY_CHANNEL)
    queue = by_hand.queue(kind="busy")
    by_hand.alarm(queue)
    by_hand.slack.set_faults([{"kind": "rate_limited", "channel": BUSY_CHANNEL, "retry_after": "1"}])
    by_hand.card(queue)
    by_hand.slack.clear_faults()
    document = by_hand.turn()
    return lambda: by_hand.invoke("OnChange", sqs_event(document), about=queue)


def a_turn_is_lost(by_hand: ByHand) -> Deed:
    somebody_waits(by_hand)
    by_hand.lose_turn(BUSY_CHANNEL)
    return by_hand.tick


def a_picture_is_drawn(by_hand: ByHand) -> Deed:
    """The emulator draws none; whether it was allowed to, the thread says."""
    queue = by_hand.queue()
    by_hand.alarm(queue)
    by_hand.evidence(queue)
    return lambda: by_hand.card(queue) + json.dumps(by_hand.shown(queue))


# on_clock


def something_is_due(by_hand: ByHand) -> Deed:
    queue = by_hand.queue()
    by_hand.alarm(queue)
    by_hand.make_due(queue, "INCIDENT")
    return by_hand.tick


def a_redrive_is_due(by_hand: ByHand) -> Deed:
    queue, document = redrive_asked_for(by_hand)
    by_hand.command(document, queue)
    by_hand.make_due(queue, "JOB#")
    return by_hand.tick


def redrive_asked_for(by_hand: ByHand, kind: str = "part") -> tuple[Broken, dict[str, object]]:
    """A redrive's window, filled in and submitted."""
    queue, card = by_hand.carded(kind=kind)
    by_hand.command(by_hand.press("open:redrive", card), queue)
    return queue, by_hand.submit(ready_reason="The consumer is fixed and deployed")


DEEDS: Mapping[tuple[str, str], Ready] = {
    ("OnAlarm", "KeepIncidents"): an_alarm_is_taken_in,
    ("OnAlarm", "AskForEvidence"): an_alarm_is_taken_in,
    ("OnAlarm", "AskForAttention"): an_alarm_recovers,
    ("OnSlack", "PassOn"): a_request_is_passed_on,
    ("OnSlack", "ReadSigningSecret"): a_request_is_verified,
    ("OnSlack", "ReadBotToken"): a_window_is_opened,
    ("OnCommand", "KeepIncidents"): somebody_acknowledges,
    ("OnCommand", "Page"): a_topic_is_told,
    ("OnCommand", "FindOpenIncidents"): somebody_lists,
    ("OnCommand", "AskForAttention"): a_recovery_settles,
    ("OnCommand", "StartJobs"): somebody_redrives,
    ("OnCommand", "ReadBotToken"): slack_is_asked_who_presses,
    ("OnCommand", "ReadQueues"): somebody_looks_at_a_redrive,
    ("OnCommand", "SampleQueues"): somebody_inspects,
    ("OnCommand", "SampleTaggedQueues"): somebody_inspects_what_a_tag_opens,
    ("OnCommand", "ReadMetrics"): somebody_inspects,
    ("OnCommand", "ReadConsumers"): somebody_inspects,
    ("OnCommand", "ReadConsumerLogs"): somebody_inspects,
    ("OnCommand", "ReadFunctions"): somebody_inspects,
    ("OnCommand", "FindWriters"): inspecting(FROM_A_FUNCTION),
    ("OnCommand", "ReadWriters"): inspecting(FROM_A_TOPIC),
    ("OnCommand", "ReadPolicies"): inspecting(FROM_A_SUBSCRIPTION),
    ("OnCommand", "DescribeStreams"): inspecting(FROM_A_STREAM),
    ("OnCommand", "ReadStreams"): inspecting(FROM_A_STREAM),
    ("OnCommand", "ListFailures"): somebody_inspects_a_bucket,
    ("OnCommand", "ReadFailures"): somebody_inspects_a_bucket,
    ("OnCommand", "ReadMappings"): somebody_looks_at_mitigations,
    ("OnCommand", "ExtendStreamRetention"): mitigating("Extend the retention", FROM_A_STREAM),
    ("OnCommand", "RaiseQueueRetention"): mitigating("Raise the retention"),
    ("OnCommand", "RaiseTaggedQueueRetention"): mitigating("Raise the retention", kind="tagged"),
    ("OnCommand", "ProveDestinations"): a_stream_is_blocked,
    ("OnCommand", "ChangeMappings"): mitigating("Start consuming"),
    ("OnCommand", "RaiseReservedConcurrency"): mitigating("Raise the reserved concurrency"),
    ("OnJob", "KeepIncidents"): evidence_is_gathered,
    ("OnJob", "AskForAttention"): evidence_is_gathered,
    ("OnJob", "ContinueJobs"): a_redrive_waits_for_what_somebody_holds,
    ("OnJob", "ReadQueues"): evidence_is_gathered,
    ("OnJob", "SampleQueues"): evidence_is_gathered,
    ("OnJob", "SampleTaggedQueues"): evidence_of_what_a_tag_opens,
    ("OnJob", "MoveMessages"): messages_are_moved,
    ("OnJob", "InvokeFunctions"): an_event_is_handed_back_to_its_function,
    ("OnJob", "MoveTaggedMessages"): messages_that_a_tag_opens_are_moved,
    ("OnJob", "ReadMetrics"): evidence_is_gathered,
    ("OnJob", "ReadConsumers"): evidence_is_gathered,
    ("OnJob", "ReadConsumerLogs"): evidence_is_gathered,
    ("OnJob", "ReadFunctions"): evidence_is_gathered,
    ("OnJob", "FindWriters"): evidence_of(FROM_A_FUNCTION),
    ("OnJob", "ReadWriters"): evidence_of(FROM_A_TOPIC),
    ("OnJob", "ReadPolicies"): evidence_of(FROM_A_SUBSCRIPTION),
    ("OnJob", "DescribeStreams"): evidence_of(FROM_A_STREAM),
    ("OnJob", "ListFailures"): evidence_of_a_bucket,
    ("OnJob", "ReadFailures"): evidence_of_a_bucket,
    ("OnChange", "KeepIncidents"): a_card_is_drawn,
    ("OnChange", "SeeWhoWaits"): somebody_waits,
    ("OnChange", "ComeBackLater"): a_channel_is_closed_for_a_while,
    ("OnChange", "ReadBotToken"): a_card_is_drawn_by_a_new_process,
    ("OnChange", "DrawMetrics"): a_picture_is_drawn,
    ("OnClock", "FindDue"): something_is_due,
    ("OnClock", "AskForAttention"): something_is_due,
    ("OnClock", "ReviveJobs"): a_redrive_is_due,
    ("OnClock", "GiveLostTurns"): a_turn_is_lost,
}
