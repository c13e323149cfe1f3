"""Streams that nobody reads, and such that are read to their end."""

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import MINUTE, SECOND, Account
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import CLICKS, MAPPING, WORKER, on_stream


def disabled(aws: Account) -> Resource:
    worker, stream = on_stream(aws)
    worker.mappings[0] |= {"State": "Disabled", "StateTransitionReason": "User action"}
    worker.idles()
    aws.metrics.forget("IteratorAge")
    stream.takes(12)
    return WORKER


def not_permitted(aws: Account) -> Resource:
    disabled(aws)
    said = "PROBLEM: Lambda is not authorized to perform kinesis:GetRecords"
    aws.known("worker").mappings[0] |= {"State": "Enabled", "LastProcessingResult": said}
    return WORKER


def not_called(aws: Account) -> Resource:
    disabled(aws)
    aws.known("worker").mappings[0]["State"] = "Enabled"
    aws.known("worker").metric("Throttles", steady(0.0))
    return WORKER


def unread(aws: Account) -> Resource:
    """The stream's own metric lags for somebody who has no mapping, and who is gone."""
    stream = aws.stream("clicks")
    stream.takes(12)
    stream.metric("GetRecords.Records", steady(0.0))
    return CLICKS


def empty(aws: Account) -> Resource:
    not_called(aws)
    stream = aws.known_stream("clicks")
    stream.takes(0)
    stream.metric("GetRecords.IteratorAgeMilliseconds", steady(0.0))
    return WORKER


def caught_up(aws: Account) -> Resource:
    on_stream(aws, age=2 * SECOND, growing_by=0.0)
    return WORKER


def catching_up(aws: Account) -> Resource:
    on_stream(aws, age=30 * MINUTE, growing_by=-0.5)
    return WORKER


CASES = {
    "its mapping is disabled": Case(
        "iterator_age",
        disabled,
        Cause.NOT_CONSUMING,
        ("mapping is Disabled (User action)", "12/s arrive"),
        "Enable the mapping once the reason it was disabled is gone",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
        Setting(MAPPING, "Enabled", "false", "true"),
    ),
    "it may not poll": Case(
        "iterator_age",
        not_permitted,
        Cause.NOT_CONSUMING,
        (
            "Lambda reports: 'PROBLEM: Lambda is not authorized to perform kinesis:GetRecords'",
            "12/s arrive",
        ),
        "Grant the execution role of worker the permission that Lambda names",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
    ),
    "it is not called": Case(
        "iterator_age",
        not_called,
        Cause.NOT_CONSUMING,
        ("0 invocations in 15 min", "0 throttles", "mapping is Enabled", "about 43,920 wait"),
        "Check the mapping's filters and its last result; disable and enable it to restart it",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
    ),
    "nobody reads it": Case(
        "iterator_age",
        unread,
        Cause.NOT_CONSUMING,
        ("0 mappings read it, 0 taken out", "12/s arrive"),
        "Find out what should read clicks, and when that was removed",
        lambda aws: aws.metrics.forget("GetRecords.Records"),
        "Read how many are taken out per second",
    ),
    "nothing comes any more": Case(
        "iterator_age",
        empty,
        Cause.RECOVERED,
        ("age 0 s", "0 arrive", "mapping is Enabled"),
        "Resolves once its alarm says OK and this still holds",
        lambda aws: aws.metrics.forget("GetRecords.IteratorAgeMilliseconds"),
        "Read why IteratorAge has no datapoint: nothing arrived, or nothing is consumed",
    ),
    "it has caught up": Case(
        "iterator_age",
        caught_up,
        Cause.RECOVERED,
        ("age 2 s", "and does not grow", "0 of 900 invocations failed in 15 min", "mapping is Enabled"),
        "Resolves once its alarm says OK and this still holds",
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
    ),
    "it catches up": Case(
        "iterator_age",
        catching_up,
        Cause.CATCHING_UP,
        ("age falls 30 s a minute", "30 min behind"),
        "Wait; look again if the age stops falling",
        lambda aws: aws.metrics.forget("IteratorAge", "GetRecords.IteratorAgeMilliseconds"),
        "Read why IteratorAge has no datapoint: nothing arrived, or nothing is consumed",
    ),
}
