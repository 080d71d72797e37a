"""What changes in each layer, package by package."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from packaging.version import InvalidVersion, Version

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import Pin, Resolution
from jupyter_envmgr.models import Change, ChangeAction
from jupyter_envmgr.planner.before import Before


def conda_changes(
    before: Mapping[str, CondaPackage],
    after: Mapping[str, CondaPackage],
    requested: Collection[str],
    uncached: Collection[str],
    reinstall: Collection[str],
) -> list[Change]:
    """The conda layer's changes, by name."""
    changes = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        action = _action(old, new, again=name in reinstall)
        if action is None:
            continue
        changes.append(
            Change(
                name=name,
                layer="conda",
                action=action,
                before=old.version if old else None,
                after=new.version if new else None,
                build_before=old.build if old else "",
                build_after=new.build if new else "",
                channel=new.channel if new else "",
                requested=name in requested,
                size=new.size if new else None,
                fetch=new is not None and name in uncached,
            )
        )
    return changes


def _action(
    old: CondaPackage | None, new: CondaPackage | None, *, again: bool
) -> ChangeAction | None:
    if old is None or new is None:
        return "remove" if old else "install"
    if old.version != new.version:
        return "upgrade" if new.is_newer_than(old) else "downgrade"
    if old.build != new.build:
        return "rebuild"
    return "reinstall" if again else None


def pip_changes(before: Before, resolution: Resolution) -> list[Change]:
    """The pip layer's changes, by name."""
    old = {each.name: each for each in before.on_top}
    new = {pin.name: pin for pin in resolution.install}
    changes = []
    for name in sorted({*resolution.uninstall, *new}):
        was = old[name].version if name in old else None
        pin = new.get(name)
        changes.append(
            Change(
                name=name,
                layer="pip",
                action=_pip_action(was, pin),
                before=was,
                after=pin.version if pin else None,
                channel=_origin(pin) if pin else "",
                requested=pin.requested if pin else False,
                size=pin.size if pin else None,
                fetch=pin is not None and pin.fetch,
            )
        )
    return changes


def _pip_action(was: str | None, pin: Pin | None) -> ChangeAction:
    if was is None or pin is None:
        return "install" if pin else "remove"
    if pin.version in {was, ""}:
        return "reinstall"
    return "upgrade" if is_newer_for_pip(pin.version, was) else "downgrade"


def is_newer_for_pip(version: str, other: str) -> bool:
    """Compare versions as pip does; one that cannot be read counts as newer."""
    try:
        return Version(version) > Version(other)
    except InvalidVersion:
        return True


def _origin(pin: Pin) -> str:
    """Where a pip package comes from, as a person would say it."""
    if pin.line.startswith("-e"):
        return "editable"
    return "url" if " @ " in pin.line else "pypi"
