"""What can go wrong.

EnvmgrError
├── BadRequestError            the request makes no sense
│   ├── BadNameError           a name that no environment can have
│   ├── BadSpecError           a package specification that cannot be read
│   ├── BadFileError           an environment file that cannot be read
│   └── ContradictionError     it asks for two things that exclude each other
├── NotFoundError              no such environment, job, package or format
├── ExistsError                the name is taken
├── BusyError                  another change of the same environment is under way
├── StalePlanError             the environment has changed since the plan was made
├── ProtectedError             base, the server's own, or a frozen environment
├── NotWritableError           the folder does not let us write
├── UnsolvableError            no set of packages satisfies what was asked for
│   ├── UnknownPackageError    no channel has it
│   │   └── UnknownVersionError  no channel has that version of it
│   ├── PipConflictError       the pip layer does not fit on the conda layer
│   └── NeededError            what shall be removed is needed by what stays
├── ClobberError               a package would overwrite a file that is not its own
├── ForbiddenChannelError      an allow or deny list keeps it out
├── ChannelError               a channel is down, or is none
├── PipError                   uv could not install the pip layer
├── ChecksumError              a package is not what its channel says it is
├── DiskFullError              no space left
├── UnreadableError            an environment's own records cannot be read
├── CancelledError             somebody asked for it to stop
└── EngineError                the engine failed in a way that is our fault or its own

``code`` is stable, for programs; the message is a sentence, for people; ``hint`` says what to do
next. Nothing here knows of HTTP: `server.base` holds the one table of statuses.
"""

from __future__ import annotations

from typing import Any

from jupyter_envmgr.models import Problem


class EnvmgrError(Exception):
    """Base of all: carries what a person needs to go on."""

    code = "internal"
    hint = ""

    def __init__(self, message: str, hint: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = type(self).hint if hint is None else hint
        self.details = details

    @property
    def problem(self) -> Problem:
        """The error as it is shown and sent."""
        return Problem(code=self.code, message=self.message, hint=self.hint, details=self.details)


class BadRequestError(EnvmgrError):
    code = "bad-request"


class BadNameError(BadRequestError):
    code = "bad-name"
    hint = "Use letters, digits, dots, dashes and underscores, beginning with a letter or a digit."


class BadSpecError(BadRequestError):
    code = "bad-spec"
    hint = "Write a package as name, name=1.2 or name>=1.2,<2."


class BadFileError(BadRequestError):
    code = "bad-file"
    hint = "An environment.yml is a mapping with a list named dependencies."


class ContradictionError(BadRequestError):
    code = "contradiction"
    hint = "Ask for one of the two."


class NotFoundError(EnvmgrError):
    code = "not-found"


class ExistsError(EnvmgrError):
    code = "exists"
    hint = "Choose another name, or remove the environment first."


class BusyError(EnvmgrError):
    code = "busy"
    hint = "Wait for the running change, or cancel it."


class StalePlanError(EnvmgrError):
    code = "stale-plan"
    hint = "Look at the new plan in the details, and apply that."


class ProtectedError(EnvmgrError):
    code = "protected"
    hint = "Clone it, and work in the clone."


class NotWritableError(EnvmgrError):
    code = "not-writable"
    hint = "Ask for write access to the folder, or choose another with envs_dirs in .condarc."


class UnsolvableError(EnvmgrError):
    code = "unsolvable"
    hint = "See the details, and ask for a less strict version of one of the packages named there."


class UnknownPackageError(UnsolvableError):
    code = "unknown-package"
    hint = "Check the spelling, or add the channel that has it."


class UnknownVersionError(UnknownPackageError):
    code = "unknown-version"
    hint = "Ask for one of these versions, add the channel that has yours, or ask pip for it."


class PipConflictError(UnsolvableError):
    code = "pip-conflict"
    hint = "Ask conda for the version that the pip package needs, or loosen the pip requirement."


class NeededError(UnsolvableError):
    code = "needed"
    hint = "Remove what needs it as well, or remove the whole environment."


class ClobberError(EnvmgrError):
    code = "clobber"
    hint = "Move the file away, or remove what it belongs to, then try again."


class ForbiddenChannelError(EnvmgrError):
    code = "channel-not-allowed"
    hint = "Use one of the allowed channels, or ask whoever looks after this machine's .condarc."


class ChannelError(EnvmgrError):
    code = "channel"
    hint = "Check the channel's name and the network, then try again."


class PipError(EnvmgrError):
    code = "pip"
    hint = "Read the log of the job; the conda layer was not kept either."


class ChecksumError(EnvmgrError):
    code = "checksum"
    hint = "The download was damaged or tampered with; try again, and tell the channel's owner."


class DiskFullError(EnvmgrError):
    code = "disk-full"
    hint = "Free some space: what is kept of earlier states, and of what was removed, can go first."


class UnreadableError(EnvmgrError):
    code = "unreadable"
    hint = "Look at the file that is named, or rebuild the environment from its environment.yml."


class CancelledError(EnvmgrError):
    code = "cancelled"
    hint = "Nothing was changed."


class EngineError(EnvmgrError):
    code = "engine"
    hint = "Nothing was changed. Please report this with the log of the job."
