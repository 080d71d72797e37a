"""Names that the tests here share."""

from __future__ import annotations

from tests.channel import pythons

PYTHON, *OTHERS = [f"python={python.short}" for python in pythons.find()]
"""The Python for which the channel has two versions of numpy, and another one."""
SCIENCE = (PYTHON, "numpy", "scipy", "pandas", "pip")
SPOILING = "numpy<2"
"""What pip finds beside the index, and pandas refuses."""
