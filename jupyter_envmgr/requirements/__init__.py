"""What pip is asked for: requirements, constraints and options, read as pip reads them.

A requirement is written as PEP 508 says, or as a URL, a path or ``-e``; files of them are described
in pip's documentation, "Requirements File Format".
"""

from __future__ import annotations

from jupyter_envmgr.requirements.pip_lines import PipLines, read_lines, read_numbered, read_text
from jupyter_envmgr.requirements.requirement import Requirement, parse

__all__ = ["PipLines", "Requirement", "parse", "read_lines", "read_numbered", "read_text"]
