"""What an environment shall be, with both layers told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jupyter_envmgr.models import Layer, Notice, Spec
from jupyter_envmgr.requirements import Requirement


@dataclass(frozen=True)
class Request:
    """What somebody asks for, whichever way it came: typed, from a file, or to create."""

    conda: Sequence[str] = ()
    """MatchSpecs to install, or names of which only pip may know."""
    pip: Sequence[Requirement] = ()
    """To be moved to conda where a channel has it."""
    authored: Sequence[Requirement] = ()
    """From the ``pip:`` section that an author wrote: kept there."""
    constraints: Sequence[str] = ()
    options: Sequence[str] = ()
    """Of pip, for uv's command line."""
    written: Spec = field(default_factory=Spec)
    """Both as they are stored, with variables that are not expanded."""
    channels: Sequence[str] = ()
    remove: Sequence[str] = ()
    update: Sequence[str] | Literal["all"] = ()
    reinstall: Sequence[str] = ()
    layers: Mapping[str, Layer] = field(default_factory=dict)
    """A person's own choice, by name."""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def updated(self) -> Sequence[str]:
        return () if self.update == "all" else self.update


@dataclass
class Wish:
    """Both layers as they shall be asked for; the rules fill it, each in its turn."""

    conda: dict[str, str] = field(default_factory=dict)
    """MatchSpecs by name: all that was asked for and still is."""
    roots: dict[str, str] = field(default_factory=dict)
    """MatchSpecs that only keep what is there, or what pip packages need, in the solution."""
    pip: dict[str, Requirement] = field(default_factory=dict)
    """Requirements by name, or by their line where only building would tell the name."""
    typed: set[str] = field(default_factory=set)
    """Names, of either layer, that this request is about."""
    notices: list[Notice] = field(default_factory=list)

    @property
    def specs(self) -> list[str]:
        return list({**self.roots, **self.conda}.values())

    def add(self, requirement: Requirement) -> None:
        """Ask pip for something; of two lines for one name the later holds."""
        key = requirement.name or requirement.line
        self.pip[key] = requirement
        self.typed.add(key)
