"""How many packages pip put on top of conda's, told without opening conda's records."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from jupyter_envmgr.prefixes.conda_meta import CondaMeta
from jupyter_envmgr.prefixes.dist_info import DIST_INFO, Distribution, describes
from jupyter_envmgr.prefixes.records import owns
from jupyter_envmgr.prefixes.site_folders import list_site_packages
from jupyter_envmgr.regular_file import read_regular

_INSTALLERS = {"conda", "pip", "uv"}


def has_pip_layer(prefix: Path) -> bool:
    """Whether there is anything on top of an environment's conda layer."""
    with suppress(OSError):
        meta = f"{prefix}/conda-meta"
        return PipLayer(str(prefix), CondaMeta(meta, os.listdir(meta))).count() > 0  # noqa: PTH208 - names are all that is wanted
    return False


class PipLayer:
    """The distributions of an environment that no conda package brought.

    Most of conda's carry the name and version of a record; of the few others their INSTALLER says
    whose they are, and where it does not, the records of that name or version are read. The
    package table, which reads all records, is the exact answer.
    """

    def __init__(self, prefix: str, meta: CondaMeta) -> None:
        self._meta = meta
        self._folder, self._names = list_site_packages(prefix, meta.python)

    def count(self) -> int:
        return sum(
            not self._is_condas(Distribution(self._folder, name)) for name in self._doubtful()
        )

    def _doubtful(self) -> list[str]:
        """Those without a record of the same name and version; found by sets, since most have."""
        known = self._meta.stems()
        text = "\n".join(["", *self._names, ""])
        before = text.split(f"{DIST_INFO}\n")[:-1]
        stems = {each.rpartition("\n")[2] for each in before} - known
        unknown = [
            stem + DIST_INFO
            for stem in stems
            if (low := stem.lower()) not in known and low.replace("_", "-") not in known
        ]
        if ".egg-" in text:
            unknown += [name for name in self._names if ".egg-" in name]
        return list(filter(describes, unknown))

    def _is_condas(self, distribution: Distribution) -> bool:
        installer = distribution.installer
        if installer in _INSTALLERS:
            return installer == "conda"
        name, version = distribution.folder_name_and_version
        records = [*self._meta.named(name), *self._meta.of_version(version)]
        return any(self._has(record, distribution) for record in records)

    def _has(self, record: str, distribution: Distribution) -> bool:
        try:
            data = read_regular(f"{self._meta.path}/{record}")
        except OSError:
            return False
        return owns(data, distribution.file_name)
