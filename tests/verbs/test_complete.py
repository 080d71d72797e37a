import pytest

from jupyter_envmgr.verbs.complete import candidates
from jupyter_envmgr.verbs.definition import verbs_of

VALUES = {
    "environment": ["analysis", "base"],
    "package": ["pandas", "pyarrow"],
    "installed": ["numpy"],
    "revision": ["a1b2"],
}


def source(kind, _text):
    return VALUES.get(kind, [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ins", ["install"]),
        ("re", ["remove", "rename", "restore"]),
        ("install p", ["pandas", "pyarrow"]),
        ("install pandas py", ["pyarrow"]),
        ("install -n ", ["analysis", "base"]),
        ("install --name an", ["analysis"]),
        ("remove -n analysis n", ["numpy"]),
        ("install --dr", ["--dry-run"]),
        ("install --dry-run --dr", []),
        ("history --revision ", ["a1b2"]),
        ("export --variant no", ["no-builds"]),
        ("help inst", ["install"]),
        ("use b", ["base"]),
        ("xyzzy ", []),
    ],
)
def test_tab_offers_what_may_stand_there(line, expected):
    assert candidates(line.split(" "), "magic", source) == expected


def test_nothing_typed_offers_the_verbs_of_the_door():
    assert candidates([""], "magic", source) == list(verbs_of("magic"))
    assert candidates([], "cli", source) == list(verbs_of("cli"))
