"""What was asked for: read from a request, and kept as text in the environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import fields

from jupyter_envmgr import formats
from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadFileError, BadRequestError
from jupyter_envmgr.models import CreateRequest, Model, Spec, SpecFile
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.requirements import read_lines

SPEC_FILE = Path("conda-meta", "envmgr", "environment.yml")
_KERNELS = {"ipykernel", "r-irkernel", "bash_kernel", "octave_kernel", "ijavascript"}


def spec_of(request: CreateRequest, condarc: Condarc) -> Spec:
    """What a request asks for: its file's content and what was typed, with a kernel.

    As with conda, the request's channels come before the file's and both before the person's own,
    and ``create_default_packages`` join what was typed.

    Raises
    ------
    BadFileError, BadSpecError, ContradictionError

    """
    read = formats.read(request.file) if request.file else Spec()
    typed = request.packages if request.file else _with_defaults(request.packages, condarc)
    packages = [*read.packages, *typed]
    pip = read_lines([*read.pip, *request.pip], constraints=read.constraints).lines
    if request.python:
        packages.insert(0, _python(request.python))
    return Spec(
        channels=_channels(request, read, condarc),
        only_channels=read.only_channels,
        packages=[*packages, *([kernel] if (kernel := _kernel(packages, request)) else [])],
        pip=list(pip),
        constraints=read.constraints,
        variables=read.variables,
    )


def _with_defaults(packages: list[str], condarc: Condarc) -> list[str]:
    names = {_name(spec) for spec in packages}
    defaults = [spec for spec in condarc.create_default_packages if _name(spec) not in names]
    return [*packages, *defaults]


def _channels(request: CreateRequest, read: Spec, condarc: Condarc) -> list[str]:
    own = () if read.only_channels else condarc.channels
    channels = list(condarc.expand([*request.channels, *read.channels, *own]))
    if not channels:
        raise BadFileError(
            "The file says nodefaults and names no channel.", hint="Name one, such as conda-forge."
        )
    return channels


def _kernel(packages: list[str], request: CreateRequest) -> str:
    """A kernel that fits the language, empty where there is one or none is wanted."""
    names = {_name(spec) for spec in packages}
    if not request.kernel or names & _KERNELS or any("xeus" in name for name in names):
        return ""
    return "r-irkernel" if "r-base" in names and "python" not in names else "ipykernel"


def store(prefix: Path, spec: Spec) -> None:
    """Keep what was asked for, and the variables where conda looks for them."""
    write_spec(prefix, spec)
    if spec.variables:
        text = json.dumps({"version": 1, "env_vars": spec.variables})
        _write(prefix / "conda-meta" / "state", text)


def write_spec(prefix: Path, spec: Spec) -> None:
    """Keep what was asked for in the environment, without the secrets of its addresses."""
    public = msgspec.structs.replace(
        spec,
        channels=[public_url(channel) for channel in spec.channels],
        pip=[public_url(line) for line in spec.pip],
        constraints=[public_url(line) for line in spec.constraints],
    )
    folder = (prefix / SPEC_FILE).parent
    if folder.is_symlink() or folder.is_file():
        folder.unlink()  # a package put it there: it may lead out of the environment
    folder.mkdir(parents=True, exist_ok=True)
    _write(prefix / SPEC_FILE, formats.write_spec(public))


def _write(path: Path, text: str) -> None:
    """Write a new file in place of whatever is there, and never through a link."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)


def shown_request(request: Model) -> dict[str, Any]:
    """What was asked for as it may be kept: without logins, and of a file only the name."""
    given: dict[str, Any] = msgspec.to_builtins(request)
    if given.get("file"):
        given["file"] = {"name": given["file"]["name"]}
    default: dict[str, Any] = {
        each.name: each.default
        if each.default_factory is msgspec.NODEFAULT
        else each.default_factory()
        for each in fields(type(request))
    }
    return {key: _public(value) for key, value in given.items() if value != default[key]}


def _public(value: Any) -> Any:
    if isinstance(value, str):
        return public_url(value)
    if isinstance(value, list):
        return [_public(each) for each in value]
    return value


def stored_spec(prefix: Path) -> Spec:
    """What was asked for when the environment was made by us; else an empty one."""
    try:
        text = read_regular(prefix / SPEC_FILE).decode()
        return formats.read(SpecFile(name=SPEC_FILE.name, text=text))
    except (OSError, UnicodeError, BadRequestError):
        return Spec()


def _python(version: str) -> str:
    return f"python{version}" if version[0] in "<>=!~" else f"python={version}"


def _name(spec: str) -> str:
    """The package that a spec is about, without parsing it in full."""
    bare = spec.rpartition("::")[2].strip()
    end = next((i for i, c in enumerate(bare) if c in " =<>!~[;"), len(bare))
    return bare[:end].lower()
