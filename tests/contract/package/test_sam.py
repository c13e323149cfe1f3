"""The same artefact by `sam build`, without Docker, and what the SAM transform makes of the template."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.contract.package.clone import bare_environment, edited_clone
from tests.contract.package.function_process import ROOT, RUNTIME_VERSION
from tests.contract.package.test_artefact import RUNTIME_PYTHON, digest
from tests.unit.template.stack import FUNCTIONS, properties

TRANSLATE = """
import json, sys
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

class NoManagedPolicies:
    def load(self):
        return {}

template = yaml_parse(open(sys.argv[1]).read())
template["Globals"]["Function"]["CodeUri"] = "s3://bucket/key"
parameters = {"QueueArns": "arn:aws:sqs:eu-west-1:111122223333:orders"}
print(json.dumps(transform(template, parameters, NoManagedPolicies())))
"""


def sam_tools() -> Path:
    found = subprocess.run(
        [ROOT / "bin" / "tool", "aws-sam-cli"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return Path(found.strip())


@cache
def translated() -> dict[str, dict[str, Any]]:
    """The stack's resources as CloudFormation sees them."""
    done = subprocess.run(
        [sam_tools() / "python", "-c", TRANSLATE, ROOT / "template.yaml"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "SAM_CLI_TELEMETRY": "0"},
    )
    resources: dict[str, dict[str, Any]] = json.loads(done.stdout)["Resources"]
    return resources


def test_sam_build_in_a_bare_clone_makes_the_same_artefact_for_every_function(
    artefact: Path, tmp_path: Path
) -> None:
    folder = edited_clone(tmp_path / "clone")
    interpreters = {f"python{RUNTIME_VERSION}": Path(RUNTIME_PYTHON)} if RUNTIME_PYTHON else {}
    environment = bare_environment(tmp_path / "bin", sam=sam_tools() / "sam", **interpreters)
    if not RUNTIME_PYTHON:
        environment["WITHOUT_BYTE_CODE"] = "1"
    done = subprocess.run(
        ["sam", "build"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=environment | {"AWS_DEFAULT_REGION": "eu-west-1"},
    )
    assert done.returncode == 0, done.stderr
    functions = [path for path in (folder / ".aws-sam" / "build").iterdir() if path.is_dir()]
    assert len(functions) == 6
    assert {digest(path) for path in functions} == {digest(artefact)}


def test_the_public_url_is_given_both_permissions_it_needs() -> None:
    permissions = [
        each["Properties"]
        for each in translated().values()
        if each["Type"] == "AWS::Lambda::Permission" and each["Properties"].get("Principal") == "*"
    ]
    assert sorted(permissions, key=lambda each: str(each["Action"])) == [
        {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": "OnSlack"},
            "InvokedViaFunctionUrl": True,
            "Principal": "*",
        },
        {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": {"Ref": "OnSlack"},
            "FunctionUrlAuthType": "NONE",
            "Principal": "*",
        },
    ]


def test_what_the_template_says_of_loops_reaches_cloudformation() -> None:
    said = {
        name: each["Properties"].get("RecursiveLoop")
        for name, each in translated().items()
        if each["Type"] == "AWS::Lambda::Function"
    }
    assert said == {function: properties(function).get("RecursiveLoop") for function in FUNCTIONS}
    assert said["OnJob"] == "Allow"


def test_sam_adds_no_role_and_no_policy_of_its_own() -> None:
    roles = {name: each for name, each in translated().items() if each["Type"] == "AWS::IAM::Role"}
    assert len(roles) == 6
    assert {name: each["Properties"].get("ManagedPolicyArns") for name, each in roles.items()} == {
        f"{function}Role": properties(f"{function}Role").get("ManagedPolicyArns") for function in FUNCTIONS
    }
