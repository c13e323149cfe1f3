"""Every name of the emulator that the shim uses, most of them private: a test compares the list with it."""

import importlib
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

APP = "ministack.app"
LAMBDA = "ministack.services.lambda_svc"
KINESIS = "ministack.services.kinesis"
CLOUDTRAIL = "ministack.services.cloudtrail"
PROVISIONERS = "ministack.services.cloudformation.provisioners"
LAMBDA_RUNTIME = "ministack.core.lambda_runtime"
IAM = "ministack.services.iam"
IAM_ACTIONS = "ministack.core.iam_actions"
IAM_EVALUATOR = "ministack.core.iam_evaluator"
RESPONSES = "ministack.core.responses"
CLOUDWATCH = "ministack.services.cloudwatch"
KMS = "ministack.services.kms"
LOGS = "ministack.services.cloudwatch_logs"
EVENTBRIDGE = "ministack.services.eventbridge"
SECRETS = "ministack.services.secretsmanager"
SNS = "ministack.services.sns"
SQS = "ministack.services.sqs"

BORROWED = {
    APP: ("app",),
    LAMBDA_RUNTIME: ("Worker", "zipfile"),
    IAM: ("_IAM_HANDLERS", "_error", "_p", "_roles"),
    IAM_ACTIONS: ("extract_iam_action", "extract_resource_arn"),
    IAM_EVALUATOR: ("EvalContext", "_resolve_condition_key", "evaluate_resource_policy"),
    RESPONSES: ("get_account_id", "get_region", "request_scope"),
    CLOUDWATCH: (
        "_alarms",
        "_calc_stats",
        "_cbor_metric_data_result",
        "_cbor_ok",
        "_dims_from_list",
        "_dims_key",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_evict_old_metrics",
        "_get_metric_data",
        "_json_ok",
        "_metrics",
        "_parse_ts",
        "_set_alarm_state",
        "_stat_value",
        "_ts_iso",
        "record_metric",
    ),
    KMS: ("_aliases", "_keys"),
    LOGS: (
        "_append_log_events",
        "_compile_filter_pattern",
        "_filter_log_events",
        "_log_groups",
        "error_response_json",
        "handle_request",
    ),
    EVENTBRIDGE: ("_dispatch_to_lambda", "_put_events"),
    KINESIS: ("_get_records", "_put_records", "_shard_iterators", "_streams", "handle_request"),
    LAMBDA: (
        "_acquire_execution_slot",
        "_emit_lambda_metrics",
        "_esm_response",
        "_esms",
        "_event_invoke_config",
        "_execute_function",
        "_execute_function_dispatch",
        "_functions",
        "_get_func_record_for_ref",
        "_inflight_key",
        "_kinesis_positions",
        "_poll_kinesis",
        "_xray_trace_id_for_invocation",
        "executions_in_flight",
        "handle_request",
        "invoke_async_with_retry",
    ),
    CLOUDTRAIL: ("handle_request", "record_event"),
    PROVISIONERS: ("_RESOURCE_HANDLERS",),
    SECRETS: ("_find_stage_version", "_vid_to_stages"),
    SNS: (
        "_error",
        "_fanout",
        "_list_subscriptions_by_topic",
        "_p",
        "_publish",
        "_topics",
        "handle_request",
        "publish_internal",
    ),
    SQS: (
        "_Err",
        "_HANDLERS",
        "_build_send_sys_attrs",
        "_ensure_msg_fields",
        "_get_q",
        "_queues",
        "_refresh_counts",
        "handle_request",
        "queue_policy_allows",
    ),
}


def missing_names() -> list[str]:
    """The borrowed names that this release of the emulator does not have."""
    return [
        f"{module}.{name}"
        for module, names in BORROWED.items()
        for name in names
        if not hasattr(importlib.import_module(module), name)
    ]


def borrow(module: str, name: str) -> Any:
    """A name of the emulator; only those of the list can be had."""
    if name not in BORROWED[module]:
        raise LookupError(f"{module}.{name} is not on the list of borrowed names")
    return getattr(importlib.import_module(module), name)


def replace(module: str, name: str, own: Any) -> None:
    borrow(module, name)
    setattr(importlib.import_module(module), name, own)


def in_every_scope(store: Any) -> Iterator[Json]:
    """Each record of a store that is kept by account and region, with its scope set meanwhile."""
    for (owner, where, _), record in list(store.all_items()):
        with borrow(RESPONSES, "request_scope")(owner, where):
            yield record


def account() -> str:
    return str(borrow(RESPONSES, "get_account_id")())


def region() -> str:
    return str(borrow(RESPONSES, "get_region")())
