"""The pip layer, by uv: resolved against the conda layer and never over it."""

from jupyter_envmgr.engine.pip.demands import Demand
from jupyter_envmgr.engine.pip.install import change_pip
from jupyter_envmgr.engine.pip.interpreter import python_of
from jupyter_envmgr.engine.pip.pins import Pin
from jupyter_envmgr.engine.pip.resolve import PipRequest, Resolution, resolve
from jupyter_envmgr.engine.pip.settings import pip_settings
from jupyter_envmgr.engine.pip.stubs import OnTop, Provided

__all__ = [
    "Demand",
    "OnTop",
    "Pin",
    "PipRequest",
    "Provided",
    "Resolution",
    "change_pip",
    "pip_settings",
    "python_of",
    "resolve",
]
