"""The whole of Lastcall in one process, on a clock moved by hand.

    with Harness() as h:
        h.deliver(Alarm("orders-dlq"))
        card = h.slack.expect_message("orders-dlq")
        card.button("Acknowledge").click(by="ana")
        h.fast_forward(minutes=15)

The six entrypoint classes are the real ones, wired by bot.wiring; below them DynamoDB, SQS and
the other services are answered in process, and Slack is the local workspace without its sockets. Every
outgoing request passes the wire, where it is logged, counted, refused, lost or answered by a death.
"""

from tests.scenario.harness.alarms import Alarm
from tests.scenario.harness.harness import Harness
from tests.scenario.harness.wire import Fate, ProcessDied

__all__ = ["Alarm", "Fate", "Harness", "ProcessDied"]
