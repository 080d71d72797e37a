"""The text of an ``environment.yml``: keys in conda's order, what cannot be carried as notices."""

from __future__ import annotations

import re
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from jupyter_envmgr.channel_url import public_url, short_name
from jupyter_envmgr.formats.snapshot import Snapshot
from jupyter_envmgr.models import ExportVariant, Package, Spec

_MATCH_SPEC = re.compile(r"\s*(?:(?P<channel>[^\s=<>!\[]+)::)?(?P<name>[\w.\-]+)")
_LOCAL = re.compile(r"file:|[/.\\]|[A-Za-z]:[\\/]")


NO_OTHERS = "nodefaults"
"""A channel that is none: it keeps conda from adding the person's own channels to the file's."""


CONSTRAINTS = "x-envmgr-constraints"
"""A key of our own: requirements that hold for what pip installs anyway."""


def write(snapshot: Snapshot, variant: ExportVariant) -> tuple[str, list[str]]:
    """Give the file, and a sentence for everything that it cannot promise to bring back."""
    writer = _Writer(snapshot, variant)
    pip = writer.pip()
    spec = Spec(
        name=snapshot.name,
        channels=writer.channels(),
        only_channels=snapshot.only_channels,
        packages=writer.conda(with_pip=bool(pip)),
        pip=pip,
        variables=snapshot.variables,
    )
    return write_spec(spec), writer.notices


def write_spec(spec: Spec) -> str:
    """Give the file that asks for ``spec``, each entry as it is."""
    content: dict[str, Any] = {"name": spec.name} if spec.name else {}
    content["channels"] = [*spec.channels, *([NO_OTHERS] if spec.only_channels else [])]
    content["dependencies"] = [*spec.packages, *([{"pip": spec.pip}] if spec.pip else [])]
    if spec.variables:
        content["variables"] = spec.variables
    if spec.constraints:
        content[CONSTRAINTS] = spec.constraints
    return yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=float("inf"),
    )


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as conda does."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        super().increase_indent(flow, indentless=False)


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Escape line breaks and the like: unescaped, some of them do not come back."""
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)


class _Writer:
    """Collects the parts of one file, and the notices."""

    def __init__(self, snapshot: Snapshot, variant: ExportVariant) -> None:
        self._snapshot = snapshot
        self._variant = variant
        self._asked = dict(_parts(spec) for spec in snapshot.requested)
        self.notices: list[str] = []

    def channels(self) -> list[str]:
        """Give the environment's channels, and those that its packages came from besides."""
        channels: dict[str, str] = {}
        origins = {p.channel for p in self._snapshot.packages if p.layer == "conda" and p.channel}
        for channel in [*self._snapshot.channels, *sorted(origins)]:
            public = public_url(channel).rstrip("/")
            if channels.setdefault(short_name(public), public) != public:
                continue
            if public != channel.rstrip("/"):
                self.notices.append(f"The password or token of the channel {public} was left out.")
            if _LOCAL.match(public):
                self.notices.append(f"The channel {public} exists only on this machine.")
        self.notices = list(dict.fromkeys(self.notices))
        return list(channels.values())

    def conda(self, *, with_pip: bool) -> list[str]:
        """Give the specs of the conda layer; ``pip`` is among them where it has work to do."""
        packages = self._chosen("conda")
        names = {package.name for package in packages}
        if with_pip and "pip" not in names:
            installed = [p for p in self._snapshot.packages if p.layer == "conda"]
            packages += [p for p in installed if p.name == "pip"]
        specs = [self._conda_spec(p) for p in sorted(packages, key=lambda p: p.name)]
        if with_pip and not any(p.name == "pip" for p in packages):
            specs.append("pip")
        return specs

    def pip(self) -> list[str]:
        """Give the requirement lines of the pip layer."""
        packages = sorted(self._chosen("pip"), key=lambda p: p.name.lower())
        return [self._requirement(package) for package in packages]

    def _chosen(self, layer: str) -> list[Package]:
        packages = [p for p in self._snapshot.packages if p.layer == layer]
        if self._variant != "requested":
            return packages
        chosen = [
            p for p in packages if p.requested or (layer == "conda" and p.name in self._asked)
        ]
        if layer == "conda":
            self._miss(packages)
        if packages and not chosen:
            self.notices.append(
                f"It is not recorded which {layer} packages were asked for; all are listed."
            )
            return packages
        return chosen

    def _miss(self, packages: list[Package]) -> None:
        """Say which packages were asked for but are not there."""
        installed = {package.name for package in packages}
        self.notices.extend(
            f"{name} was asked for but is not installed; it was left out."
            for name in self._asked
            if name not in installed
        )

    def _conda_spec(self, package: Package) -> str:
        channel = self._asked.get(package.name) if self._variant == "requested" else None
        spec = f"{public_url(channel)}::{package.name}" if channel else package.name
        spec = f"{spec}={package.version}"
        return f"{spec}={package.build}" if self._variant == "exact" and package.build else spec

    def _requirement(self, package: Package) -> str:
        sources = {canonicalize_name(k): url for k, url in self._snapshot.pip_sources.items()}
        url = sources.get(canonicalize_name(package.name))
        if url:
            where = (
                "a folder or file that exists only on this machine"
                if url.startswith("file:")
                else "an address instead of a package index"
            )
            public = public_url(url)
            self.notices.append(f"{package.name} was installed from {where}: {public}.")
            return f"{package.name} @ {public}"
        if not _is_version(package.version):
            self.notices.append(
                f"{package.name} has the version “{package.version}”, which pip cannot read; "
                "it was left out."
            )
            return package.name
        if Version(package.version).local:
            self.notices.append(
                f"{package.name} {package.version} is a local version, "
                "which the usual package index does not have."
            )
        return f"{package.name}=={package.version}"


def _parts(spec: str) -> tuple[str, str | None]:
    """Give name and channel of a MatchSpec."""
    match = _MATCH_SPEC.match(spec)
    return (match["name"].lower(), match["channel"]) if match else (spec, None)


def _is_version(version: str) -> bool:
    """Tell whether it is one as PEP 440 has it."""
    try:
        return bool(Version(version))
    except InvalidVersion:
        return False
