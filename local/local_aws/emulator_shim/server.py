"""Serve the emulator with the additions on a socket that the parent has bound, and end when the parent does.

`--socket FD --folder DIR [--tick SECONDS]`; `--missing` prints the borrowed names that are gone, one a line.
"""

import argparse
import asyncio
import importlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from .alarms import evaluate, evaluate_all
from .async_invocations import invoke_async, unqualified_is_latest
from .borrowed import (
    APP,
    CLOUDTRAIL,
    CLOUDWATCH,
    IAM_ACTIONS,
    IAM_EVALUATOR,
    KINESIS,
    LAMBDA,
    LAMBDA_RUNTIME,
    LOGS,
    SECRETS,
    SNS,
    SQS,
    borrow,
    missing_names,
    replace,
)
from .callers import from_this_machine
from .earlier import heeding_header, put_earlier
from .extraction import sharing_zipfile
from .invocations import start_timed, throttles_told, told
from .keys import with_its_key, with_topics_key
from .logs import as_lambda_writes, of_standard_class, pattern
from .mappings import as_lambda_tells
from .metric_data import answering, now_and_then
from .notifications import notify
from .payload_sizes import within_size
from .policies import as_aws_names, of_the_simulated, with_tags_of_queues
from .policy_quotas import count_policies
from .provisioning import deploy_functions_whole
from .queues import keeping_traces, list_dead_letter_source_queues, sample_queues
from .recursion import counted, filling_in_trace, given_trace, heeding_trace, keeping_trace
from .request_quotas import FILTER_LOG_EVENTS, LOOKUP_EVENTS, lambdas_quotas, quotas_of
from .secret_values import only_with_a_value, with_a_value
from .stream_retries import polling, retried
from .streams import read_by_anybody, sample_streams
from .topics import as_sns_takes, queue_allows, until_confirmed

# What the emulator has, and what makes it as it is on AWS.
CHANGES: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    (CLOUDTRAIL, "handle_request", quotas_of(LOOKUP_EVENTS)),
    (CLOUDWATCH, "_evict_old_metrics", now_and_then),
    (CLOUDWATCH, "_get_metric_data", answering),
    (IAM_ACTIONS, "extract_iam_action", as_aws_names),
    (IAM_ACTIONS, "extract_resource_arn", of_the_simulated),
    (IAM_EVALUATOR, "_resolve_condition_key", with_tags_of_queues),
    (KINESIS, "_get_records", read_by_anybody),
    (KINESIS, "_put_records", put_earlier),
    (KINESIS, "handle_request", heeding_header),
    (LAMBDA, "_acquire_execution_slot", throttles_told),
    (LAMBDA, "_esm_response", as_lambda_tells),
    (LAMBDA, "_event_invoke_config", unqualified_is_latest),
    (LAMBDA, "_execute_function", retried),
    (LAMBDA, "_execute_function_dispatch", told),
    (LAMBDA, "_execute_function_dispatch", counted),
    (LAMBDA, "_poll_kinesis", polling),
    (LAMBDA, "_xray_trace_id_for_invocation", given_trace),
    (LAMBDA, "handle_request", heeding_trace),
    (LAMBDA, "handle_request", lambdas_quotas),
    (LAMBDA, "handle_request", within_size),
    (LOGS, "_append_log_events", as_lambda_writes),
    (LOGS, "_compile_filter_pattern", pattern),
    (LOGS, "_filter_log_events", of_standard_class),
    (LOGS, "handle_request", quotas_of(FILTER_LOG_EVENTS)),
    (SECRETS, "_find_stage_version", only_with_a_value),
    (SECRETS, "_vid_to_stages", with_a_value),
    (SNS, "_list_subscriptions_by_topic", until_confirmed),
    (SNS, "_publish", with_topics_key),
    (SNS, "_publish", as_sns_takes),
    (SNS, "handle_request", heeding_trace),
    (SQS, "_build_send_sys_attrs", keeping_trace),
    (SQS, "_ensure_msg_fields", filling_in_trace),
    (SQS, "handle_request", heeding_trace),
)


def main() -> None:
    arguments = parse_arguments()
    gone = missing_names()
    if arguments.missing or gone:
        print(
            "".join(f"{name}\n" for name in gone),
            end="",
            file=sys.stdout if arguments.missing else sys.stderr,
        )
        sys.exit(1 if gone else 0)
    add_what_is_missing()
    asyncio.run(serve(arguments.socket, arguments.folder, arguments.tick))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int)
    parser.add_argument("--folder")
    parser.add_argument("--tick", type=float, default=1.0)
    parser.add_argument("--missing", action="store_true")
    return parser.parse_args()


def add_what_is_missing() -> None:
    handlers = borrow(SQS, "_HANDLERS")
    handlers["ListDeadLetterSourceQueues"] = list_dead_letter_source_queues
    handlers["SendMessageBatch"] = keeping_traces(handlers["SendMessageBatch"])
    for action in ("SendMessage", "SendMessageBatch", "ReceiveMessage"):
        handlers[action] = with_its_key(handlers[action])
    replace(CLOUDWATCH, "_evaluate_alarm", evaluate)
    replace(CLOUDWATCH, "_dispatch_alarm_actions", notify)
    replace(SQS, "queue_policy_allows", queue_allows)
    replace(LAMBDA_RUNTIME, "zipfile", sharing_zipfile())
    worker = borrow(LAMBDA_RUNTIME, "Worker")
    worker._spawn = start_timed(worker._spawn)  # noqa: SLF001 - the emulator's own, as all that is borrowed
    replace(LAMBDA, "_emit_lambda_metrics", lambda *_, **__: None)
    replace(LAMBDA, "invoke_async_with_retry", invoke_async)
    deploy_functions_whole()
    count_policies()
    for module, name, changed in CHANGES:
        replace(module, name, changed(borrow(module, name)))


async def serve(bound: int, folder: str, tick: float) -> None:
    """Run until the parent goes or something breaks; then everything of this process group ends at once."""
    loop = asyncio.get_running_loop()
    parent_gone = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, parent_gone.set)
    threading.Thread(target=wait_for_parent, args=(loop, parent_gone), daemon=True).start()
    tasks = [asyncio.create_task(each) for each in (answer(bound), watch(tick))]
    await asyncio.wait([*tasks, asyncio.create_task(parent_gone.wait())], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if task.done():
            print(f"emulator: {task.exception()}", file=sys.stderr, flush=True)
    end_everything(folder if parent_gone.is_set() else None)


def wait_for_parent(loop: asyncio.AbstractEventLoop, parent_gone: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    loop.call_soon_threadsafe(parent_gone.set)


async def answer(bound: int) -> None:
    hypercorn: Any = importlib.import_module("hypercorn.asyncio")
    config = importlib.import_module("hypercorn.config").Config()
    config.bind = [f"fd://{bound}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    await hypercorn.serve(
        from_this_machine(borrow(APP, "app")), config, shutdown_trigger=asyncio.Event().wait
    )


async def watch(tick: float) -> None:
    while True:
        await asyncio.sleep(tick)
        sample_queues(time.time())
        sample_streams(time.time())
        evaluate_all()


def end_everything(folder: str | None) -> None:
    """The functions' processes first, so that they no longer write; then the folder; then this process."""
    os.killpg(0, signal.SIGTERM)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
