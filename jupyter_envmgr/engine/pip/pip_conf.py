"""pip's own configuration: files and variables, the later over the earlier.

Where they are and which wins is told in pip's documentation, "Configuration": files for the
machine, for the user and for the environment, then ``PIP_CONFIG_FILE``; where that is set, the
user's are not read, and where it is the null device, no file is. In each, ``[install]`` wins over
``[global]``, whichever file it is in, and ``PIP_…`` variables win over all files.
"""

from __future__ import annotations

import configparser
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from jupyter_envmgr.regular_file import read_regular

_log = logging.getLogger(__name__)
_SECTIONS = ("global", "install")
_NAMES = {"default-timeout": "timeout"}
_LARGEST = 1 << 20  # bytes
_ROOT = Path("/")


def read_pip_conf(
    environ: Mapping[str, str], home: Path, prefix: Path | None, root: Path = _ROOT
) -> dict[str, str]:
    """Give pip's options for an installation into ``prefix``, by their long names without dashes.

    A file that cannot be read is left out, and logged without its text, which may hold a password.
    """
    sections: dict[str, dict[str, str]] = {name: {} for name in _SECTIONS}
    for path in _files(environ, home, prefix, root):
        for name, options in _read(path).items():
            sections[name].update(options)
    variables = {
        _option(name.removeprefix("PIP_")): value
        for name, value in environ.items()
        if name.startswith("PIP_") and value
    }
    return {**sections["global"], **sections["install"], **variables}


def _files(
    environ: Mapping[str, str], home: Path, prefix: Path | None, root: Path
) -> Iterator[Path]:
    chosen = environ.get("PIP_CONFIG_FILE", "")
    if chosen == os.devnull:
        return
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    yield from _machine(environ, root)
    if not (chosen and Path(chosen).exists()):
        yield home / ("pip" if sys.platform == "win32" else ".pip") / name
        yield _user_folder(environ, home) / name
    if prefix:
        yield prefix / name
    if chosen:
        yield Path(chosen)


def _machine(environ: Mapping[str, str], root: Path) -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / "pip/pip.ini"
        return
    if sys.platform == "darwin":
        yield root / "Library/Application Support/pip/pip.conf"
    folders = environ.get("XDG_CONFIG_DIRS") or f"{root / 'etc/xdg'}"
    for folder in folders.split(os.pathsep):
        yield Path(folder) / "pip/pip.conf"
    yield root / "etc/pip.conf"


def _user_folder(environ: Mapping[str, str], home: Path) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("APPDATA") or home / "AppData/Roaming") / "pip"
    if sys.platform == "darwin":
        folder = home / "Library/Application Support/pip"
        return folder if folder.is_dir() else home / ".config/pip"
    return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip"


def _read(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(read_regular(path, _LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, configparser.Error) as error:
        _log.warning("pip's configuration %s is left out: %s.", path, type(error).__name__)
        return {}
    return {
        name: {_option(key): value for key, value in parser.items(name)}
        for name in _SECTIONS
        if parser.has_section(name)
    }


def _option(name: str) -> str:
    option = name.lower().replace("_", "-").lstrip("-")
    return _NAMES.get(option, option)
