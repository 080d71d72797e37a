"""What is wrong with an environment, and what would mend it; each check is a file.

`fast` looks at records, names and metadata, `deep` at the content of files. Neither changes
anything, starts a program or needs the network. Every code is a section of docs/health.md.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_envmgr.health.deep import deep
from jupyter_envmgr.health.gathered import gathered, merged
from jupyter_envmgr.models import HealthProblem

__all__ = ["deep", "fast", "gathered", "merged"]


def fast(prefix: Path) -> list[HealthProblem]:
    """What is wrong, worst first. Files are only told to be there or not; see `deep`."""
    from jupyter_envmgr.health.look import look  # it loads rattler: not when a server starts

    return look(prefix)
