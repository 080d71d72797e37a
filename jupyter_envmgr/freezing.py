"""The use case of freezing: protect an environment from changes, by everybody's programs.

The mark is a file, ``conda-meta/frozen``, empty or a JSON object that may have a ``message`` (CEP
22, https://conda.org/learn/ceps/cep-0022); conda obeys it too.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from jupyter_envmgr.errors import NotWritableError, ProtectedError
from jupyter_envmgr.models import Environment
from jupyter_envmgr.prefixes import Prefixes
from jupyter_envmgr.transaction.os_errors import os_errors
from jupyter_envmgr.transaction.transactions import Transactions

_MARK = Path("conda-meta", "frozen")
_FROZEN = "it is frozen"
"""What `Prefixes.why_protected` says where the mark alone protects."""


class Freezing:
    """Sets the mark, and takes it away."""

    def __init__(self, prefixes: Prefixes, transactions: Transactions) -> None:
        self._prefixes = prefixes
        self._transactions = transactions

    async def freeze(self, name: str, message: str = "", *, frozen: bool = True) -> Environment:
        """Protect an environment, or let it be changed again; what it is then.

        Raises
        ------
        NotFoundError
        ProtectedError
            It is protected for another reason, as base is, and no mark takes that away. One that
            it has as well, by an administrator, stays.
        NotWritableError, BusyError, DiskFullError

        """
        environment = await asyncio.to_thread(self._prefixes.get, name, size=False)
        prefix = Path(environment.prefix)
        mark = prefix / _MARK
        if environment.protected:
            reason = await asyncio.to_thread(self._prefixes.why_protected, name)
            if reason not in ("", _FROZEN):
                raise ProtectedError(f"{name} is protected anyway: {reason}.", _hint(mark))
        if not environment.writable:
            raise NotWritableError(f"{prefix} does not let us write.")
        title = f"{'Freeze' if frozen else 'Unfreeze'} {name}"
        place = await asyncio.to_thread(prefix.resolve)
        async with self._transactions.locked(place, title):
            with os_errors(mark.parent):
                await asyncio.to_thread(_write if frozen else _delete, mark, message)
        return await asyncio.to_thread(self._prefixes.get, name, size=False)


def _hint(mark: Path) -> str | None:
    return f"{mark} is for those to delete who put it there." if mark.exists() else None


def _write(mark: Path, message: str) -> None:
    text = json.dumps({"message": message}, ensure_ascii=False) if message else "{}"
    new = mark.with_name("frozen.new")
    new.unlink(missing_ok=True)
    new.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    new.replace(mark)


def _delete(mark: Path, _message: str) -> None:
    mark.unlink(missing_ok=True)
