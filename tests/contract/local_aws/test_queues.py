"""ListDeadLetterSourceQueues, which the emulator itself does not know."""

import json

import pytest
from botocore.exceptions import ClientError

from local.local_aws.emulator import LocalAws

pytestmark = pytest.mark.xdist_group("local-aws")


def create(aws: LocalAws, name: str, *, dead_letters: str | None = None) -> str:
    policy = {
        "deadLetterTargetArn": f"arn:aws:sqs:{aws.region}:{aws.account}:{dead_letters}",
        "maxReceiveCount": "3",
    }
    attributes = {"RedrivePolicy": json.dumps(policy)} if dead_letters else {}
    return str(aws.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def test_the_sources_of_a_dead_letter_queue_are_listed_and_no_others(aws: LocalAws) -> None:
    url = create(aws, "dlq")
    create(aws, "other-dlq")
    sources = {create(aws, "orders", dead_letters="dlq"), create(aws, "returns", dead_letters="dlq")}
    create(aws, "elsewhere", dead_letters="other-dlq")
    assert set(aws.client("sqs").list_dead_letter_source_queues(QueueUrl=url)["queueUrls"]) == sources


def test_a_queue_that_nothing_feeds_has_no_sources(aws: LocalAws) -> None:
    url = create(aws, "lonely")
    assert aws.client("sqs").list_dead_letter_source_queues(QueueUrl=url)["queueUrls"] == []


def test_the_sources_come_in_pages(aws: LocalAws) -> None:
    url = create(aws, "dlq")
    sources = {create(aws, f"source-{number}", dead_letters="dlq") for number in range(5)}
    pages = list(
        aws.client("sqs")
        .get_paginator("list_dead_letter_source_queues")
        .paginate(QueueUrl=url, PaginationConfig={"PageSize": 2})
    )
    assert [len(page["queueUrls"]) for page in pages] == [2, 2, 1]
    assert {found for page in pages for found in page["queueUrls"]} == sources


def test_a_queue_that_is_not_there_is_refused(aws: LocalAws) -> None:
    url = f"{aws.endpoint}/{aws.account}/nowhere"
    with pytest.raises(ClientError, match="does not exist"):
        aws.client("sqs").list_dead_letter_source_queues(QueueUrl=url)
