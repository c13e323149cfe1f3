"""The local AWS and the local Slack with template.yaml deployed between them, for `local` and `demo`.

Slack comes first, because the stack is deployed with its URL; the Function URL comes last, because the stack
makes it.
"""

import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.config import check_policy, compile_policy
from bot.domain.incident.mitigation_record import Grant
from bot.domain.policy.policy import Policy
from bot.domain.resource.arn import placed
from local.local_aws.child import run_to_its_end
from local.local_aws.deployer import Deployment, deploy, fill_secrets, reachable_url
from local.local_aws.emulator import LocalAws
from local.local_aws.environment import REPOSITORY, Say
from local.local_aws.failures import Refused
from local.local_aws.interpreters import runtime_interpreter
from local.local_aws.stopping import Stop
from local.slack_workspace.panel import Panel
from local.slack_workspace.people import BOT_USER_ID, CAST, INCIDENTS
from local.slack_workspace.server import SlackWorkspace

STACK = "lastcall"
LOCAL_CONFIG = Path(__file__).with_name("shop") / "lastcall.toml"
USUAL_PORT = 4747
PORTS_TRIED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for.

    Attributes:
        parameters: Of the stack, other than the local stack's own; asked for by tests only.
        enforce_policies: See `LocalAws`; asked for by tests only.
    """

    slack: str | None = None
    port: int | None = None
    config: Path | None = None
    package: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    enforce_policies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStack:
    """Everything that runs. `workspace` is None when another Slack is used."""

    aws: LocalAws
    workspace: SlackWorkspace | None
    slack: str
    outputs: Mapping[str, str]
    signing_secret: str
    bot_token: str

    @property
    def function_url(self) -> str:
        return reachable_url(self.aws, self.outputs["FunctionUrl"])

    def as_json(self) -> dict[str, object]:
        """What a script needs to talk to it; `page` is null when another Slack is used."""
        return {
            "aws": self.aws.endpoint,
            "region": self.aws.region,
            "account": self.aws.account,
            "access_key_id": self.aws.access_key_id,
            "secret_access_key": self.aws.secret_access_key,
            "slack": self.slack,
            "page": self.workspace.page_url if self.workspace else None,
            "function_url": self.function_url,
            "alarm_topic_arn": self.outputs["AlarmTopicArn"],
            "operator_topic_arn": self.outputs["OperatorTopicArn"],
            "alarm_queue_url": self.outputs["AlarmQueueUrl"],
            "incident_table": self.outputs["IncidentTableName"],
            "stack": STACK,
            "signing_secret": self.signing_secret,
            "bot_token": self.bot_token,
            "channel": INCIDENTS.id,
            "users": {user.name: user.id for user in CAST.users.values() if user.id != BOT_USER_ID},
        }


@contextmanager
def local_stack(asked: Asked, *, stop: Stop, say: Say, panel: Panel | None = None) -> Iterator[LocalStack]:
    """Start everything; raises `Failure` with one line, or `Stopped`, and then leaves nothing behind."""
    check(asked)
    signing_secret, bot_token = secrets.token_hex(16), f"xoxb-local-{secrets.token_hex(12)}"
    with ExitStack() as running:
        workspace = None
        if asked.slack is None:
            workspace = running.enter_context(
                open_workspace(asked.port, signing_secret, bot_token, panel, say)
            )
            say(f"the local Slack is at {workspace.page_url}")
        slack = workspace.api_url if workspace else str(asked.slack)
        say("starting the local AWS ...")
        aws = running.enter_context(LocalAws(stop=stop, say=say, enforce_policies=asked.enforce_policies))
        if workspace:
            # Before the AWS that its panel asks: else an open page waits until all tries have failed.
            running.callback(workspace.stop)
        outputs = deploy_lastcall(aws, slack, asked, stop=stop, say=say)
        fill_secrets(aws, {outputs["SigningSecretArn"]: signing_secret, outputs["BotTokenArn"]: bot_token})
        stack = LocalStack(
            aws=aws,
            workspace=workspace,
            slack=slack,
            outputs=outputs,
            signing_secret=signing_secret,
            bot_token=bot_token,
        )
        if workspace:
            workspace.function_url = stack.function_url
        say("Lastcall is deployed")
        yield stack


def check(asked: Asked) -> None:
    """Refuse at once what could only fail later."""
    if asked.slack is not None and not is_api_url(asked.slack):
        raise Refused(f"--slack {asked.slack}: give the base of a Web API, as in http://127.0.0.1:8888/api/")
    if asked.slack is not None and asked.port is not None:
        raise Refused("--port is the port of the local Slack, which --slack does not start: leave one out")
    if asked.config is not None:
        check_config(asked.config)
    if asked.package is not None and not (asked.package / "bot" / "entrypoints").is_dir():
        raise Refused(
            f"--package {asked.package}: no artefact there; `make build` leaves one in build/lambda"
        )


def is_api_url(url: str) -> bool:
    return (
        url.startswith(("http://", "https://")) and url.endswith("/api/") and not any(map(str.isspace, url))
    )


def check_config(config: Path) -> None:
    try:
        policy = check_policy(config.read_text(encoding="utf-8"), config.name)
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused(f"--config {config}: no such file, or it cannot be read as text") from fault
    if not isinstance(policy, Policy):
        raise Refused(f"--config {config} has errors: " + "; ".join(map(str, policy)))


def open_workspace(
    port: int | None, signing_secret: str, bot_token: str, panel: Panel | None, say: Say
) -> SlackWorkspace:
    """On the port asked for, else on the usual one, else on the next that is free."""
    if port is not None and not 0 < port < 1 << 16:
        raise Refused(f"--port {port}: a port is between 1 and 65535")
    for number in [port] if port else range(USUAL_PORT, USUAL_PORT + PORTS_TRIED):
        try:
            workspace = SlackWorkspace(
                port=number,
                signing_secret=signing_secret,
                bot_token=bot_token,
                clock=lambda: datetime.fromtimestamp(time.time(), UTC),
                panel=panel,
            )
        except OSError:
            continue
        if number not in (port, USUAL_PORT):
            say(f"port {USUAL_PORT} is taken: using {number}")
        return workspace
    if port:
        raise Refused(
            f"--port {port} is taken: choose another, or leave --port out for the next that is free"
        )
    raise Refused(f"all ports from {USUAL_PORT} to {USUAL_PORT + PORTS_TRIED - 1} are taken: free one")


def deploy_lastcall(aws: LocalAws, slack: str, asked: Asked, *, stop: Stop, say: Say) -> dict[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="lastcall-build-"))
    try:
        package, replacing = artefact(asked, folder, stop=stop, say=say)
        say("deploying template.yaml ...")
        deployment = Deployment(
            stack=STACK,
            template=REPOSITORY / "template.yaml",
            package=package,
            parameters={
                "SlackApiUrl": slack,
                "QueueArns": str(placed("sqs", aws.region, aws.account, "*")),
                "StreamArns": str(placed("kinesis", aws.region, aws.account, "stream/*")),
                "RedriveFunctionArns": str(placed("lambda", aws.region, aws.account, "function:*")),
                "EscalationTopicArns": str(placed("sns", aws.region, aws.account, "*")),
                **{grant.parameter: "true" for grant in Grant},
                **asked.parameters,
            },
            replacing=replacing,
        )
        return deploy(aws, deployment, stop=stop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def artefact(asked: Asked, folder: Path, *, stop: Stop, say: Say) -> tuple[Path, dict[str, bytes]]:
    """The package to deploy, and what is other than in its folder: only ever its configuration."""
    config = asked.config or LOCAL_CONFIG
    if asked.package:
        return asked.package, compiled(config)
    say("building the package ...")
    building = [sys.executable, str(REPOSITORY / "bin" / "build")]
    # A demonstration goes on without an interpreter of the functions' version, only more slowly.
    byte_code = [] if runtime_interpreter() else ["--without-byte-code"]
    package = folder / "lambda"
    run_to_its_end(
        [*building, *byte_code, "--config", config, "--out", package], log=folder / "log", stop=stop
    )
    return package, {}


def compiled(config: Path) -> dict[str, bytes]:
    """A configuration as it lies in the package: as it is, and as the functions read it."""
    return {"lastcall.toml": config.read_bytes(), "bot/policy.json": compile_policy(config).encode()}
