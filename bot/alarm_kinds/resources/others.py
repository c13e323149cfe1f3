"""The resources of alarms that no kind of Lastcall's reads, by each service's metric dimensions.

Each row is from a service's "CloudWatch metrics" page: its namespace, and the dimensions that name something,
the most specific first; two that belong together are joined by a slash.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.domain.resource.arn import as_arn, name_of
from bot.domain.resource.edge import edge_name
from bot.domain.resource.resource_kind import ResourceKind

Dimensions = Mapping[str, str]

_DATABASE = (
    (ResourceKind.DATABASE, "DBInstanceIdentifier"),
    (ResourceKind.DATABASE_CLUSTER, "DBClusterIdentifier"),
)
_OF_ECS = ((ResourceKind.ECS_SERVICE, "ClusterName/ServiceName"), (ResourceKind.ECS_CLUSTER, "ClusterName"))

# (kind of the resource, its dimension) by namespace in lower case.
_NAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "aws/lambda": (
        (ResourceKind.MAPPING, "EventSourceMappingUUID"),
        (ResourceKind.EDGE_FUNCTION, "FunctionName"),
    ),
    "aws/states": (
        (ResourceKind.STATE_MACHINE, "StateMachineArn"),
        (ResourceKind.ACTIVITY, "ActivityArn"),
        (ResourceKind.FUNCTION, "LambdaFunctionArn"),
        (ResourceKind.SERVICE_INTEGRATION, "ServiceIntegrationResourceArn"),
        (ResourceKind.STATES_API, "APIName"),
        (ResourceKind.STATES_API, "ServiceMetric"),
    ),
    "aws/logs": ((ResourceKind.LOG_GROUP, "LogGroupName"),),
    "aws/scheduler": ((ResourceKind.SCHEDULE_GROUP, "ScheduleGroup"),),
    "aws/eventbridge/pipes": ((ResourceKind.PIPE, "PipeName"),),
    "aws/events": ((ResourceKind.EVENT_SOURCE, "EventSourceName"),),
    "aws/sns": (
        (ResourceKind.PLATFORM_APPLICATION, "Application"),
        (ResourceKind.PLATFORM_APPLICATION, "Platform"),
    ),
    "aws/firehose": ((ResourceKind.DELIVERY_STREAM, "DeliveryStreamName"),),
    "aws/kafka": ((ResourceKind.KAFKA_CLUSTER, "Cluster Name"),),
    "aws/amazonmq": ((ResourceKind.BROKER, "Broker"),),
    "aws/docdb": _DATABASE,
    "aws/rds": _DATABASE,
    "aws/neptune": _DATABASE,
    "aws/apigateway": ((ResourceKind.API, "ApiName"), (ResourceKind.API, "ApiId")),
    "aws/appsync": ((ResourceKind.API, "GraphQLAPIId"),),
    "aws/ecs": _OF_ECS,
    "ecs/containerinsights": _OF_ECS,
    "aws/ec2": ((ResourceKind.INSTANCE, "InstanceId"), (ResourceKind.SCALING_GROUP, "AutoScalingGroupName")),
    "aws/autoscaling": ((ResourceKind.SCALING_GROUP, "AutoScalingGroupName"),),
    "aws/applicationelb": (
        (ResourceKind.LOAD_BALANCER, "LoadBalancer"),
        (ResourceKind.TARGET_GROUP, "TargetGroup"),
    ),
    "aws/networkelb": (
        (ResourceKind.LOAD_BALANCER, "LoadBalancer"),
        (ResourceKind.TARGET_GROUP, "TargetGroup"),
    ),
    "aws/elb": ((ResourceKind.LOAD_BALANCER, "LoadBalancerName"),),
    "aws/elasticache": ((ResourceKind.CACHE, "ReplicationGroupId"), (ResourceKind.CACHE, "CacheClusterId")),
    "aws/dax": ((ResourceKind.CACHE, "ClusterId"),),
    "aws/s3": ((ResourceKind.BUCKET, "BucketName"),),
    "aws/cloudfront": ((ResourceKind.DISTRIBUTION, "DistributionId"),),
    "aws/cognito": ((ResourceKind.USER_POOL, "UserPool"),),
    "aws/codebuild": ((ResourceKind.BUILD_PROJECT, "ProjectName"),),
    "aws/es": ((ResourceKind.SEARCH_DOMAIN, "DomainName"),),
    "aws/redshift": ((ResourceKind.WAREHOUSE, "ClusterIdentifier"),),
    "aws/iot": ((ResourceKind.IOT_RULE, "RuleName"),),
    "aws/sagemaker": ((ResourceKind.ENDPOINT, "EndpointName"),),
    "glue": ((ResourceKind.GLUE_JOB, "JobName"),),
    "cloudwatchsynthetics": ((ResourceKind.CANARY, "CanaryName"),),
    "aws/efs": ((ResourceKind.FILE_SYSTEM, "FileSystemId"),),
}


def named(namespace: str, dimensions: Dimensions) -> Iterator[tuple[str, str]]:
    """(kind, name) of what the dimensions, keyed in lower case, name; the most specific first."""
    for kind, wanted in _NAMED.get(namespace.casefold(), ()):
        values = [dimensions.get(each, "") for each in wanted.casefold().split("/")]
        name = _CALLED.get(kind, str)("/".join(values)) if all(values) else ""
        if name:
            yield kind, name


def _integrated(called: str) -> str:
    """AWS's own integrations belong to no account: `arn:aws:states:::sqs:sendMessage`."""
    arn = as_arn(called)
    return called if arn.account else arn.resource


_CALLED: Mapping[str, Callable[[str], str]] = {
    ResourceKind.EDGE_FUNCTION: edge_name,
    ResourceKind.STATE_MACHINE: name_of,
    ResourceKind.ACTIVITY: name_of,
    ResourceKind.FUNCTION: name_of,
    ResourceKind.SERVICE_INTEGRATION: _integrated,
}
