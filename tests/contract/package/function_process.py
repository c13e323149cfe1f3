"""A function as Lambda runs it: the artefact in a process of its own, under awslambdaric.

The environment of that process has only the runtime client and boto3, so that nothing else can stand in for a
dependency the artefact lacks.
"""

import importlib.machinery
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tests.contract.package.runtime_api import RuntimeApi, runtime_api

ROOT = Path(__file__).resolve().parents[3]
_DEVELOPMENT = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
(RUNTIME_CLIENT,) = (each.partition(";")[0] for each in _DEVELOPMENT if each.startswith("awslambdaric=="))
RUNTIME_VERSION = "3.13"


def build_script() -> ModuleType:
    """bin/build as a module: it knows where interpreters are."""
    loader = importlib.machinery.SourceFileLoader("build_script", str(ROOT / "bin" / "build"))
    spec = importlib.util.spec_from_loader("build_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def with_a_channel(config: Path) -> Path:
    """lastcall.toml in place, with the one line changed that its own comments ask for."""
    config.write_text((ROOT / "lastcall.toml").read_text().replace('"C0123456789"    #', '"C0INCIDENT"    #'))
    return config


def built(out: Path, config: Path | None = None) -> Path:
    """The artefact, built anew in `out`; with byte code where there is an interpreter to compile it."""
    config = config or with_a_channel(out.with_suffix(".toml"))
    byte_code = [] if next(build_script().interpreters(RUNTIME_VERSION), None) else ["--without-byte-code"]
    done = subprocess.run(
        [sys.executable, ROOT / "bin" / "build", *byte_code, "--config", config, "--out", out],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out


def whole_dependencies(folder: Path, *, byte_code: bool) -> Path:
    """The dependencies as anybody would package them, with all they carry."""
    script = build_script()
    script.install(script.requirements(), folder, *script.target())
    for interpreter in script.interpreters(RUNTIME_VERSION):
        if byte_code:
            script.compile_all(folder, interpreter, folder)
        break
    return folder


def bare_python() -> Path:
    """The Python of the environment that has only the runtime client and boto3; made once, then found."""
    boto3 = boto3_pin()
    home = ROOT / ".cache" / "runtime" / f"{RUNTIME_CLIENT}-{boto3}".replace("==", "-")
    if not (home / "complete").exists():
        interpreter = next(build_script().interpreters(RUNTIME_VERSION), sys.executable)
        scratch = home.with_name(f"{home.name}.{os.getpid()}")
        uv("venv", "--quiet", "--clear", "--relocatable", "--python", interpreter, str(scratch))
        uv("pip", "install", "--quiet", "--compile-bytecode", "--python", str(scratch / "bin" / "python"),
           RUNTIME_CLIENT, boto3)  # fmt: skip
        (scratch / "complete").touch()
        try:
            scratch.rename(home)
        except OSError:  # another was faster, and its own is in use by now
            shutil.rmtree(scratch)
    return home / "bin" / "python"


def boto3_pin() -> str:
    return f"boto3=={importlib.metadata.version('boto3')}"


def with_boto3(folder: Path) -> Path:
    """boto3 put into a package, without byte code, as `pip install --target` leaves it on Lambda."""
    uv("pip", "install", "--quiet", "--link-mode", "copy", "--target", str(folder), boto3_pin())
    return folder


def uv(*arguments: str) -> None:
    program = shutil.which("uv") or str(ROOT / ".cache" / "uv" / "bin" / "uv")
    subprocess.run([program, *arguments], check=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionProcess:
    """A started function; events go through `api`."""

    api: RuntimeApi
    started_at: float  # of time.perf_counter
    pid: int
    log: Path


@contextmanager
def function_process(
    artefact: Path, handler: str, *, environment: Mapping[str, str], log: Path
) -> Iterator[FunctionProcess]:
    with runtime_api() as (api, address), log.open("wb") as out:
        started_at = time.perf_counter()
        process = subprocess.Popen(
            [bare_python(), "-B", "-m", "awslambdaric", handler],
            cwd=artefact,
            env=lambda_environment(artefact, address) | {"_HANDLER": handler} | dict(environment),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield FunctionProcess(api=api, started_at=started_at, pid=process.pid, log=log)
        finally:
            process.kill()
            process.wait()


def lambda_environment(artefact: Path, address: str) -> dict[str, str]:
    return {
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": "lastcall",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
        "LAMBDA_TASK_ROOT": str(artefact),
        "PATH": "/usr/bin:/bin",
    }
