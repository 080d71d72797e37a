"""What was asked for: read from a request, and kept as text in the environment."""

from __future__ import annotations

import json
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from jupyter_envmgr import formats
from jupyter_envmgr.errors import BadFileError, BadSpecError
from jupyter_envmgr.models import CreateRequest, Spec, SpecFile

SPEC_FILE = Path("conda-meta", "envmgr", "environment.yml")
_KERNELS = {"ipykernel", "r-irkernel", "bash_kernel", "octave_kernel", "ijavascript"}


def spec_of(request: CreateRequest) -> Spec:
    """What a request asks for: its file's content and what was typed, with a kernel."""
    read = formats.read(request.file) if request.file else Spec()
    packages = [*read.packages, *request.packages]
    pip = [*read.pip, *request.pip]
    if request.python:
        packages.insert(0, _python(request.python))
    names = {_name(spec) for spec in packages}
    if request.kernel and not names & _KERNELS and not any("xeus" in name for name in names):
        packages.append(
            "r-irkernel" if "r-base" in names and "python" not in names else "ipykernel"
        )
    if pip and "pip" not in names:
        packages.append("pip")
    return Spec(
        channels=list(dict.fromkeys([*request.channels, *read.channels])),
        packages=packages,
        pip=pip,
        variables=read.variables,
    )


def store(prefix: Path, spec: Spec) -> None:
    """Keep what was asked for, and the variables where conda looks for them."""
    write_spec(prefix, spec)
    if spec.variables:
        state = prefix / "conda-meta" / "state"
        state.write_text(json.dumps({"version": 1, "env_vars": spec.variables}), encoding="utf-8")


def write_spec(prefix: Path, spec: Spec) -> None:
    """Keep what was asked for in the environment."""
    path = prefix / SPEC_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(formats.write_spec(spec), encoding="utf-8", newline="\n")


def stored_spec(prefix: Path) -> Spec:
    """What was asked for when the environment was made by us; else an empty one."""
    try:
        text = (prefix / SPEC_FILE).read_text(encoding="utf-8")
        return formats.read(SpecFile(name=SPEC_FILE.name, text=text))
    except (OSError, UnicodeError, BadFileError):
        return Spec()


def check_requirement(text: str) -> None:
    """Refuse what pip would take for an option, or could not read: not PEP 508, URL or path.

    Raises
    ------
    BadSpecError

    """
    if text.strip().startswith("-") or not text.isprintable():
        raise BadSpecError(
            f"{text[:60]!r} is not a pip requirement.",
            hint="Options such as --index-url belong into uv's settings (UV_INDEX).",
        )
    if "://" in text or text.startswith((".", "/")):
        return
    try:
        Requirement(text)
    except InvalidRequirement as error:
        reason = str(error).splitlines()[0]
        raise BadSpecError(
            f"{text[:60]!r} is not a pip requirement: {reason}.",
            hint="Write it as name, name==1.2 or name>=1.2,<2.",
        ) from error


def _python(version: str) -> str:
    return f"python{version}" if version[0] in "<>=!~" else f"python={version}"


def _name(spec: str) -> str:
    """The package that a spec is about, without parsing it in full."""
    bare = spec.rpartition("::")[2].strip()
    end = next((i for i, c in enumerate(bare) if c in " =<>!~[;"), len(bare))
    return bare[:end].lower()
