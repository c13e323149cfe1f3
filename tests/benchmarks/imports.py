"""What each entrypoint loads before its first event: its share of the cold start that we decide."""

import json
import subprocess

from tests.benchmarks.claim import Claim, Workbench
from tests.benchmarks.cold_start import ENTRYPOINTS
from tests.contract.package.function_process import bare_python, lambda_environment
from tests.contract.package.loopback_services import loopback_services
from tests.contract.package.sample_events import environment

COUNT = """
import importlib, json, sys
importlib.import_module(f"bot.entrypoints.{sys.argv[1]}")
ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "bot"}
values = {
    kind
    for name, module in ours.items()
    for kind in vars(module).values()
    if isinstance(kind, type) and kind.__module__ == name
    and (hasattr(kind, "__dataclass_fields__") or issubclass(kind, tuple) and hasattr(kind, "_fields"))
}
loaded = {name.partition(".")[0] for name in sys.modules}
vendors = sorted(loaded & {"boto3", "botocore", "jinja2", "slack_bolt", "slack_sdk"})
print(json.dumps([len(values), len(ours), len(sys.modules), vendors]))
"""


def imports(bench: Workbench) -> list[Claim]:
    with loopback_services() as services:
        return [loaded_by(entrypoint, bench, services.url) for entrypoint in ENTRYPOINTS]


def loaded_by(entrypoint: str, bench: Workbench, services_url: str) -> Claim:
    done = subprocess.run(
        [bare_python(), "-B", "-c", COUNT, entrypoint],
        cwd=bench.artefact,
        env=lambda_environment(bench.artefact, "") | environment(services_url),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    values, ours, modules, vendors = json.loads(done.stdout)
    return Claim(
        what=f"imports of {entrypoint}",
        ours=f"{values} value types in {ours} modules of ours, {modules} modules in all",
        peer=", ".join(vendors),
    )
