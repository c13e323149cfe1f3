"""`lastcall rehearse` as a person runs it: on the shop's consumers, and on what it cannot use."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.__main__ import main
from bot.parsing.received_message import read_message
from bot.rehearsal.outcome import Kind
from bot.rehearsal.process import Function
from bot.rehearsal.recorded import RecordedAnswers
from bot.rehearsal.rehearsal import RehearsalSettings
from bot.rehearsal.rehearsal import rehearse as rehearse_one
from tests.contract.rehearsal.shop_code import SHOP, code
from tests.events.dead_letters import message

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
OLD = {"order_id": "order-1", "fullname": "Ada Lovelace", "item": "lamp", "cents": 7}
NEW = {"order_id": "order-2", "firstname": "Ada", "lastname": "Lovelace", "item": "lamp", "cents": 14}
PERSON = "ada.lovelace@example.com"


class Ran(NamedTuple):
    status: int
    printed: str
    said: str

    @property
    def told(self) -> Any:
        return json.loads(self.printed)


class Rehearse:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> Ran:
        status = main(["rehearse", *(str(each) for each in arguments)])
        return Ran(status, *self._capsys.readouterr())

    def orders(self, consumer: str, *arguments: object, letters: Path | None = None) -> Ran:
        return self(
            letters or self.letters(NEW), "--handler", "orders_worker.handler", "--path", self.code(consumer),
            "--env", "ORDERS_TABLE=shop-orders", *arguments,
        )  # fmt: skip

    def letters(self, *bodies: Any) -> Path:
        file = self.folder / "letters.json"
        file.write_text(json.dumps({"Messages": [_message(*each) for each in enumerate(bodies, 1)]}))
        return file

    def code(self, name: str) -> Path:
        return code(self.folder, name)


def _message(number: int, body: Any) -> dict[str, Any]:
    return {
        "MessageId": f"m-{number}",
        "ReceiptHandle": "a real one",
        "Body": json.dumps(body),
        "Attributes": {"DeadLetterQueueSourceArn": QUEUE, "SentTimestamp": "1764025868512"},
        "MessageAttributes": {"channel": {"DataType": "String", "StringValue": "web"}},
    }


@pytest.fixture
def rehearse(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Rehearse:
    monkeypatch.chdir(tmp_path)
    return Rehearse(tmp_path, capsys)


@pytest.mark.parametrize(
    ("consumer", "status", "said"),
    [
        ("broken", 1, "m-1: dies as before: KeyError 'fullname'\n"),
        ("wrong", 1, "m-1: dies of something else than before: KeyError 'name'\n"),
        (
            "fixed",
            0,
            "m-1: gets past where it died and stops at its first write: dynamodb UpdateItem on shop-orders; ",
        ),
    ],
)
def test_the_shops_consumers_are_told_apart(
    rehearse: Rehearse, consumer: str, status: int, said: str
) -> None:
    ran = rehearse.orders(consumer, "--before", rehearse.code("broken"))
    assert said in ran.printed
    assert (ran.status, ran.said) == (status, "")


@pytest.mark.parametrize(("consumer", "status"), [("broken", 1), ("wrong", 1), ("fixed", 0)])
def test_without_the_code_they_died_in_the_status_is_the_same_and_less_is_said(
    rehearse: Rehearse, consumer: str, status: int
) -> None:
    ran = rehearse.orders(consumer, "--json")
    assert ran.status == ran.told["status"] == status
    (letter,) = ran.told["letters"]
    assert letter["past_where_it_died"] is False
    assert letter["outcome"] == ("dies" if status else "stops_at_first_write")


def test_what_they_died_of_may_be_said_by_a_person(rehearse: Rehearse) -> None:
    ran = rehearse.orders("broken", "--shape", "KeyError 'fullname'", "--json")
    assert ran.told["letters"][0]["outcome"] == "dies_as_before"


@pytest.mark.parametrize(
    ("logged", "kind"), [("KeyError 'fullname'", Kind.DIES_AS_BEFORE), ("KeyError 'name'", Kind.DIES)]
)
def test_what_the_consumer_logged_may_be_of_others(tmp_path: Path, logged: str, kind: Kind) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    raise KeyError('fullname')\n")
    function = Function("app.handler", tmp_path, sys.executable, {}, RecordedAnswers({}))
    letter = read_message(_message(1, NEW))
    assert letter is not None
    assert rehearse_one(letter, RehearsalSettings(function, logged=(logged,))).outcome.kind is kind


def test_what_is_masked_for_the_function_is_no_secret_to_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import json\n"
        "def handler(event, context):\n"
        "    assert json.loads(event['Records'][0]['body'])['mail'] == '[masked]'\n"
    )
    function = Function("app.handler", tmp_path, sys.executable, {}, RecordedAnswers({}))
    letter = read_message(_message(1, {"mail": PERSON}))
    assert letter is not None
    assert rehearse_one(letter, RehearsalSettings(function, masked=True)).outcome.kind is Kind.RETURNS


@pytest.mark.parametrize("name", ["lambda_destination", "lambda_async"])
def test_a_letter_of_lambdas_says_itself_what_it_died_of(tmp_path: Path, name: str) -> None:
    source = "def handler(event, context):\n    raise KeyError(event.get('key', {!r}))\n"
    for key, kind in (("fullname", Kind.DIES_AS_BEFORE), ("name", Kind.DIES_OTHERWISE)):
        (tmp_path / "app.py").write_text(source.format(key))
        function = Function("app.handler", tmp_path, sys.executable, {}, RecordedAnswers({}))
        assert rehearse_one(message(name), RehearsalSettings(function)).outcome.kind is kind


def test_one_that_dies_among_others_that_pass_is_enough(rehearse: Rehearse) -> None:
    ran = rehearse.orders("broken", "--json", letters=rehearse.letters(OLD, NEW))
    assert ran.status == 1
    assert [each["outcome"] for each in ran.told["letters"]] == ["stops_at_first_write", "dies"]


def test_a_letter_that_died_behind_its_first_write_is_not_said_to_be_past_it(rehearse: Rehearse) -> None:
    late = rehearse.folder / "late"
    late.mkdir()
    (late / "app.py").write_text(
        "import boto3\n"
        "def handler(event, context):\n"
        "    boto3.client('sqs').send_message(QueueUrl='https://h/1/audit', MessageBody='m')\n"
        "    raise KeyError('fullname')\n"
    )
    ran = rehearse(rehearse.letters(NEW), "--handler", "app.handler", "--path", late, "--before", late)
    assert ran.status == 3
    assert "where it died lies behind that" in ran.printed


def test_the_code_they_died_in_may_be_a_commit(rehearse: Rehearse) -> None:
    code = rehearse.folder / "repository" / "consumer"
    code.mkdir(parents=True)
    (code / "app.py").write_text("def handler(event, context):\n    raise KeyError('fullname')\n")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "Take orders"]):
        subprocess.run(["git", *command], cwd=code, check=True)
    (code / "app.py").write_text("def handler(event, context):\n    pass\n")
    ran = rehearse(rehearse.letters(NEW), "--handler", "app.handler", "--path", code, "--before", "HEAD")
    assert (ran.status, "gets past where it died and returns" in ran.printed) == (0, True)


def test_what_cannot_be_loaded_is_said_once(rehearse: Rehearse) -> None:
    (rehearse.folder / "app.py").write_text("def handler(event, context)\n")
    ran = rehearse(rehearse.letters(OLD, NEW), "--handler", "app.handler")
    assert ran.status == 1
    assert ran.printed.count("\n") == 1
    assert "app.handler cannot be loaded, so no letter was tried" in ran.printed


def test_a_letter_that_makes_no_event_is_not_guessed(rehearse: Rehearse) -> None:
    (rehearse.folder / "letters.json").write_text('{"order_id": "order-1"}')
    ran = rehearse.orders("fixed", letters=rehearse.folder / "letters.json")
    assert ran.status == 3
    assert "not rehearsed: nothing in it tells how the function got it" in ran.printed


def test_what_a_letter_holds_is_masked(rehearse: Rehearse) -> None:
    (rehearse.folder / "app.py").write_text(
        "import json, urllib.request\n"
        "def handler(event, context):\n"
        "    mail = json.loads(event['Records'][0]['body'])['mail']\n"
        "    raise ValueError('no such customer: ' + mail)\n"
    )
    letters = rehearse.letters({"mail": PERSON})
    for options in ([], ["--json"]):
        ran = rehearse(letters, "--handler", "app.handler", *options)
        assert ran.status == 1
        assert PERSON not in ran.printed + ran.said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.json", "--handler", "app.handler"], "nothing.json: cannot be read: No such file"),
        (["letters.json", "--handler", "app"], "--handler app: a handler is MODULE.FUNCTION"),
        (["letters.json", "--handler", "gone.handler"], "--handler gone.handler: . has no gone.py"),
        (["letters.json", "--handler", "app.handler", "--path", "gone"], "gone: is not a folder"),
        (
            ["letters.json", "--handler", "app.handler", "--before", "gone"],
            "--before gone: is neither a folder nor a commit",
        ),
        (["letters.json", "--handler", "app.handler", "--before=-o"], "--before -o: is not a folder"),
        (["letters.json", "--handler", "app.handler", "--answers", "app.py"], "app.py: is not a JSON object"),
        (["letters.json", "--handler", "app.handler", "--python", "/gone"], "is not a program"),
        (["letters.json", "--handler", "app.handler", "--python", "true"], "true: does not run Python code"),
        (["app.py", "--handler", "app.handler"], "app.py: is not JSON"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(rehearse: Rehearse, arguments: list[str], said: str) -> None:
    (rehearse.folder / "app.py").write_text("handler = print")
    rehearse.letters(NEW)
    ran = rehearse(*arguments)
    assert (ran.status, ran.printed) == (2, "")
    assert said in ran.said
    assert ran.said.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "said"), [("--timeout=no", "not a number of seconds"), ("--env=X", "is not NAME=VALUE")]
)
def test_a_wrong_option_is_refused(rehearse: Rehearse, option: str, said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        rehearse(rehearse.letters(NEW), "--handler", "app.handler", option)
    assert ended.value.code == 2


# -- what is kept


def played(folder: Path) -> subprocess.CompletedProcess[str]:
    """By pytest alone, in a process that knows nothing of ours."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", folder],
        capture_output=True, text=True, check=False, cwd="/",
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip


