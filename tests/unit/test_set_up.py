"""README's "Deploy it", as far as files can show that it can be followed to the letter."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from tests.unit.template.resolved import Resolved
from tests.unit.template.stack import template

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
STEPS = README.split("## Deploy it")[1].split("\n## ")[0]
FUNCTION_URL = "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws/"


def place(said: str) -> int:
    assert said in STEPS, said
    return STEPS.index(said)


def answered() -> dict[str, Any]:
    """samconfig.toml after its signs of comment were taken away, as it asks."""
    text = (ROOT / "samconfig.toml").read_text()
    begins = text.index("# region")
    text = text[:begins] + re.sub(r"^# ", "", text[begins:], flags=re.MULTILINE)
    deploying: dict[str, Any] = tomllib.loads(text)["default"]["deploy"]["parameters"]
    return deploying


def overrides() -> dict[str, str]:
    return dict(each.split("=", 1) for each in answered()["parameter_overrides"])


def test_the_configuration_comes_before_the_first_deployment() -> None:
    steps = (
        "[lastcall.toml]",
        "make config",
        "[samconfig.toml]",
        "sam build && sam deploy",
        "slack-app.yaml",
    )
    assert [place(each) for each in steps] == sorted(place(each) for each in steps)


def test_only_three_answers_are_wanted_and_the_stack_takes_them() -> None:
    assert set(overrides()) == {"QueueArns", "OperatorEmail"}
    assert set(answered()) >= {"region", "stack_name", "capabilities"}
    assert Resolved(overrides()).refusals() == []
    wanted = {name for name, each in template()["Parameters"].items() if "Default" not in each}
    assert wanted <= set(overrides())


def test_the_answers_survive_the_words_of_a_shell() -> None:
    """SAM splits overrides at white space."""
    assert not [each for each in answered()["parameter_overrides"] if re.search(r"\s", each)]


def test_what_sam_asks_about_the_url_is_explained() -> None:
    assert place("OnSlack Function Url has no authentication. Is this okay?") < place("say `y`")


def test_the_manifest_takes_the_url_as_it_is_printed() -> None:
    (said,) = re.findall(r"sed -i\.bak 's\|(.*?)\|<FunctionUrl>\|' slack-app\.yaml", STEPS)
    pasted = (ROOT / "slack-app.yaml").read_text().replace(said, FUNCTION_URL)
    manifest = yaml.safe_load(pasted)
    urls = [
        *(each["url"] for each in manifest["features"]["slash_commands"]),
        manifest["settings"]["interactivity"]["request_url"],
    ]
    assert urls == [FUNCTION_URL] * 2


def test_every_output_that_a_step_names_is_one() -> None:
    named = set(re.findall(r"(?:output|outputs) `(\w+)`", STEPS)) | set(re.findall(r"<(\w+Arn)>", STEPS))
    assert named
    assert named <= set(template()["Outputs"])


def test_what_it_costs_at_rest_is_counted_from_the_template() -> None:
    made = list(template()["Resources"].values())
    alarms = [each["Properties"] for each in made if each["Type"] == "AWS::CloudWatch::Alarm"]
    own = {each["MetricName"] for each in alarms if each["Namespace"] == "Lastcall"}
    secrets = [each for each in made if each["Type"] == "AWS::SecretsManager::Secret"]
    functions = [each["Properties"] for each in made if each["Type"] == "AWS::Serverless::Function"]
    polled = [
        event for each in functions for event in each.get("Events", {}).values() if event["Type"] == "SQS"
    ]
    said = README.split("## What it costs")[1].split("\n## ")[0]
    counts = re.findall(r"(\d+) (?:CloudWatch alarms|custom metrics|secrets|SQS queues)", said)
    assert [int(each) for each in counts] == [len(alarms), len(own), len(secrets), len(polled)]


def test_that_the_mail_must_be_confirmed_is_said_in_the_outputs_too() -> None:
    assert "confirm" in template()["Outputs"]["OperatorTopicArn"]["Description"]
    assert place("Follow the link in the mail") < place("selfcheck")
