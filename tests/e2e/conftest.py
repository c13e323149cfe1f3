"""Two local stacks: one started as a person starts it, and one whose every call is checked as IAM does.

What shares a stack runs on one worker.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.local_aws.stopping import Stop
from local.local_stack import LOCAL_CONFIG, Asked, local_stack
from local.shop.shop import Shop
from local.slack_workspace import WorkspaceClient
from tests.contract.package.function_process import built
from tests.e2e.by_hand import BUCKET
from tests.e2e.local_process import RunningLocal, command, running_local
from tests.e2e.logs import denials
from tests.e2e.places import PAGER, QUEUES

HERE = Path(__file__).parent
STACKS = {"local": "local-stack", "enforcing": "least-privilege"}
# Narrow, as a user's are: none of the stack's own queues is among those it may sample and redrive.
PARAMETERS = {
    "QueueArns": ",".join(f"{QUEUES}{name}" for name in ("orders*", "part-*", "asked-*", "busy-*")),
    "RedriveFunctionArns": "arn:aws:lambda:us-east-1:111122223333:function:part-*",
    "EscalationTopicArns": PAGER,
    "AllowTaggedQueues": "true",
    "KeyArns": "arn:aws:kms:us-east-1:111122223333:key/of-the-team",
    "FailureBucketArns": f"arn:aws:s3:::{BUCKET}",
    "StreamArns": "arn:aws:kinesis:us-east-1:111122223333:stream/part-*",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is end to end, and in the group of the stack it needs.

    The story goes first: what others wait for, such as a tick of the clock, comes meanwhile.
    """
    items.sort(key=lambda item: item.path.name != "test_story.py")
    for item in items:
        if str(item.path).startswith(str(HERE)):
            item.add_marker(pytest.mark.e2e)
            for stack in STACKS.keys() & set(getattr(item, "fixturenames", ())):
                item.add_marker(pytest.mark.xdist_group(STACKS[stack]))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLocal]:
    """What `lastcall local` says of itself, with boto3 clients of its AWS. Leave it as you found it.

    It builds its package itself, as it does for a person.
    """
    with command(tmp_path_factory.mktemp("local"), "local") as started:
        yield running_local(started)
        assert started.interrupt() == 0
        assert started.leftovers() == []


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """How to start what is not about building: with an artefact that is there already."""
    folder = built(tmp_path_factory.mktemp("package") / "lambda", config=LOCAL_CONFIG)
    return "--package", str(folder)


@pytest.fixture(scope="session")
def slack(local: RunningLocal) -> WorkspaceClient:
    """The local Slack as a person sees and works it."""
    return WorkspaceClient(local["page"])


@pytest.fixture(scope="session")
def enforcing() -> Iterator[RunningLocal]:
    """A stack whose every call is checked against the caller's policies."""
    asked = Asked(config=HERE / "enforced.toml", parameters=PARAMETERS, enforce_policies=True)
    with local_stack(asked, stop=Stop(), say=print) as stack:
        local = RunningLocal(said=stack.as_json())
        local.client("sns").create_topic(Name="pager")
        yield local


@pytest.fixture(scope="session")
def workspace(enforcing: RunningLocal) -> WorkspaceClient:
    return WorkspaceClient(enforcing["page"])


@pytest.fixture(scope="session")
def shop(enforcing: RunningLocal) -> Shop:
    return Shop(enforcing, alarm_topic_arn=enforcing["alarm_topic_arn"], stop=Stop())


@pytest.fixture
def nothing_denied(enforcing: RunningLocal) -> Iterator[None]:
    """No function is refused anything during the test."""
    before = denials(enforcing)
    yield
    assert denials(enforcing) == before