def test_one_of_each_shape_is_kept_and_its_test_fails_until_the_code_is_fixed(rehearse: Rehearse) -> None:
    kept = rehearse.folder / "kept"
    letters = rehearse.letters(NEW, NEW | {"order_id": "order-3"})
    ran = rehearse.orders("broken", "--keep", kept, letters=letters)
    assert ran.status == 1
    (fixture,) = kept.glob("*.json")
    assert fixture.stem == "keyerror_fullname"
    (test,) = kept.glob("test_*.py")
    assert "bot" not in [line.split()[1].partition(".")[0] for line in test.read_text().splitlines()
                         if line.startswith(("import ", "from "))]  # fmt: skip
    broken = played(kept)
    assert broken.returncode == 1
    assert "KeyError: 'fullname'" in broken.stdout
    shutil.copytree(SHOP / "consumer_fixed", rehearse.folder / "broken", dirs_exist_ok=True)
    assert played(kept).returncode == 0


def test_what_is_kept_is_masked_unless_it_is_asked_for_whole(rehearse: Rehearse) -> None:
    (rehearse.folder / "app.py").write_text("def handler(event, context):\n    raise KeyError('fullname')\n")
    letters = rehearse.letters(NEW | {"mail": PERSON})
    for options, is_there in (([], False), (["--whole"], True)):
        kept = rehearse.folder / f"kept{is_there}"
        rehearse(letters, "--handler", "app.handler", "--keep", kept, *options)
        (fixture,) = kept.glob("*.json")
        assert (PERSON in fixture.read_text()) is is_there


def test_what_dies_otherwise_once_it_is_masked_is_not_kept(rehearse: Rehearse) -> None:
    (rehearse.folder / "app.py").write_text(
        "import json\n"
        "def handler(event, context):\n"
        "    if json.loads(event['Records'][0]['body'])['mail'].endswith('@example.com'):\n"
        "        raise KeyError('fullname')\n"
    )
    letters = rehearse.letters({"mail": PERSON})
    ran = rehearse(letters, "--handler", "app.handler", "--keep", "kept")
    assert "not kept: KeyError 'fullname'" in ran.printed
    assert list((rehearse.folder / "kept").glob("*.json")) == []
