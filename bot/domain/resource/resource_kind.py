"""The kind of resource an incident is about: the words that groups, stored items and runbooks use.

A new member must be handled in every place that `tests/unit/test_kinds_are_decided.py` names: whether its ARN
follows from its name, which console page shows it, which metrics count what it loses.
"""

from enum import StrEnum


class ResourceKind(StrEnum):
    ALARM = "alarm"
    QUEUE = "queue"
    FUNCTION = "function"
    EDGE_FUNCTION = "edge_function"
    ACCOUNT_POOL = "account_pool"
    STREAM = "stream"
    TABLE = "table"
    TOPIC = "topic"
    RULE = "rule"
    BUS = "bus"
    STATE_MACHINE = "state_machine"
    LOG_GROUP = "log_group"
    MAPPING = "mapping"
    DATABASE = "database"
    DATABASE_CLUSTER = "database_cluster"
    # The kinds below are only named on the card.
    ACTIVITY = "activity"
    API = "api"
    BROKER = "broker"
    BUCKET = "bucket"
    BUILD_PROJECT = "build_project"
    CACHE = "cache"
    CANARY = "canary"
    DELIVERY_STREAM = "delivery_stream"
    DISTRIBUTION = "distribution"
    ECS_CLUSTER = "ecs_cluster"
    ECS_SERVICE = "ecs_service"
    ENDPOINT = "endpoint"
    EVENT_SOURCE = "event_source"
    FILE_SYSTEM = "file_system"
    GLUE_JOB = "glue_job"
    INSTANCE = "instance"
    IOT_RULE = "iot_rule"
    KAFKA_CLUSTER = "kafka_cluster"
    LOAD_BALANCER = "load_balancer"
    PIPE = "pipe"
    PLATFORM_APPLICATION = "platform_application"
    SCALING_GROUP = "scaling_group"
    SCHEDULE_GROUP = "schedule_group"
    SEARCH_DOMAIN = "search_domain"
    SERVICE_INTEGRATION = "service_integration"
    STATES_API = "states_api"
    TARGET_GROUP = "target_group"
    USER_POOL = "user_pool"
    WAREHOUSE = "warehouse"

    # The word itself, also in a printed list.
    __repr__ = str.__repr__
