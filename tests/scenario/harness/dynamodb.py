"""The incident table in memory: DynamoDB's answers to the requests that the product makes, and no others.

The contract tests of the stores hold it to what they hold moto to; of moto's time, of which the sweeps were
made, it takes a tenth.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.scenario.harness.expressions import (
    InvalidError,
    Item,
    Terms,
    check_terms,
    condition,
    ordered,
    update,
)

Key = tuple[str, str]
Json = dict[str, Any]
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
MOST_BYTES_OF_ITEM = 400 * 1024
MOST_BYTES_OF_PAGE = 1024 * 1024
MOST_OF_TRANSACTION = 100
MOST_OF_BATCH = 100
# How long a token is remembered (TransactWriteItems, ClientRequestToken).
TOKENS_KEPT = timedelta(minutes=10)


class DynamoDbError(Exception):
    """Attributes: body is what the answer says besides its type."""

    def __init__(self, code: str, message: str, **body: Any) -> None:
        super().__init__(message)
        self.code = code
        self.body = body

    @property
    def text(self) -> str:
        """As the JSON protocol says it."""
        return json.dumps({"__type": self.code, "message": str(self), **self.body})


class Items(dict[Key, Item]):
    """A stored item is never changed in place: copies of the table share it."""

    def __deepcopy__(self, _memo: object) -> "Items":
        return Items(self)


class Index(NamedTuple):
    """A global secondary index, with its keys and what else it shows."""

    partition: str
    sort: str
    shows: tuple[str, ...]


class DynamoDb:
    """One table.

    Args:
        table: Its properties, as the template has them.

    Attributes:
        items: By partition and sort key.
        tokens: What was asked with each token of a transaction, and when.
    """

    def __init__(self, table: Json, clock: Callable[[], datetime]) -> None:
        self.items = Items()
        self.tokens: dict[str, tuple[datetime, Json]] = {}
        self._clock = clock
        self._indexes = {each["IndexName"]: _index(each) for each in table["GlobalSecondaryIndexes"]}

    def answer(self, operation: str, asked: Json) -> Json:
        """Raises DynamoDbError where DynamoDB refuses."""
        known: Mapping[str, Callable[[Json], Json]] = {
            "GetItem": self._get,
            "BatchGetItem": self._get_batch,
            "Query": self._query,
            "PutItem": self._write_alone(self._put),
            "UpdateItem": self._write_alone(self._update),
            "TransactWriteItems": self._transact,
        }
        try:
            return known[operation](asked)
        except InvalidError as error:
            raise DynamoDbError("ValidationException", str(error)) from error

    # Reads

    def _get(self, asked: Json) -> Json:
        item = self.items.get(_key(asked["Key"]))
        return {"Item": item} if item else {}

    def _get_batch(self, asked: Json) -> Json:
        ((name, request),) = asked["RequestItems"].items()
        keys = [_key(each) for each in request["Keys"]]
        if len(keys) > MOST_OF_BATCH or len(set(keys)) < len(keys):
            raise InvalidError("more than 100 keys, or the same twice")
        found = [self.items[key] for key in keys if key in self.items]
        return {"Responses": {name: found}, "UnprocessedKeys": {}}

    def _query(self, asked: Json) -> Json:
        index = self._indexes[asked["IndexName"]] if "IndexName" in asked else None
        if index and asked.get("ConsistentRead"):
            raise InvalidError("consistent reads are not supported on global secondary indexes")
        expression, terms = asked["KeyConditionExpression"], _terms(asked)
        check_terms(terms, expression)
        wanted = condition(expression)
        found = sorted(
            ((_place(item, index), item) for item in self._indexed(index) if wanted(item, terms)),
            key=lambda each: each[0],
        )
        if start := asked.get("ExclusiveStartKey"):
            found = [(place, item) for place, item in found if place > _place(start, index)]
        page = list(_page([item for _, item in found], asked.get("Limit")))
        answer: Json = {"Items": [_shown(item, index) for item in page], "Count": len(page)}
        if len(page) < len(found) or len(page) == asked.get("Limit"):
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in _keys(index)}
        return answer

    def _indexed(self, index: Index | None) -> Iterator[Item]:
        """An item that lacks a key of the index is not in it."""
        for item in self.items.values():
            if index is None or (index.partition in item and index.sort in item):
                yield item

    # Writes

    def _write_alone(self, write: Callable[[Json], Item | None]) -> Callable[[Json], Json]:
        def written(asked: Json) -> Json:
            self._check(asked)
            key = _key(asked.get("Item") or asked["Key"])
            if not self._holds(asked):
                raise DynamoDbError(
                    "ConditionalCheckFailedException", "The conditional request failed", **self._old(asked)
                )
            self._keep(key, write(asked))
            return {}

        return written

    def _transact(self, asked: Json) -> Json:
        token = asked["ClientRequestToken"]
        at, before = self.tokens.get(token, (None, {}))
        if at is not None and self._clock() - at < TOKENS_KEPT:
            if before != asked:
                raise DynamoDbError("IdempotentParameterMismatchException", "the token was used for another")
            return {}
        writes = [(verb, write) for each in asked["TransactItems"] for verb, write in each.items()]
        keys = [_key(write.get("Item") or write["Key"]) for _, write in writes]
        if not 0 < len(keys) <= MOST_OF_TRANSACTION or len(set(keys)) < len(keys):
            raise InvalidError("none, more than 100, or one item twice in a transaction")
        for _, write in writes:
            self._check(write)
        reasons = [self._reason(write) for _, write in writes]
        if any(reason["Code"] != "None" for reason in reasons):
            raise DynamoDbError(
                "TransactionCanceledException", "Transaction cancelled", CancellationReasons=reasons
            )
        carried_out: Mapping[str, Callable[[Json], Item | None]]
        carried_out = {"Put": self._put, "Update": self._update, "Delete": lambda _write: None}
        after = [carried_out[verb](write) for verb, write in writes]
        for key, item in zip(keys, after, strict=True):
            self._keep(key, item)
        self.tokens[token] = self._clock(), asked
        return {}

    def _reason(self, write: Json) -> Json:
        return (
            {"Code": "None"} if self._holds(write) else {"Code": "ConditionalCheckFailed"} | self._old(write)
        )

    def _put(self, asked: Json) -> Item:
        item: Item = asked["Item"]
        return item

    def _update(self, asked: Json) -> Item:
        """An item that is not there is made."""
        key: Item = asked["Key"]
        before = self.items.get(_key(key), key)
        after = update(asked["UpdateExpression"])(before, _terms(asked))
        if any(after.get(name) != value for name, value in key.items()):
            raise InvalidError("an update may not change the key")
        return after

    def _keep(self, key: Key, item: Item | None) -> None:
        if item is None:
            self.items.pop(key, None)
            return
        if len(json.dumps(item).encode()) > MOST_BYTES_OF_ITEM:
            raise InvalidError("Item size has exceeded the maximum allowed size")
        self.items[key] = item

    def _check(self, asked: Json) -> None:
        expressions = (asked[name] for name in ("ConditionExpression", "UpdateExpression") if name in asked)
        check_terms(_terms(asked), *expressions)

    def _holds(self, asked: Json) -> bool:
        if "ConditionExpression" not in asked:
            return True
        item = self.items.get(_key(asked.get("Item") or asked["Key"]), {})
        return condition(asked["ConditionExpression"])(item, _terms(asked))

    def _old(self, asked: Json) -> Json:
        """The item as it stands, for who asked to be told."""
        item = self.items.get(_key(asked.get("Item") or asked["Key"]))
        told = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        return {"Item": item} if told and item else {}


def _terms(asked: Json) -> Terms:
    return Terms(asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {}))


def _index(written: Json) -> Index:
    partition, sort = (each["AttributeName"] for each in written["KeySchema"])
    return Index(partition, sort, tuple(written["Projection"].get("NonKeyAttributes", ())))


def _key(item: Item) -> Key:
    """Neither part of a key may be empty."""
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if not pk or not sk:
        raise InvalidError("an empty string as a key")
    return pk, sk


def _keys(index: Index | None) -> tuple[str, ...]:
    return ("pk", "sk", index.partition, index.sort) if index else ("pk", "sk")


def _place(item: Item, index: Index | None) -> tuple[Any, ...]:
    """Where an item stands in its partition; in an index, equal ones stand in the table's order."""
    own = (ordered(item["pk"]), ordered(item["sk"]))
    return (ordered(item[index.sort]), *own) if index else own


def _shown(item: Item, index: Index | None) -> Item:
    if index is None:
        return item
    return {name: item[name] for name in (*_keys(index), *index.shows) if name in item}


def _page(items: Sequence[Item], limit: int | None) -> Iterator[Item]:
    size = 0
    for item in items[:limit]:
        yield item
        size += len(json.dumps(item))
        if size > MOST_BYTES_OF_PAGE:
            return
