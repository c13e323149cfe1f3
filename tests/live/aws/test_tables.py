"""DynamoDB under the incident table: the stream of keys, refusals that tell, writes known again."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.live.aws.place import Json, Place

PATIENTLY = {"Delay": 1, "MaxAttempts": 120}
KEY = {"pk": {"S": "a"}}


@pytest.fixture
def table(aws: Place) -> str:
    name = aws.name("table")
    aws.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    aws.undo("dynamodb", "delete_table", TableName=name)
    aws.client("dynamodb").get_waiter("table_exists").wait(TableName=name, WaiterConfig=PATIENTLY)
    return name


def refused(call: Any, **arguments: Any) -> Json:
    with pytest.raises(ClientError) as told:
        call(**arguments)
    return dict(told.value.response)


def test_a_condition_that_fails_hands_over_what_stands_there(aws: Place, table: str) -> None:
    put = aws.client("dynamodb").put_item
    put(TableName=table, Item=KEY | {"n": {"N": "1"}})
    told = refused(
        put,
        TableName=table,
        Item=KEY,
        ConditionExpression="attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    assert (told["Error"]["Code"], told["Item"]) == (
        "ConditionalCheckFailedException",
        KEY | {"n": {"N": "1"}},
    )


def test_a_cancelled_transaction_says_which_write_was_refused_and_writes_nothing(
    aws: Place, table: str
) -> None:
    dynamodb = aws.client("dynamodb")
    dynamodb.put_item(TableName=table, Item=KEY)
    condition = {"ConditionExpression": "attribute_not_exists(pk)"}
    writes = [
        {"Put": {"TableName": table, "Item": {"pk": {"S": "b"}}}},
        {"Put": {"TableName": table, "Item": KEY} | condition},
    ]
    told = refused(dynamodb.transact_write_items, TransactItems=writes)
    assert [each["Code"] for each in told["CancellationReasons"]] == ["None", "ConditionalCheckFailed"]
    assert "Item" not in dynamodb.get_item(TableName=table, Key={"pk": {"S": "b"}}, ConsistentRead=True)


def test_a_transaction_that_comes_twice_is_done_once(aws: Place, table: str) -> None:
    dynamodb = aws.client("dynamodb")
    put = {"Put": {"TableName": table, "Item": KEY, "ConditionExpression": "attribute_not_exists(pk)"}}
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=[put], ClientRequestToken="the-same-token")
    assert dynamodb.get_item(TableName=table, Key=KEY, ConsistentRead=True)["Item"] == KEY


def test_the_stream_of_keys_tells_what_happened_and_nothing_else(aws: Place, table: str) -> None:
    dynamodb, streams = aws.client("dynamodb"), aws.client("dynamodbstreams")
    dynamodb.put_item(TableName=table, Item=KEY | {"n": {"N": "1"}})
    dynamodb.put_item(TableName=table, Item=KEY | {"n": {"N": "2"}})
    dynamodb.delete_item(TableName=table, Key=KEY)
    stream = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]

    def told() -> list[Json]:
        records: list[Json] = []
        for shard in streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]:
            where = {"StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            iterator = streams.get_shard_iterator(**where)["ShardIterator"]
            records += streams.get_records(ShardIterator=iterator)["Records"]
        return records if len(records) >= 3 else []

    records = aws.eventually(told)
    assert [each["eventName"] for each in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert [each["dynamodb"]["Keys"] for each in records] == [KEY] * 3
    assert {"NewImage", "OldImage"}.isdisjoint({key for each in records for key in each["dynamodb"]})
