"""What CloudWatch Logs lets be read: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs."""

from tests.live.aws.place import Place, code_of


def test_a_log_group_of_the_cheaper_class_cannot_be_searched(aws: Place) -> None:
    logs, name = aws.client("logs"), f"/aws/lambda/{aws.name('cheap')}"
    logs.create_log_group(logGroupName=name, logGroupClass="INFREQUENT_ACCESS")
    aws.undo("logs", "delete_log_group", logGroupName=name)
    assert code_of(logs.filter_log_events, logGroupName=name) == "InvalidOperationException"
