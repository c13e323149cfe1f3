"""The faults of class c: how it works before, the one change that is made, and what that makes the answer."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.deadbench.record.account import Account
from tests.deadbench.record.payments import PaymentService


class Fault(NamedTuple):
    """Attributes:
    states: The change, as a sentence.
    prepare: Sets up what there is before.
    beat: What comes in, by its number and whether the change was made.
    change: The one change.
    of: The resource that is at fault, by the account's attribute; `setting` is which of its settings.
    also: Families that a careful reader may defend.
    every: Seconds between two beats, by and large: the seed draws how many in a minute.
    minutes: How long after the change AWS is asked: what was not logged is known ten minutes later.
    mend: Ends the fault before AWS is asked, three minutes after the alarm; None where it stays.
    """

    states: str
    family: str
    prepare: Callable[[Account], None]
    beat: Callable[[Account, int, bool], None]
    change: Callable[[Account], None]
    of: str = "worker"
    setting: str = ""
    also: tuple[str, ...] = ()
    every: float = 8.0
    minutes: int = 6
    mend: Callable[[Account], None] | None = None


_WHO = ("Ada", "Alan", "Edsger", "Grace")


def _order(number: int, **who: str) -> dict[str, Any]:
    return {"order_id": f"order-{1000 + number}", "cents": number * 7 % 900, **who}


def _named(number: int) -> dict[str, Any]:
    return _order(number, customer_name=_WHO[number % len(_WHO)])


def _orders(at: Account) -> None:
    at.function("orders")
    _retried(at)


def _retried(at: Account) -> None:
    """Twice, after seconds. Lambda asks for the function's timeout at least, when the mapping is made."""
    at.queues(visible_after=60, receives=2)
    at.set_queue(VisibilityTimeout=8)
    at.maps("sqs", BatchSize=1)
    at.depth_alarm()


def _renamed(at: Account, number: int, changed: bool) -> None:  # noqa: FBT001 - as every beat
    """Every second order is of the new shop."""
    if changed and number % 2:
        at.send(**_order(number, first_name="Ada", last_name=f"Byron-{number}"))
    else:
        at.send(**_named(number))


def _clicks(at: Account) -> None:
    at.function("clicks", environment={"SECONDS": "5"})
    at.shard()
    at.maps("kinesis", StartingPosition="TRIM_HORIZON", BatchSize=10)
    at.alarm("AWS/Lambda", "IteratorAge", {"FunctionName": at.worker}, 60_000, "Maximum")


def _click(at: Account, number: int, _changed: bool) -> None:  # noqa: FBT001 - as every beat
    at.put(visit=f"visit-{number}", seconds=str(number % 90))


def _labels(at: Account) -> None:
    at.function("labels")
    at.queues(visible_after=30)
    at.set_queue(VisibilityTimeout=8)
    at.maps("sqs", BatchSize=5, FunctionResponseTypes=["ReportBatchItemFailures"])
    at.depth_alarm()


def _parcel(at: Account, number: int, changed: bool) -> None:  # noqa: FBT001 - as every beat
    """After the change every third is of the depot that sends an address in one piece."""
    if changed and number % 3 == 0:
        at.send(parcel=f"parcel-{number}", address=f"{number} Harbour Road, Cork")
    else:
        at.send(parcel=f"parcel-{number}", street="Harbour Road", house=str(number))


def _pictures(at: Account) -> None:
    at.function("pictures", environment={"SECONDS": "4"})
    at.reserve(10)
    at.alarm("AWS/Lambda", "Throttles", {"FunctionName": at.worker}, 0, "Sum")


def _consumed(at: Account) -> None:
    at.function("orders")
    at.queues()
    at.maps("sqs", BatchSize=10)
    at.alarm("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": at.queue}, 60, "Maximum")


def _charged(at: Account, payments: PaymentService, seconds: int) -> None:
    at.function("payments", seconds=seconds, environment={"PAYMENTS_URL": payments.url})
    _retried(at)


def _worked_on(at: Account) -> None:
    """For nine seconds or more, each alone."""
    at.function("pictures", environment={"SECONDS": str(at.number(9, 12))})
    at.queues(visible_after=60, receives=2)
    at.maps("sqs", BatchSize=1)
    at.depth_alarm()


def faults(
    payments: PaymentService, hanging: PaymentService, mended: PaymentService, unnamed: PaymentService
) -> Mapping[str, Fault]:
    """By the names of their worlds."""

    def orders(at: Account, number: int, _changed: bool) -> None:  # noqa: FBT001 - as every beat
        at.send(**_named(number))

    return {
        "c-broken-version": Fault(
            "A version of the consumer is deployed that needs a module which its package lacks.",
            "new_version",
            _orders,
            orders,
            lambda at: at.deploy("orders_priced"),
            every=12.0,
        ),
        "c-renamed-field": Fault(
            "One of two producers begins to send first_name and last_name instead of customer_name.",
            "producer_changed",
            _orders,
            _renamed,
            lambda _at: None,
            of="queue",
        ),
        "c-lowered-concurrency": Fault(
            "The function's reserved concurrency is lowered from 10 to 1, and its events go on coming.",
            "reserved_limit",
            _pictures,
            lambda at, number, _changed: at.call(picture=f"picture-{number}"),
            lambda at: at.reserve(1),
            setting="ReservedConcurrentExecutions",
            every=3.0,
        ),
        "c-poison-record": Fault(
            "One record whose seconds are no number is put into the stream.",
            "one_bad_item",
            _clicks,
            _click,
            lambda at: at.put(visit="visit-x", seconds="n/a"),
            every=2.0,
        ),
        "c-silent-partial": Fault(
            "Parcels begin to come whose address is in one piece; the consumer reports each as failed and "
            "logs nothing.",
            "fails_silently",
            _labels,
            _parcel,
            lambda _at: None,
            also=("producer_changed",),
            minutes=14,
        ),
        "c-disabled-mapping": Fault(
            "The event source mapping is disabled.",
            "not_consuming",
            _consumed,
            orders,
            lambda at: at.disable(),
            of="queue",
            setting="Enabled",
        ),
        "c-refusing-dependency": Fault(
            "The service that the consumer calls begins to answer 503.",
            "dependency",
            lambda at: _charged(at, payments, 20),
            orders,
            lambda _at: payments.refuse(),
            every=16.0,
        ),
        "c-hanging-dependency": Fault(
            "The service that the consumer calls no longer answers.",
            "dependency",
            lambda at: _charged(at, hanging, 3),
            orders,
            lambda _at: hanging.hang(),
            every=12.0,
        ),
        "c-mended-dependency": Fault(
            "The service that the consumer calls answers 503 for some minutes, and then answers again.",
            "dependency",
            lambda at: _charged(at, mended, 20),
            orders,
            lambda _at: mended.refuse(),
            every=12.0,
            minutes=10,
            mend=lambda _at: mended.accept(),
        ),
        "c-short-visibility": Fault(
            "The queue's visibility timeout is lowered below the time that one message takes.",
            "visibility_or_timeout",
            _worked_on,
            orders,
            lambda at: at.set_queue(VisibilityTimeout=at.number(3, 4)),
            of="queue",
            setting="VisibilityTimeout",
            every=12.0,
        ),
        "c-removed-variable": Fault(
            "The function's configuration is changed: the variable that names the service is gone.",
            "new_version",
            lambda at: _charged(at, unnamed, 20),
            orders,
            lambda at: at.configure(),
            every=12.0,
        ),
    }
