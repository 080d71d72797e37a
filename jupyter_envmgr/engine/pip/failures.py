"""What uv logs when it fails, as the errors that people see."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable

from packaging.utils import canonicalize_name
from packaging.version import parse

from jupyter_envmgr.engine.pip.demands import asked_of_indexes, at_odds
from jupyter_envmgr.errors import (
    BadSpecError,
    ChannelError,
    ChecksumError,
    DiskFullError,
    EnvmgrError,
    PipConflictError,
    PipError,
    UnknownPackageError,
    UnknownVersionError,
)

_NOISE = re.compile(r"Using C?Py\w+ \S+ interpreter at: |Resolved \d+ package|warning: ")
_NAME = r"([A-Za-z0-9][A-Za-z0-9._-]*)"
_MISSING = re.compile(
    rf"{_NAME}(?:\[\S*\])? was not found in (?:the package registry|the provided package|the cache)"
    rf"|there are no versions of {_NAME}\[\S*\](?=\s)"
)
_FETCHED = re.compile(r"Failed to fetch: `?(\S+?)`?$", re.MULTILINE)
_MISMATCH = re.compile(r"Hash mismatch for `([^`]+)`")
_ABSENT = re.compile(
    r"Distribution not found at:? (?P<place>.+)"
    r"|`(?P<folder>.+)` does not appear to be a Python project"
)
_NO_WHEEL = re.compile(
    rf"{_NAME}\S* (?:has|have) no wheels with (?:a matching (.+?)|valid) tags?\b"
)
_ONLY_WHEELS = re.compile(
    rf"[Ww]heels(?: are available)? for `{_NAME}` \(v(\S+?)\) "
    r"(?:on|with) the following (platform|Python).*?: (`.+)"
)
_SYSTEMS = {"win": "Windows", "macosx": "macOS", "manylinux": "Linux", "musllinux": "Linux"}
_HERE = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")
_OTHER_PLATFORM = re.compile(r"A (?:path|URL|wheel) \((.+?)\) dependency is incompatible")
_BUILD = re.compile(r"Failed to (?:build|prepare|download and build) `([^`]+)`")
_BUILD_LOGS = {"[stderr]", "[stdout]"}
_DECIDES = re.compile(r"(?:^|[\s.])(?:\w*Error|error|ERROR|fatal error|fatal): \S")
_MEANT = re.compile(r"^hint: .*?(Did you mean .+)$", re.MULTILINE)
_LONGEST = 200
_FIRST = re.compile(r"^error: (.+)$", re.MULTILINE)
_FILE = r"[^` ]*(?:requirements|constraints)\.txt"
_OUR_FILES = re.compile(
    rf" (?:in|at) `?{_FILE}`?(?::[\d:]+)?| at (?:line|position) \d+|:? ?{_FILE}\S*"
)


def failure(log: list[str]) -> EnvmgrError:
    """The error that uv's log tells of; ``explanation`` in its details is what uv said of it."""
    lines = [line for line in log if not _NOISE.match(line)]
    text = "\n".join(lines)
    for pattern, make in _KINDS:
        if re.search(pattern, text, re.IGNORECASE | re.MULTILINE):
            return make(text, lines)
    first = _FIRST.search(text)
    reason = f": {first[1].rstrip('.')}" if first else ""
    return PipError(f"The pip packages could not be installed{reason}.", explanation=lines)


def _full(text: str, _lines: list[str]) -> EnvmgrError:
    return DiskFullError("The disk is full.", reason=text)


def _mismatch(text: str, lines: list[str]) -> EnvmgrError:
    what = _MISMATCH.search(text)
    who = what[1].partition("#")[0] if what else "A package"
    return ChecksumError(f"{who} is not the file that was asked for.", explanation=lines)


def _login(text: str, lines: list[str]) -> EnvmgrError:
    where = re.search(r"index URL \((\S+)\)", text)
    return ChannelError(
        f"{where[1] if where else 'A package index'} refuses us without the right login.",
        "Put the login into pip's configuration, a .netrc file or the address of the index.",
        explanation=lines,
    )


def _offline(_text: str, lines: list[str]) -> EnvmgrError:
    return ChannelError(
        "A pip package is not in uv's cache, and the network is switched off.",
        "Allow the network (offline in .condarc, UV_OFFLINE), then try again.",
        explanation=lines,
    )


def _network(text: str, lines: list[str]) -> EnvmgrError:
    where = _FETCHED.search(text)
    return ChannelError(
        f"{where[1].partition('#')[0] if where else 'A package index'} could not be read.",
        "Check the address of pip's index and the network, then try again.",
        explanation=lines,
    )


def _repository(_text: str, lines: list[str]) -> EnvmgrError:
    return ChannelError(
        "A repository that a pip requirement names could not be read.",
        "Check its address, the revision and whether you may read it, then try again.",
        explanation=lines,
    )


def _missing(text: str, lines: list[str]) -> EnvmgrError:
    names = sorted({canonicalize_name(one or other) for one, other in _MISSING.findall(text)})
    are = "is" if len(names) == 1 else "are"
    return UnknownPackageError(
        f"{', '.join(names)} {are} on no package index.",
        "Check the spelling, or add the index that has it.",
        packages=names,
        explanation=lines,
    )


