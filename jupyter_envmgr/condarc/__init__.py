"""What conda's configuration says: channels, folders, proxies, from its files and variables."""

from jupyter_envmgr.condarc.settings import Condarc

__all__ = ["Condarc"]
