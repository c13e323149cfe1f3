"""The emulator as a process: what it borrows and sees of us, where it listens, and that it leaves nothing."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from local.local_aws.emulator import SHIM, LocalAws
from local.local_aws.emulator_shim.borrowed import SQS, borrow
from local.local_aws.environment import private_python
from local.local_aws.failures import Failed
from local.local_aws.stopping import Stop, Stopped
from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.processes import listened_on, mentioning, needs_proc
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")
LOOPBACK = "0100007F"


@pytest.fixture(scope="module")
def python() -> Path:
    return private_python(stop=Stop(), say=print)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where every temporary folder of this test lies."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_every_name_that_the_shim_borrows_is_there(python: Path) -> None:
    asked = subprocess.run([python, "-I", SHIM, "--missing"], capture_output=True, text=True, check=False)
    assert (asked.stdout, asked.returncode) == ("", 0), f"the emulator no longer has:\n{asked.stdout}"


def test_a_name_that_is_gone_is_named(python: Path) -> None:
    without = textwrap.dedent(f"""
        import runpy, sys
        import ministack.services.sqs
        del ministack.services.sqs._get_q
        sys.argv = ["shim", "--missing"]
        runpy.run_path({str(SHIM)!r}, run_name="__main__")
    """)
    asked = subprocess.run([python, "-I", "-c", without], capture_output=True, text=True, check=False)
    assert (asked.stdout, asked.returncode) == ("ministack.services.sqs._get_q\n", 1)


def test_a_name_that_is_not_on_the_list_cannot_be_borrowed() -> None:
    with pytest.raises(LookupError, match="not on the list"):
        borrow(SQS, "_collect_msgs")


@needs_proc
def test_only_loopback_is_listened_on(temporary: Path) -> None:
    with LocalAws() as aws:
        create_function(aws, "idle", "def handler(event, _):\n    return 1\n")
        aws.client("lambda").invoke(FunctionName="idle")
        sockets = {socket for pid in mentioning(str(temporary)) for socket in listened_on(pid)}
        port = int(aws.endpoint.rsplit(":", 1)[1])
        assert sockets == {f"{LOOPBACK}:{port:04X}"}


def test_functions_see_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_READER", "hunter2")
    source = (
        "import os, sys\ndef handler(event, _):\n    return {'names': sorted(os.environ), 'path': sys.path}\n"
    )
    with LocalAws() as aws:
        create_function(aws, "nosy", source)
        seen = json.load(aws.client("lambda").invoke(FunctionName="nosy")["Payload"])
    assert "A_SECRET_OF_THE_READER" not in seen["names"]
    assert "PYTHONPATH" not in seen["names"]
    assert not [folder for folder in seen["path"] if (Path(folder) / "bot").is_dir()]


@needs_proc
def test_leaving_leaves_no_process_and_no_folder(temporary: Path) -> None:
    with LocalAws() as aws:
        create_function(aws, "idle", "def handler(event, _):\n    return 1\n")
        aws.client("lambda").invoke(FunctionName="idle")
        assert len(mentioning(str(temporary))) == 2
    assert mentioning(str(temporary)) == []
    assert list(temporary.iterdir()) == []


@needs_proc
def test_stopping_during_the_start_leaves_no_process_and_no_folder(temporary: Path) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped), LocalAws(stop=stop):
        pass
    assert mentioning(str(temporary)) == []
    assert list(temporary.iterdir()) == []


@needs_proc
def test_the_emulator_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    holding = textwrap.dedent("""
        from local.local_aws.emulator import LocalAws
        with LocalAws() as aws:
            print(aws.endpoint, flush=True)
            input()
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", holding],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    assert parent.stdin
    assert parent.stdout.readline().startswith(b"http://127.0.0.1:")
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    assert eventually(lambda: mentioning(str(tmp_path)) == [])
    assert list(tmp_path.glob("lastcall-*")) == []


def test_a_package_is_unpacked_once_for_all_environments(temporary: Path) -> None:
    source = "import pathlib\ndef handler(event, _):\n    return str(pathlib.Path(__file__).resolve())\n"
    with LocalAws() as aws:
        answers = []
        for name in ("one", "other"):
            create_function(aws, name, source)
            answers.append(json.load(aws.client("lambda").invoke(FunctionName=name)["Payload"]))
        assert answers[0] == answers[1]
        assert len(list(temporary.rglob("code.py"))) == 1


def test_two_side_by_side_share_nothing() -> None:
    with LocalAws() as one, LocalAws() as other:
        one.client("sqs").create_queue(QueueName="orders")
        assert one.endpoint != other.endpoint
        assert not other.client("sqs").list_queues().get("QueueUrls")


def test_an_emulator_that_has_ended_says_so(temporary: Path) -> None:
    with LocalAws() as aws:
        (pid,) = [
            pid for pid in mentioning(str(temporary)) if str(SHIM) in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Failed, match="ended by itself"):
            eventually(aws.check)


def test_policies_are_enforced_on_request() -> None:
    source = textwrap.dedent("""
        import boto3
        def handler(event, _):
            return boto3.client("sqs").list_queues()["ResponseMetadata"]["HTTPStatusCode"]
    """)
    with LocalAws(enforce_policies=True) as aws:
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        aws.client("iam").create_role(
            RoleName="any",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
        create_function(aws, "curious", source)
        answer = aws.client("lambda").invoke(FunctionName="curious")
        assert "AccessDenied" in answer["Payload"].read().decode()
