"""What two states of an environment do not have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from jupyter_envmgr.engine.packages import is_newer
from jupyter_envmgr.models import Change, ChangeAction, Layer
from jupyter_envmgr.planner.diff import is_newer_for_pip


class Package(Protocol):
    """A package of either layer, as far as it is compared."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def build(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def layer(self) -> Layer: ...
    @property
    def requested(self) -> bool: ...


def differences(before: Iterable[Package], after: Iterable[Package]) -> list[Change]:
    """What leads from one to the other, conda's layer first, by name."""
    old = {(each.layer, each.name): each for each in before}
    new = {(each.layer, each.name): each for each in after}
    changes = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if action := _action(was, now):
            layer, name = key
            changes.append(
                Change(
                    name=name,
                    layer=layer,
                    action=action,
                    before=was.version if was else None,
                    after=now.version if now else None,
                    build_before=was.build if was else "",
                    build_after=now.build if now else "",
                    channel=now.channel if now else "",
                    requested=now.requested if now else False,
                )
            )
    return changes


def _action(was: Package | None, now: Package | None) -> ChangeAction | None:
    if was is None or now is None:
        return "remove" if was else "install"
    if was.version != now.version:
        newer = is_newer if now.layer == "conda" else is_newer_for_pip
        return "upgrade" if newer(now.version, was.version) else "downgrade"
    return "rebuild" if (was.build, was.channel) != (now.build, now.channel) else None
