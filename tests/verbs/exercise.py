"""Every verb, done once by whichever Python runs this: ``python exercise.py VERBS MEMORY``.

Loads both by their paths, as a kernel does; standard library, Python 3.8.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys


def load(name, file, **more):
    spec = importlib.util.spec_from_file_location(name, file, **more)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


load("verbs", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
Memory = load("memory", sys.argv[2]).Memory

from verbs import backend, context, definition, perform, text  # noqa: E402 - now they are there

LINES = """\
show
show base
list
list --json
list --removed
packages work
search pandas
search pandas --versions
export work
create new python pandas -c c --offline
create other -n other --dry-run
clone work twin
rename twin third --yes
install rich --yes
install rich --yes --json
update pandas --yes
update --all --dry-run
remove rich --yes
history
history --revision old --against new
undo --yes
doctor --repair --yes
doctor --deep
freeze base --message why
freeze base --undo
use base
prune --yes
delete third --yes
restore third
help
help install
install --help
"""


def main():
    memory = Memory(backend.BackendError)
    for line in LINES.splitlines():
        screen = text.TextDisplay(io.StringIO(), io.StringIO())
        place = context.Context(memory, screen, door="magic", prefix="/envs/work", kernel="k1")
        code = perform.perform(definition.split(line), place)
        assert code == (1 if line == "doctor --deep" else 0), (line, screen.err.getvalue())
        if "--json" in line:
            json.loads(screen.out.getvalue())
        assert screen.out.getvalue() or "removed" in screen.err.getvalue(), line
    assert sorted(memory.packages_of) == ["base", "new", "third", "work"]


main()
