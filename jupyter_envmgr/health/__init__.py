"""What is wrong with an environment, and what would mend it; each check is a file.

`fast` looks at records, names and metadata, `deep` at the content of files. Neither changes
anything, starts a program or needs the network. Every code is a section of docs/health.md.
"""

from __future__ import annotations

from jupyter_envmgr.health.deep import deep
from jupyter_envmgr.health.fast import fast
from jupyter_envmgr.health.gathered import gathered, merged

__all__ = ["deep", "fast", "gathered", "merged"]
