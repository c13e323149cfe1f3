"""The incident table: consistent and complete reads, writes that recognise their own success.

Every conditional write carries a `writer`, drawn once per call and stored with the item. botocore repeats a
request whose answer was lost; if the condition then fails because the first one was applied, the stored
writer is ours and the write counts as done.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, code
from bot.aws.items import Item, named, text
from bot.aws.waits import doubled
from bot.domain.errors import Transient

_BATCH = 100  # BatchGetItem takes no more keys

# Waits of 50, 100, 200 and 400 ms, jittered: after longer throttling the caller's own queue retries, not
# this code.
TRIES = 5
_FIRST_WAIT = 0.05

# Why a transaction may be cancelled without a fault of ours: someone wrote first, or the table is busy.
_EXPECTED = frozenset(
    {
        "None",
        "ConditionalCheckFailed",
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    }
)


class Table:
    """Attributes: page limits the items of one page, None for DynamoDB's own limit of 1 MB."""

    def __init__(
        self,
        client: Client,
        name: str,
        *,
        page: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
        new_writer: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._client = client
        self.name = name
        self._page = {"Limit": page} if page else {}
        self._sleep = sleep
        self.new_writer = new_writer

    def get(self, key: Item) -> Item | None:
        with asking("dynamodb:GetItem", self.name):
            answer = self._client.get_item(TableName=self.name, Key=key, ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def get_many(self, keys: Sequence[Item]) -> list[Item]:
        """The items that exist, in no order."""
        found: list[Item] = []
        for start in range(0, len(keys), _BATCH):
            found.extend(self._get_batch(list(keys[start : start + _BATCH])))
        return found

    def _get_batch(self, keys: list[Item]) -> Iterator[Item]:
        for attempt in range(TRIES):
            with asking("dynamodb:BatchGetItem", self.name):
                answer = self._client.batch_get_item(
                    RequestItems={self.name: {"Keys": keys, "ConsistentRead": True}}
                )
            yield from answer.get("Responses", {}).get(self.name, [])
            # A large or throttled answer leaves keys out, with status 200.
            keys = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
            if not keys:
                return
            self.wait(attempt)
        raise Transient(f"the table {self.name} is throttled: {len(keys)} items were not read")

    def query(self, **request: object) -> Iterator[Item]:
        """Every item of a query, page by page; an empty page may be followed by a full one."""
        start: Item = {}
        while True:
            with asking("dynamodb:Query", self.name):
                answer = self._client.query(TableName=self.name, **{**self._page, **request}, **start)
            yield from answer.get("Items", [])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def put(self, item: Item) -> None:
        with asking("dynamodb:PutItem", self.name):
            self._client.put_item(TableName=self.name, Item=item)

    def update_if(self, key: Item, condition: str, update: str, values: Item) -> bool:
        """Update one item if the condition holds; False if it does not.

        Args:
            update: Begins with SET; `writer` is added. DynamoDB's reserved words get a `#` before them.
        """
        writer = text(self.new_writer())
        names = {name: name[1:] for name in re.findall(r"#\w+", condition + update)}
        request: Item = {
            "Key": key,
            "ConditionExpression": condition,
            "UpdateExpression": update.replace("SET ", "SET writer = :writer, ", 1),
            "ExpressionAttributeValues": values | {":writer": writer},
            **({"ExpressionAttributeNames": names} if names else {}),
        }
        for attempt in range(TRIES):
            failed = self._update(request)
            if failed is None:
                return True
            if code(failed) == "ConditionalCheckFailedException":
                return _item(failed).get("writer") == writer
            self.wait(attempt)
        raise Transient(f"the table {self.name} is too busy: {named(key)}")

    def _update(self, request: Item) -> ClientError | None:
        with asking("dynamodb:UpdateItem", self.name):
            try:
                self._client.update_item(
                    TableName=self.name, ReturnValuesOnConditionCheckFailure="ALL_OLD", **request
                )
            except ClientError as error:
                if code(error) not in {"ConditionalCheckFailedException", "TransactionConflictException"}:
                    raise
                return error
        return None

    def transact(self, writes: Sequence[Item], token: str) -> list[Item] | None:
        """Write all or nothing.

        Args:
            token: Within 10 minutes, DynamoDB answers a second request with the same token with the first's
                success.

        Returns:
            None when written; else, per write, why it was cancelled (`Code`, and `Item` as it is stored).

        Raises:
            Transient: Other transactions kept touching the same items.
        """
        for attempt in range(TRIES):
            reasons = self._transact(writes, token)
            if reasons is None or any(reason["Code"] == "ConditionalCheckFailed" for reason in reasons):
                return reasons
            self.wait(attempt)
        raise Transient(f"the table {self.name} is too busy")

    def _transact(self, writes: Sequence[Item], token: str) -> list[Item] | None:
        with asking("dynamodb:TransactWriteItems", self.name):
            try:
                self._client.transact_write_items(TransactItems=list(writes), ClientRequestToken=token)
            except ClientError as error:
                reasons = cast("list[Item]", error.response.get("CancellationReasons", []))
                if any(reason["Code"] not in _EXPECTED for reason in reasons) or not reasons:
                    raise
                return reasons
        return None

    def wait(self, attempt: int) -> None:
        self._sleep(doubled(_FIRST_WAIT, attempt))


def _item(failed: ClientError) -> Item:
    """The stored item that made the condition fail; empty if there is none."""
    return cast("dict[str, Item]", failed.response).get("Item", {})
