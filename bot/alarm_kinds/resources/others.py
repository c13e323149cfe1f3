"""What alarms are about that no kind of Lastcall's reads: by the dimensions of each service's metrics.

Each row is a service's "CloudWatch metrics" page: its namespace, and the dimensions that name something,
the closest first; two that belong together are joined by a slash.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.domain.arn import as_arn, name_of
from bot.domain.edge import edge_name

Dimensions = Mapping[str, str]

_DATABASE = (("database", "DBInstanceIdentifier"), ("database_cluster", "DBClusterIdentifier"))
_OF_ECS = (("ecs_service", "ClusterName/ServiceName"), ("ecs_cluster", "ClusterName"))

# (kind of the resource, its dimension) by namespace in lower case.
_NAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "aws/lambda": (("mapping", "EventSourceMappingUUID"), ("edge_function", "FunctionName")),
    "aws/states": (
        ("state_machine", "StateMachineArn"),
        ("activity", "ActivityArn"),
        ("function", "LambdaFunctionArn"),
        ("service_integration", "ServiceIntegrationResourceArn"),
        ("states_api", "APIName"),
        ("states_api", "ServiceMetric"),
    ),
    "aws/logs": (("log_group", "LogGroupName"),),
    "aws/scheduler": (("schedule_group", "ScheduleGroup"),),
    "aws/eventbridge/pipes": (("pipe", "PipeName"),),
    "aws/events": (("event_source", "EventSourceName"),),
    "aws/sns": (("platform_application", "Application"), ("platform_application", "Platform")),
    "aws/firehose": (("delivery_stream", "DeliveryStreamName"),),
    "aws/kafka": (("kafka_cluster", "Cluster Name"),),
    "aws/amazonmq": (("broker", "Broker"),),
    "aws/docdb": _DATABASE,
    "aws/rds": _DATABASE,
    "aws/neptune": _DATABASE,
    "aws/apigateway": (("api", "ApiName"), ("api", "ApiId")),
    "aws/appsync": (("api", "GraphQLAPIId"),),
    "aws/ecs": _OF_ECS,
    "ecs/containerinsights": _OF_ECS,
    "aws/ec2": (("instance", "InstanceId"), ("scaling_group", "AutoScalingGroupName")),
    "aws/autoscaling": (("scaling_group", "AutoScalingGroupName"),),
    "aws/applicationelb": (("load_balancer", "LoadBalancer"), ("target_group", "TargetGroup")),
    "aws/networkelb": (("load_balancer", "LoadBalancer"), ("target_group", "TargetGroup")),
    "aws/elb": (("load_balancer", "LoadBalancerName"),),
    "aws/elasticache": (("cache", "ReplicationGroupId"), ("cache", "CacheClusterId")),
    "aws/dax": (("cache", "ClusterId"),),
    "aws/s3": (("bucket", "BucketName"),),
    "aws/cloudfront": (("distribution", "DistributionId"),),
    "aws/cognito": (("user_pool", "UserPool"),),
    "aws/codebuild": (("build_project", "ProjectName"),),
    "aws/es": (("search_domain", "DomainName"),),
    "aws/redshift": (("warehouse", "ClusterIdentifier"),),
    "aws/iot": (("iot_rule", "RuleName"),),
    "aws/sagemaker": (("endpoint", "EndpointName"),),
    "glue": (("glue_job", "JobName"),),
    "cloudwatchsynthetics": (("canary", "CanaryName"),),
    "aws/efs": (("file_system", "FileSystemId"),),
}


def named(namespace: str, dimensions: Dimensions) -> Iterator[tuple[str, str]]:
    """(kind, name) of what the dimensions, keyed in lower case, name; the closest first."""
    for kind, wanted in _NAMED.get(namespace.casefold(), ()):
        values = [dimensions.get(each, "") for each in wanted.casefold().split("/")]
        name = _CALLED.get(kind, str)("/".join(values)) if all(values) else ""
        if name:
            yield kind, name


def _integrated(called: str) -> str:
    """An integration of AWS's own belongs to no account: `arn:aws:states:::sqs:sendMessage`."""
    arn = as_arn(called)
    return called if arn.account else arn.resource


_CALLED: Mapping[str, Callable[[str], str]] = {
    "edge_function": edge_name,
    "state_machine": name_of,
    "activity": name_of,
    "function": name_of,
    "service_integration": _integrated,
}
