"""Readers of streams: a function's event source mapping, or a pipe."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.aws.errors import asking
from bot.aws.feeders.place import QueueSite, arn_of, if_there
from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.resource.arn import stream_of
from bot.ports.feeders import Writers

_OWN_CODE = "no configuration can confirm it: a consumer's own code wrote it"


def of_stream(place: QueueSite, claim: Origin) -> Writers:
    """By the function: listing by stream would miss a mapping with enhanced fan-out."""
    if not claim.through:
        return Writers((), _OWN_CODE)
    arn = arn_of(claim.through, "lambda")
    client = place.client("lambda", arn)
    mappings = place.pages(
        "lambda:ListEventSourceMappings",
        "*",
        lambda after: client.list_event_source_mappings(FunctionName=claim.through, **after),
        "EventSourceMappings",
        "NextMarker",
        "Marker",
    )
    ways = [
        each.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "")
        for each in mappings
        if stream_of(str(each.get("EventSourceArn", ""))) == claim.arn
    ]
    named = any(place.reached_from(way) for way in ways if way)
    return Writers((claim._replace(claimed=False),) if named else ())


def of_pipe(place: QueueSite, claim: Origin) -> Writers:
    arn = arn_of(claim.arn, "pipes")
    name, client = arn.name, place.client("pipes", arn)

    def ask() -> Writers:
        with asking("pipes:DescribePipe", claim.arn):
            pipe = client.describe_pipe(Name=name)
        named = any(place.reached_from(way) for way in _failure_places(pipe.get("SourceParameters", {})))
        return Writers((claim._replace(claimed=False),) if named else ())

    return if_there(ask, "such pipe")


def _failure_places(source: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("KinesisStreamParameters", "DynamoDBStreamParameters"):
        if place := source.get(kind, {}).get("DeadLetterConfig", {}).get("Arn"):
            yield str(place)
