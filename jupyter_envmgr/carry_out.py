"""Carrying out a plan in a stage: what leaves pip first, then conda's layer, then pip's on top."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jupyter_envmgr.asked import store
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.models import Progress
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.threads import in_thread
from jupyter_envmgr.transaction.clobber import refuse_clobbering
from jupyter_envmgr.transaction.embed import embed
from jupyter_envmgr.transaction.ownership import Ownership, Records

Report = Callable[[Progress], None]


async def carry_out(  # noqa: PLR0913 - by keyword, each a fact of the change
    engine: Engine,
    draft: Draft,
    stage: Path,
    prefix: Path,
    *,
    command: str,
    report: Report,
    before: Ownership | None = None,
    records: Records | None = None,
) -> None:
    """Make ``stage`` what the draft says: an empty folder, or a copy of what was there before.

    ``prefix`` is the path that it will have, ``command`` what conda's diary is to call it,
    ``before`` and ``records`` what was read for the copy.
    """
    from jupyter_envmgr.engine.install import Linking

    resolution, options = draft.resolution, draft.options
    if resolution.uninstall:
        await engine.change_pip(stage, prefix=prefix, uninstall=resolution.uninstall, report=report)
    linking = Linking(
        draft.solution,
        stage,
        prefix,
        command=command,
        reinstall=draft.reinstall,
        dropped=draft.dropped,
        asked=draft.asked,
        requested=draft.spec.packages,
    )
    await engine.change(linking, report)
    if draft.before.prefix:
        place = draft.before.prefix
        await in_thread(lambda _stop: refuse_clobbering(place, stage, before, records))
    if resolution.install:
        await engine.change_pip(
            stage, prefix=prefix, install=resolution.install, options=options, report=report
        )
        await in_thread(lambda _stop: embed(stage, prefix))
    await in_thread(lambda _stop: store(stage, draft.spec))
