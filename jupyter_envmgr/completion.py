"""Tab in a shell, by argcomplete: verbs, options, environments, packages, states."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from argcomplete.completers import DirectoriesCompleter, FilesCompleter, SuppressCompleter
from argcomplete.finders import CompletionFinder

from jupyter_envmgr.local import Local
from jupyter_envmgr.verbs.backend import BackendError
from jupyter_envmgr.verbs.context import Context
from jupyter_envmgr.verbs.definition import add_option, verbs_of
from jupyter_envmgr.verbs.display import Display


def complete() -> None:
    """Print what may stand where the cursor is, and end the process."""
    CompletionFinder()(parser(), always_complete_options=False)


def parser() -> argparse.ArgumentParser:
    """All verbs and their options, each with what completes it."""
    whole = argparse.ArgumentParser("jupyter-envmgr", allow_abbrev=False)
    parsers = whole.add_subparsers()
    for verb in verbs_of("cli").values():
        one = parsers.add_parser(verb.name, add_help=False, allow_abbrev=False)
        for option in verb.options_of("cli"):
            action = add_option(one, option)
            if option.takes not in {"flag", "rest"} and not option.choices:
                # where argcomplete looks for it
                action.completer = _completer(option.completes)  # type: ignore[attr-defined]
    return whole


def _completer(kind: str) -> Any:
    """What argcomplete calls for values of a kind."""
    if kind == "file":
        return FilesCompleter()
    if kind == "folder":
        return DirectoriesCompleter()
    if kind not in _SOURCES:
        return SuppressCompleter()

    def values(parsed_args: argparse.Namespace, **_: Any) -> Sequence[str]:
        with suppress(BackendError):  # Tab shows no errors
            return _SOURCES[kind](Local(), parsed_args)
        return ()

    return values


def _meant(backend: Local, options: argparse.Namespace) -> str:
    """The environment that the words before the cursor are about."""
    context = Context(backend, Display(), door="cli", prefix=os.environ.get("CONDA_PREFIX", ""))
    name = getattr(options, "name", None) or getattr(options, "environment", None)
    return str(context.environment(name, getattr(options, "prefix", None))["name"])


def _environments(backend: Local, _options: argparse.Namespace) -> list[str]:
    return [each["name"] for each in backend.environments()]


def _installed(backend: Local, options: argparse.Namespace) -> list[str]:
    found = backend.packages(_meant(backend, options))
    return [each["name"] for each in found["packages"]]


def _revisions(backend: Local, options: argparse.Namespace) -> list[str]:
    found = backend.revisions(_meant(backend, options))
    return [each["id"] for each in found["revisions"]]


def _formats(backend: Local, _options: argparse.Namespace) -> list[str]:
    return [each["id"] for each in backend.formats() if each["writes"]]


def _verbs(_backend: Local, _options: argparse.Namespace) -> list[str]:
    return list(verbs_of("cli"))


_SOURCES = {
    "environment": _environments,
    "installed": _installed,
    "revision": _revisions,
    "format": _formats,
    "verb": _verbs,
}