def _absent(text: str, lines: list[str]) -> EnvmgrError:
    what = _ABSENT.search(text)
    if what and what["folder"]:
        message = f"{what['folder']} has neither pyproject.toml nor setup.py."
    else:
        message = f"{what['place'] if what else 'What a pip requirement names'} is not there."
    return BadSpecError(message, "Check the path or the address.", explanation=lines)


def _unreadable(text: str, lines: list[str]) -> EnvmgrError:
    first = _FIRST.search(text)
    reason = _OUR_FILES.sub("", first[1]) if first else ""
    return BadSpecError(
        f"A pip requirement cannot be read{': ' if reason else ''}{reason.strip(' .:')}.",
        "Write it as name, name==1.2, name @ URL, or -e and a folder.",
        explanation=lines,
    )


def _no_wheel(text: str, lines: list[str]) -> EnvmgrError:
    found = _NO_WHEEL.search(" ".join(text.split()))
    name, tag = (found[1], found[2] or "") if found else ("A pip package", "")
    platforms: list[str] = []
    others = [each for each in _ONLY_WHEELS.findall(text) if each[0] == name]
    if others:  # there is one for each way not to fit; what counts is the newest version
        _, _, tag, tags = max(others, key=lambda each: parse(each[1]))
        platforms = re.findall(r"`(.+?)`", tags) if tag == "platform" else []
    needed = re.search(rf"{_NAME}\S* depends? on {re.escape(name)}(?![\w-])", text)
    subject = f"{needed[1]} needs {name}, which" if needed else name
    systems = list(dict.fromkeys(filter(None, map(_system, platforms))))
    hint = "Ask for another version of it, or for something else that does the same."
    if systems and _HERE not in systems:
        message = f"is only for {' and '.join(systems)}"
        hint = "Leave it out here, or ask for something else that does the same."
    elif "platform" in tag:
        only = f", only for {', '.join(platforms)}" if platforms else ""
        message = f"has no wheel for this platform{only}"
    else:
        message = "has no wheel for this Python"
        hint = "Ask for another version of it, or for another Python."
    return PipConflictError(f"{subject} {message}.", hint, explanation=lines)


def _system(platform: str) -> str | None:
    return next((name for tag, name in _SYSTEMS.items() if platform.startswith(tag)), None)


def _other_platform(text: str, lines: list[str]) -> EnvmgrError:
    found = _OTHER_PLATFORM.search(text)
    name = re.split(r"[\\/]", found[1])[-1] if found else "A wheel"
    return PipConflictError(
        f"{name} is for another platform or another Python.",
        "Name the wheel that fits, or the package without its address.",
        explanation=lines,
    )


def _conflict(_text: str, lines: list[str]) -> EnvmgrError:
    missing, odds = asked_of_indexes(lines), at_odds(lines)
    if missing and not any(each.by for each in missing):
        wanted = ", ".join(f"{each.package}{each.range}" for each in missing)
        return UnknownVersionError(
            f"No package index has {wanted}.",
            "Ask for another version, or add the index that has yours.",
            packages=sorted({each.package for each in missing}),
            explanation=lines,
        )
    hint = "Ask for other versions of them."
    if missing:
        first = next(each for each in missing if each.by)
        message = f"{first}, and no package index has that."
        hint = f"Ask for another version of {first.by}, or add the index that has it."
    elif odds:
        message = f"{odds[0]}, and {odds[1]}."
    else:
        message = "The pip packages do not fit together."
    return PipConflictError(message, hint, explanation=lines)


def _build(text: str, lines: list[str]) -> EnvmgrError:
    what, why, meant = _BUILD.search(text), _reason(lines), _MEANT.search(text)
    return PipError(
        f"{what[1] if what else 'A pip package'} could not be built{why}.",
        meant[1]
        if meant
        else "Read the details; often a compiler or a library is missing, which conda may have.",
        explanation=lines,
    )


def _reason(lines: list[str]) -> str:
    """The line of a build's own log that says what went wrong."""
    starts = [number for number, line in enumerate(lines) if line.strip() in _BUILD_LOGS]
    said = [line.strip() for start in starts for line in lines[start + 1 :] if line.strip()]
    found = next(filter(_DECIDES.search, said), said[0] if said else "")
    return f": {textwrap.shorten(found, _LONGEST, placeholder=' …').rstrip('.')}" if found else ""


_KINDS: tuple[tuple[str, Callable[[str, list[str]], EnvmgrError]], ...] = (
    (r"no space left|quota exceeded|disk full|os error (28|112|122)\b", _full),
    (r"hash mismatch for", _mismatch),
    (r"git operation failed", _repository),
    (r"lack of valid authentication|401 unauthorized|403 forbidden", _login),
    (r"network (was|is) disabled|network connectivity is disabled", _offline),
    (r"failed to fetch|error sending request|request failed after|dns error", _network),
    (_ABSENT.pattern, _absent),
    (_MISSING.pattern, _missing),
    (_NO_WHEEL.pattern, _no_wheel),
    (_OTHER_PLATFORM.pattern, _other_platform),
    (r"no solution found|unsatisfiable|conflicting urls|conflict", _conflict),
    (_BUILD.pattern, _build),
    (r"does not match .* in the distribution filename", _unreadable),
    (
        r"(requirements|constraints)\.txt|couldn't parse|failed to parse|--require-hashes",
        _unreadable,
    ),
)
"""The first that fits: what went wrong on the way comes before what follows from it."""
