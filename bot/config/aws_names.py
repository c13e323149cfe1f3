"""AWS names in a lastcall.toml: accounts, regions, ARNs. Also refuses those that can never exist."""

import re
from fnmatch import fnmatchcase
from typing import Any

from bot.config.problem import Unfit
from bot.config.values import guess, text
from bot.domain.resource.arn import Arn, read_arn

# From botocore's partitions; a test compares them. Any other region would be new to AWS.
REGIONS = {
    "aws": (
        *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
        *("ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"),
        *("ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1"),
        *("eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
        *("il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1"),
        *("us-east-2", "us-west-1", "us-west-2"),
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-iso": ("us-iso-east-1", "us-iso-west-1"),
    "aws-iso-b": ("us-isob-east-1", "us-isob-west-1"),
    "aws-iso-e": ("eu-isoe-west-1",),
    "aws-iso-f": ("us-isof-east-1", "us-isof-south-1"),
    "aws-eusc": ("eusc-de-east-1",),
}
ALL_REGIONS = tuple(region for regions in REGIONS.values() for region in regions)
# The account in examples, here and in AWS's documentation: it belongs to no one.
_EXAMPLE_ACCOUNT = "123456789012"
_DIGITS = 12
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}")  # CreateTopic; with .fifo behind it is a FIFO topic


def account(raw: Any) -> str:
    """Twelve digits, or a pattern that some twelve-digit account matches."""
    if not isinstance(raw, str) or not re.fullmatch(r"[\d*?]{1,24}", raw) or not _may_be_account(raw):
        raise Unfit(f'must be a 12-digit account ID in quotes, such as "123456789012", not {raw!r}')
    if raw == _EXAMPLE_ACCOUNT:
        raise Unfit(f"is still the example's {raw}: put in your own account, or remove the line")
    return raw


def _may_be_account(pattern: str) -> bool:
    least = len(pattern.replace("*", ""))
    return least <= _DIGITS if "*" in pattern else least == _DIGITS


def region(raw: Any) -> str:
    """An AWS region, or a pattern that matches one."""
    given = text(raw)
    if not any(fnmatchcase(known, given) for known in ALL_REGIONS):
        raise Unfit(
            f'must be an AWS region, such as "eu-west-1" or "eu-*", not {raw!r}{guess(given, ALL_REGIONS)}'
        )
    return given


def resource(raw: Any) -> str:
    """The name of a resource, or a pattern of names."""
    given = text(raw)
    if given.startswith("arn:"):
        name = re.split(r"[:/]", given)[-1] or "orders-*"
        raise Unfit(f'must be a name such as "{name}", not an ARN: no resource is named {raw!r}')
    if "://" in given:
        name = given.rstrip("/").rpartition("/")[2] or "orders-*"
        raise Unfit(f'must be a name such as "{name}", not a URL: no resource is named {raw!r}')
    return given


def alarm(raw: Any) -> str:
    """The name of an alarm, or a pattern of names."""
    given = text(raw)
    if given.startswith("arn:"):
        name = given.rpartition(":alarm:")[2]
        raise Unfit(f'must be a name such as "{name}", not an ARN: no alarm is named {raw!r}')
    return given


def topic(raw: Any) -> str:
    """A topic that can page: per SNS, only standard topics send SMS and e-mail."""
    arn = read_arn(text(raw))
    if arn is None or arn.service != "sns" or not arn.region or not arn.account:
        raise Unfit(
            f'must be the ARN of an SNS topic, such as "arn:aws:sns:eu-west-1:123456789012:page", not {raw!r}'
        )
    _placed(arn)
    if arn.resource.endswith(".fifo"):
        raise Unfit(f"must be a standard topic: a FIFO topic sends neither SMS nor email: {raw!r}")
    if not _TOPIC.fullmatch(arn.resource):
        raise Unfit(f"must be the ARN of an SNS topic itself, not a pattern or a subscription: {raw!r}")
    return str(raw)


def destination(raw: Any) -> str:
    """Where Lambda can send failed events: a standard queue or topic, or a bucket."""
    arn = read_arn(text(raw))
    placed = arn is not None and (arn.service == "s3" or (arn.region and arn.account))
    fits = arn is not None and arn.service in {"sqs", "sns", "s3"} and not arn.resource.endswith(".fifo")
    if arn is None or not (placed and fits) or not re.fullmatch(r"[A-Za-z0-9_.-]+", arn.resource):
        raise Unfit(f"must be the ARN of a standard queue, a standard topic or a bucket, not {raw!r}")
    if arn.service != "s3":
        _placed(arn)
    return str(raw)


def _placed(arn: Arn) -> None:
    """Checks that an ARN's account and region exist, the region in its partition."""
    if not re.fullmatch(r"\d{12}", arn.account):
        raise Unfit(f'names no 12-digit account: "{arn.account}"')
    if arn.account == _EXAMPLE_ACCOUNT:
        raise Unfit(f"is still the example's, with its account {arn.account}: put in your own, or remove it")
    regions = REGIONS.get(arn.partition, ())
    if not regions:
        raise Unfit(f'names no AWS partition: "{arn.partition}"{guess(arn.partition, REGIONS)}')
    if arn.region not in regions:
        raise Unfit(f'names no region of {arn.partition}: "{arn.region}"{guess(arn.region, regions)}')
