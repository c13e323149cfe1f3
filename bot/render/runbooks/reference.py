"""What a runbook can say, as Markdown for docs/runbooks.md: its variables, lists and filters."""

from collections.abc import Iterable, Mapping

from bot.domain.incident.incident import Status
from bot.domain.resource.resource_kind import ResourceKind
from bot.domain.urgency.decision import Urgency
from bot.render.runbooks.shelf import SEVERAL
from bot.render.runbooks.template import DEEPEST_LOOP, FILTERS
from bot.render.runbooks.view import LISTS


def _listed(words: Iterable[str], conjunction: str) -> str:
    *first, last = [f"`{word}`" for word in words]
    return f"{', '.join(first)} {conjunction} {last}"


VARIABLES: Mapping[str, str] = {
    "incident.id": "as on the card, `K7Q2-M9TD`",
    "incident.status": _listed((status for status in Status if status is not Status.QUIET), "or"),
    "incident.title": "name of the alarm that opened it",
    "incident.reason": "the reason CloudWatch gave",
    "incident.description": "the alarm's own description",
    "incident.fired": "how often an alarm fired in this episode",
    "incident.since": "when it began",
    "incident.children": "for a composite alarm: each has `name` and `state`, as the alarm itself reported",
    "resource.kind": (
        f"{_listed((kind for kind in ResourceKind if kind is not ResourceKind.ALARM), 'or')}; "
        f"`{ResourceKind.ALARM}` if nothing else is known"
    ),
    "resource.name": "name of what is broken",
    "resource.account": "AWS account ID",
    "resource.region": "AWS region",
    "resource.arn": "its ARN, if it follows from the name",
    "resource.url": "a queue's URL, for the command line",
    "resource.bus": "for a rule or bus: name of the bus",
    "resource.rule": "for a rule: its name without the bus",
    "route.name": "the route in `lastcall.toml`",
    "route.impact": "what it means for people",
    "route.environment": "such as `prod`",
    "evidence.taken": "when Lastcall looked",
    "evidence.depth": "messages in the queue",
    "evidence.in_flight": "of these, in flight at a consumer",
    "evidence.shapes": "what it fails with, most frequent first: each has `text` and `seen`",
    "evidence.failing": (
        "true if the consumer failed just now and was not changed since; none when that is not known"
    ),
    "evidence.last_failure": "when the last failure was, at the latest; none when none is known",
    "evidence.sources": "names of the queues the messages came from",
    "evidence.retention": "how long the queue keeps a message",
    "evidence.missing": "what could not be read, one line each",
    "verdict.what": "what the numbers prove, as on the card; none if they prove nothing",
    "verdict.next": "what to do about it",
    "consumer.function": (
        "name of the consuming function; like all of `consumer`, none if it is not known or there are several"
    ),
    "consumer.log_group": "where it logs",
    "consumer.reserved": "its reserved concurrency; also none if it has none",
    "consumer.source": "ARN of the queue or stream it polls",
    "consumer.stream": "name of that stream",
    "consumer.mapping": "UUID of its event source mapping",
    "clock.urgency": _listed(Urgency, "or"),
    "clock.act_before": "the time in the card's decision",
    "clock.first_loss": "when the first message is lost",
    "clock.left": "time left until then, such as `2 d 4 h`",
    "clock.how": "how that is known",
    "links.resource": "its page in the AWS console",
    "links.alarm": "the alarm's page in the AWS console; empty if no alarm reported it",
}


def head(kinds: Iterable[str]) -> str:
    """What may stand above the text; `kinds` are names of alarm kinds."""
    named = ", ".join(f"`{kind}`" for kind in kinds)
    return (
        "\n| head | what |\n|---|---|\n"
        f"| `kind` | alarm kinds, separated by commas ({named}); `*` for all; `{SEVERAL}` for alarms over "
        "several resources, whatever their kind |\n"
        "| `resource` | shell-style pattern of the resource's name; without it, any resource |\n"
        "| `title` | shown at the top |\n\n"
    )


def language() -> str:
    """What of Jinja2 a runbook may use."""
    lists, filters = _listed(sorted(LISTS), "and"), _listed(sorted(FILTERS), "and")
    return (
        f"\nJinja2: `{{{{ names }}}}`, `{{% if %}}`, `{{% for %}}` over {lists} "
        f"(nested {DEEPEST_LOOP} deep at most), `and`, `or`, `not`, comparisons, `~`, "
        f"and the filters {filters}.\n\n"
    )


def variables() -> str:
    """One row for each variable."""
    rows = (f"| `{name}` | {what} |\n" for name, what in VARIABLES.items())
    return "\n| variable | what |\n|---|---|\n" + "".join(rows) + "\n"
