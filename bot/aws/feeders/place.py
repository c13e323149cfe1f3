"""The queue in question, and whether messages sent elsewhere end up in it."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bot.aws.cached_for import CachedFor
from bot.aws.errors import Client, asking, gone
from bot.aws.pages import Pages
from bot.aws.session import LOOK, Clients
from bot.domain.errors import Permanent
from bot.domain.resource.arn import Arn, read_arn
from bot.domain.resource.grouping import Resource
from bot.ports.feeders import Writers


class ListedFunction(NamedTuple):
    arn: str
    dead_letters_to: str


class ListedFunctions(NamedTuple):
    """Attributes: cut is why there may be more functions than these; empty if these are all."""

    functions: tuple[ListedFunction, ...]
    cut: str = ""


class QueueSite(NamedTuple):
    """A queue, the clients to ask about it, and the recently listed functions."""

    clients: Clients
    queue: Resource
    pages: Pages
    functions: CachedFor[ListedFunctions]

    def client(self, service: str, arn: Arn | None = None) -> Client:
        """The client for a writer's place; a message may claim anything, so never another region's."""
        account = arn.account if arn else self.queue.account
        if arn and arn.region != self.queue.region:
            raise Permanent(f"not confirmed: a {arn.service} of region {arn.region} was not asked about")
        return self.clients.for_place(account, self.queue.region).client(service, LOOK)

    def reached_from(self, destination: str) -> bool:
        """Whether messages sent there end up in the queue: directly, through a topic, or a bus's rule."""
        if destination == self.queue.arn:
            return True
        arn = read_arn(destination)
        if arn and arn.service == "sns":
            return any(each.get("Endpoint") == self.queue.arn for each in self.subscriptions(destination))
        return bool(arn and arn.service == "events" and self._has_rule(destination, arn))

    def subscriptions(self, topic: str) -> Iterator[dict[str, Any]]:
        """The subscriptions of a topic; none if it does not exist."""
        sns = self.client("sns", arn_of(topic, "sns"))
        yield from self.pages(
            "sns:ListSubscriptionsByTopic",
            topic,
            lambda token: sns.list_subscriptions_by_topic(TopicArn=topic, **token),
            "Subscriptions",
            "NextToken",
        )

    def _has_rule(self, bus: str, arn: Arn) -> bool:
        events = self.client("events", arn)
        with asking("events:ListRuleNamesByTarget", "*"):
            answer = events.list_rule_names_by_target(TargetArn=self.queue.arn, EventBusName=bus)
        return bool(answer["RuleNames"])


def arn_of(text: str, service: str) -> Arn:
    """Raises Permanent if it is another service's ARN, or none."""
    arn = read_arn(text)
    if arn is None or arn.service != service:
        raise Permanent(f"not confirmed: {text or 'the message'} names no {service} resource")
    return arn


def if_there(ask: Callable[[], Writers], what: str) -> Writers:
    """The answer, or that the writer no longer exists."""
    try:
        return ask()
    except Permanent as refused:
        if gone(refused.__cause__):
            return Writers((), f"there is no {what} any more")
        raise
