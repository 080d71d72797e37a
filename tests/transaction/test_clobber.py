"""A package that a change brings may have a file that is somebody else's."""

import shutil

import pytest

from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.transaction.clobber import refuse_clobbering
from jupyter_envmgr.transaction.ownership import read_ownership
from tests.transaction.made import SITE, Made

STRAY = f"{SITE}/tests/__init__.py"


@pytest.fixture
def change(tmp_path):
    """Give what pip has, and what a conda package brings then; run it; the copy."""

    def run(theirs, ours, *, pip=True):
        place, stage = Made(tmp_path / "e"), tmp_path / "stage"
        if pip:
            place.pip("stray", {STRAY: theirs})
        else:
            place.write(STRAY, theirs)
        shutil.copytree(place.prefix, stage)
        (stage / STRAY).write_text(ours)
        record = f'{{"name": "has-tests", "files": ["{STRAY}"]}}'
        (stage / "conda-meta/has-tests-1.0-0.json").write_text(record)
        refuse_clobbering(place.prefix, stage)
        return stage

    return run


def test_an_empty_file_that_both_have_is_condas_from_then_on(change):
    owned = read_ownership(change("", ""))
    assert STRAY in owned.conda
    assert STRAY not in owned.pip
    assert f"{SITE}/stray-1.0.dist-info/METADATA" in owned.pip


@pytest.mark.parametrize(("theirs", "ours"), [("x", "x"), ("x", ""), ("", "x")])
def test_another_file_of_pips_is_not_overwritten(change, theirs, ours):
    with pytest.raises(ClobberError, match="which stray of the pip layer owns"):
        change(theirs, ours)


def test_a_persons_file_may_be_the_same_and_no_other(change):
    change("mine", "mine", pip=False)


def test_another_file_of_a_person_is_not_overwritten(change):
    with pytest.raises(ClobberError, match="which no package owns"):
        change("mine", "theirs", pip=False)
