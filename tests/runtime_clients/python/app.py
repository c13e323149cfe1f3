"""A function that fails in the way its event names: run by awslambdaric, never imported by the project."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from loguru import logger as loguru_logger
from pythonjsonlogger.json import JsonFormatter

_shop = logging.getLogger("shop")
# Lambda's own level, where one is asked for, is that of the root.
_shop.setLevel(logging.NOTSET if os.environ.get("AWS_LAMBDA_LOG_LEVEL") else "INFO")
_powertools = Logger(service="payment")
_metrics = Metrics(namespace="shop", service="payment")


def raised(event: Any, context: Any) -> Any:
    return event["sku"]


def chained(event: Any, context: Any) -> Any:
    try:
        return event["sku"]
    except KeyError as error:
        raise ValueError("no sku in order 17") from error


def group(event: Any, context: Any) -> Any:
    raise ExceptionGroup("2 records failed", [ValueError("a"), KeyError("b")])


def memory(event: Any, context: Any) -> Any:
    raise MemoryError


def big(event: Any, context: Any) -> Any:
    raise ValueError("no sku in " + "x" * 30_000)


def unserialisable(event: Any, context: Any) -> Any:
    return object()


def logged_exception(event: Any, context: Any) -> Any:
    try:
        event["sku"]
    except KeyError:
        _shop.exception("Order %s is gone", 17)


def logged_exc_info(event: Any, context: Any) -> Any:
    try:
        chained(event, context)
    except ValueError as error:
        _shop.error("Order %s is gone", 17, exc_info=error)


def logged_error(event: Any, context: Any) -> Any:
    _shop.error("Order %s is gone", 17)


def critical(event: Any, context: Any) -> Any:
    _shop.critical("Order %s is gone", 17)


def warning(event: Any, context: Any) -> Any:
    _shop.warning("retry after KeyError")


def info(event: Any, context: Any) -> Any:
    _shop.info("no ERROR here, errorType None")


def printed_traceback(event: Any, context: Any) -> Any:
    try:
        event["sku"]
    except KeyError:
        traceback.print_exc()


def printed(event: Any, context: Any) -> Any:
    print("order 17 is handled, 0 errors")


def printed_record(event: Any, context: Any) -> Any:
    print(json.dumps({"level": "ERROR", "message": "Order 17 is gone"}))


def powertools(event: Any, context: Any) -> Any:
    _powertools.info("handled, errors: 0")
    try:
        int("no number")
    except ValueError:
        _powertools.exception("Received an exception")


def powertools_batch(event: Any, context: Any) -> Any:
    def one(record: Any) -> None:
        raise ValueError("nope")

    source = {"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:111122223333:orders"}
    record = {"messageId": "m", "receiptHandle": "r", "body": "{}", "attributes": {}, **source}
    return process_partial_response(
        event={"Records": [record]},
        record_handler=one,
        processor=BatchProcessor(event_type=EventType.SQS),
        context=context,
    )


def powertools_metrics(event: Any, context: Any) -> Any:
    _metrics.add_metric("Errors", "Count", 1)
    _metrics.flush_metrics()


def structlog_json(event: Any, context: Any) -> Any:
    _charged(event, structlog.processors.format_exc_info, structlog.processors.JSONRenderer())


def structlog_dict(event: Any, context: Any) -> Any:
    _charged(event, structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer())


def structlog_console(event: Any, context: Any) -> Any:
    structlog.get_logger().error("charge failed", order_id="A-17")


def _charged(event: Any, *processors: Any) -> None:
    stamps = structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso")
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=[*stamps, *processors])
    try:
        event["amount"]
    except KeyError:
        log.exception("charge failed", order_id="A-17")


def python_json_logger(event: Any, context: Any) -> Any:
    log, handler = logging.getLogger("json"), logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    log.setLevel("INFO")
    log.info("hello")
    _divided(log)


def loguru(event: Any, context: Any) -> Any:
    loguru_logger.remove()
    loguru_logger.add(sys.stderr)
    _divided(loguru_logger)


def loguru_json(event: Any, context: Any) -> Any:
    loguru_logger.remove()
    loguru_logger.add(sys.stderr, serialize=True)
    loguru_logger.info("fine")
    _divided(loguru_logger)


def _divided(log: Any) -> None:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        log.exception("boom")


def handler(event: Any, context: Any) -> Any:
    way: Callable[[Any, Any], Any] = globals()[event["way"]]
    return way(event, context)
