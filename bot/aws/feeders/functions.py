"""Functions: by their destinations for asynchronous events, or their dead-letter queue."""

from bot.aws.errors import asking
from bot.aws.feeders.place import ListedFunction, ListedFunctions, QueueSite, arn_of, if_there
from bot.aws.pages import TooManyPagesError
from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.errors import Permanent
from bot.domain.resource.arn import unqualified
from bot.ports.feeders import Writers


def of_event(place: QueueSite, claim: Origin) -> Writers:
    """A destination's record names the function; a dead-letter queue's message names none."""
    return _by_destination(place, claim) if claim.arn else _by_dead_letter_queue(place, claim)


def _by_destination(place: QueueSite, claim: Origin) -> Writers:
    arn = arn_of(claim.arn, "lambda")
    name, qualifier = unqualified(claim.arn), arn.qualifier
    # Without one, $LATEST is asked about.
    version = {"Qualifier": qualifier} if qualifier and qualifier != "$LATEST" else {}
    client = place.client("lambda", arn)

    def ask() -> Writers:
        with asking("lambda:GetFunctionEventInvokeConfig", name):
            answer = client.get_function_event_invoke_config(FunctionName=name, **version)
        config = answer.get("DestinationConfig", {})
        ways = [config.get(way, {}).get("Destination", "") for way in ("OnFailure", "OnSuccess")]
        named = any(place.reached_from(way) for way in ways if way)
        return Writers((claim._replace(claimed=False),) if named else ())

    return if_there(ask, "destination of that function")


def _by_dead_letter_queue(place: QueueSite, claim: Origin) -> Writers:
    """Every function with this queue, or the topic it came through; with several the message fits all."""
    if claim.through and not place.reached_from(claim.through):
        return Writers((), "that topic does not deliver to this queue")
    target = claim.through or place.queue.arn
    listed = place.functions.get((place.queue.account, place.queue.region), lambda: _listed(place))
    found = [each.arn for each in listed.functions if each.dead_letters_to == target]
    # If there are more functions than can be listed in time, those found count.
    if listed.cut and not found:
        raise Permanent(f"not confirmed: {listed.cut}")
    return Writers(tuple(Origin(OriginKind.FUNCTION, each, claim.through, claimed=False) for each in found))


def _listed(place: QueueSite) -> ListedFunctions:
    """One listing of the account and region's functions answers all questions about them."""
    client, found = place.client("lambda"), list[ListedFunction]()
    functions = place.pages(
        "lambda:ListFunctions",
        "*",
        lambda after: client.list_functions(**after),
        "Functions",
        "NextMarker",
        "Marker",
    )
    try:
        for each in functions:
            target = str(each.get("DeadLetterConfig", {}).get("TargetArn", ""))
            found.append(ListedFunction(each["FunctionArn"], target))
    except TooManyPagesError as cut:
        return ListedFunctions(tuple(found), str(cut))
    return ListedFunctions(tuple(found))
