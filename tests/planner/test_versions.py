import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from rattler import BuildString, PackageRecord

from jupyter_envmgr.engine.specs import parse
from jupyter_envmgr.planner.versions import match_spec, specifier_of

NUMBERS = st.sampled_from([0, 1, 2, 9, 10])
RELEASES = st.lists(NUMBERS, min_size=1, max_size=3).map(
    lambda numbers: ".".join(map(str, numbers))
)
EPOCHS = st.sampled_from(["", "", "", "1!"])
LETTERS = st.sampled_from(
    ["", "", "", "a1", "b2", "rc1", "rc2", ".post0", ".post1", ".post2", ".dev0", ".dev1",
     ".post1.dev2"]
)  # fmt: skip
ODD_LETTERS = st.one_of(LETTERS, st.sampled_from(["a1.dev1", "rc1.post1"]))
ODD_BOUNDS = ["a1", "rc1", ".post1", ".dev0", ".dev1", "rc1.dev1", ".post1.dev2"]
NONE = st.just("")
OPERATORS = st.sampled_from([">=", ">", "<=", "<", "==", "!=", "~="])


@st.composite
def versions(draw, letters=LETTERS):
    return draw(EPOCHS) + draw(RELEASES) + draw(letters)


@st.composite
def specifiers(draw, letters=NONE):
    operator, numbers = draw(OPERATORS), draw(EPOCHS) + draw(RELEASES)
    if operator == "~=" and "." not in numbers:
        numbers += ".1"
    if operator in {"==", "!="} and draw(st.booleans()):
        return f"{operator}{numbers}.*"
    return f"{operator}{numbers}{draw(letters)}"


def ranges(letters=NONE):
    return st.lists(specifiers(letters), max_size=3).map(",".join)


def conda_takes(spec, version):
    return parse(spec).matches(PackageRecord("p", version, BuildString("h_0"), 0, "linux-64"))


def pip_takes(specifier, version):
    return SpecifierSet(specifier).contains(version, prereleases=True)


def short_post_release(specifier, version):
    """Whether a post-release has two numbers fewer than a bound, as nobody writes them."""
    numbers = [each.version.removesuffix(".*") for each in SpecifierSet(specifier)]
    lengths = [len(Version(each).release) for each in numbers]
    version = Version(version)
    return version.is_postrelease and any(len(version.release) + 1 < length for length in lengths)


@given(ranges(), versions())
@settings(max_examples=600, deadline=None)
def test_a_range_means_the_same_to_conda_as_to_pip(specifier, version):
    assume(not short_post_release(specifier, version))
    spec = match_spec("p", SpecifierSet(specifier))
    assert conda_takes(spec, version) == pip_takes(specifier, version)


@given(ranges(), versions())
@settings(max_examples=500, deadline=None)
def test_a_range_still_means_the_same_when_it_has_been_stored_and_read(specifier, version):
    assume(not short_post_release(specifier, version))
    stored = str(parse(match_spec("p", SpecifierSet(specifier))))
    assert conda_takes(stored, version) == pip_takes(specifier, version)


@given(ranges(st.sampled_from(ODD_BOUNDS)), versions())
@settings(max_examples=600, deadline=None)
def test_no_odd_bound_lets_conda_take_what_pip_would_not(specifier, version):
    assume(not short_post_release(specifier, version))
    spec = match_spec("p", SpecifierSet(specifier))
    assert spec is None or not conda_takes(spec, version) or pip_takes(specifier, version)


@given(ranges(st.sampled_from(ODD_BOUNDS)), RELEASES)
@settings(max_examples=600, deadline=None)
def test_releases_are_right_whatever_the_bound(specifier, version):
    spec = match_spec("p", SpecifierSet(specifier))
    assert spec is None or conda_takes(spec, version) == pip_takes(specifier, version)


@given(EPOCHS, RELEASES, ODD_LETTERS, versions(ODD_LETTERS), st.sampled_from(["==", "!="]))
@settings(max_examples=600, deadline=None)
def test_one_version_is_the_same_one_to_both(epoch, release, letters, version, operator):
    specifier = f"{operator}{epoch}{release}{letters}"
    assert conda_takes(match_spec("p", SpecifierSet(specifier)), version) == pip_takes(
        specifier, version
    )


@pytest.mark.parametrize(
    ("specifier", "spec"),
    [
        ("", "p"),
        (">=1.26", "p >=1.26"),
        ("<2,>=1.26", "p >=1.26,<2dev0"),
        ("<2.0.0", "p <2dev0"),
        ("<3.0.0dev", "p <3dev0"),
        (">=7.0.dev0", "p >=7dev0"),
        ("==1.0", "p ==1.0"),
        ("== v1.0", "p ==1.0"),
        ("==1.*", "p 1.*"),
        ("!=1.5.*", "p !=1.5.*"),
        ("~=1.4.2", "p >=1.4.2,1.4.*"),
        ("~=2.2", "p >=2.2,2.*"),
        (">=1!2.0", "p >=1!2.0"),
        (">1.2.3", "p >1.2.3,!=1.2.3.post*"),
        (">=1.4.1.post1", "p 1.4.1.post*,>=1.4.1.post1|>1.4.1,!=1.4.1.post*"),
        ("==2.9.1.post0", "p ==2.9.1.post0"),
        ("==1.2rc1", "p ==1.2rc1|==1.2.0rc1"),
        ("==1.2rc1,!=3", "p (==1.2rc1|==1.2.0rc1),!=3"),
        (">=2.0.0rc1", "p >=2.0.0rc1,<2.0.0.0dev0|>=2.0.0"),
    ],
)  # fmt: skip
def test_ranges_are_written_as_people_would(specifier, spec):
    assert match_spec("p", SpecifierSet(specifier)) == spec


@pytest.mark.parametrize(
    "specifier",
    ["===1.0", "===whatever", "==1.0+cu118", "!=1.0+cu118", "<=1.0rc1", "<=1.0.post1",
     "<1.0.post1", ">=1,<1.0.post1", ">=99999999999999999999", "==1.*,===1.0",
     "==1.99999999999999999999.*", "==1.0rc99999999999999999999"],
)  # fmt: skip
def test_what_conda_cannot_express_stays_with_pip(specifier):
    assert match_spec("p", SpecifierSet(specifier)) is None


def test_a_range_that_is_too_long_to_read_stays_with_pip():
    assert match_spec("p", SpecifierSet(",".join(f"!=1.{n}.7" for n in range(100)))) is None


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("<2.0rc1", "2.0b1"),
        (">2.0rc1", "2.0rc2"),
        (">=2.0rc1", "2.0.0rc2"),
        (">=2.0.dev3", "2.0.0.dev4"),
        (">=2.0.dev3", "2.0a1"),
        (">=2.0.post1", "2.0.0.post2"),
    ],
)
def test_where_the_orders_differ_conda_takes_less(specifier, version):
    """The list in the docstring of `match_spec`: when conda can do better, shorten both."""
    assert pip_takes(specifier, version)
    assert not conda_takes(match_spec("p", SpecifierSet(specifier)), version)


def test_a_post_release_that_is_far_shorter_than_the_releases_is_late_as_always_for_conda():
    assert conda_takes(match_spec("p", SpecifierSet(">=1.0.3")), "1.post1")
    assert not pip_takes(">=1.0.3", "1.post1")


def test_the_pre_release_that_was_named_is_taken():
    for version in ["2.0.0rc1", "2.0.0rc2", "2.0.0", "2.1.0a1"]:
        assert conda_takes(match_spec("p", SpecifierSet(">=2.0.0rc1")), version)


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        ("", ""),
        ("*", ""),
        (">=1.2,<2", ">=1.2,<2"),
        (">=1.2, <2", ">=1.2,<2"),
        ("1.2.*", "==1.2.*"),
        ("=1.2", "==1.2.*"),
        ("=1.2.*", "==1.2.*"),
        ("==1.2", "==1.2"),
        ("1.2", "==1.2"),
        ("!=1.2", "!=1.2"),
        ("!=1.2.*", "!=1.2.*"),
        ("~=1.4.2", "~=1.4.2"),
        (">=1.2.*", ">=1.2"),
        (">=3.12,<3.13.0a0", ">=3.12,<3.13.0a0"),
        (">=1.26,<2dev0", ">=1.26,<2.dev0"),
        ("1!2.0", "==1!2.0"),
    ],
)
def test_simple_conda_ranges_can_be_told_to_pip(conda, pip):
    assert specifier_of(conda) == SpecifierSet(pip)


@pytest.mark.parametrize(
    "conda",
    ["1.2|1.3", "(>=1,<2)", "1.2*", "^1.*$", "<2.*", ">1.2.*", "2.0 1", "9e_", "=2025b.x", ",",
     "~=1", "1.2,,<2", "=>1", ">=", "!=1.0.post*", "a.b", "é"],
)  # fmt: skip
def test_other_conda_ranges_are_not_told_to_pip(conda):
    assert specifier_of(conda) is None


@given(ranges(), RELEASES)
@settings(max_examples=500, deadline=None)
def test_what_conda_was_asked_for_comes_back_to_pip_unchanged(specifier, version):
    spec = match_spec("p", SpecifierSet(specifier))
    back = specifier_of(spec.removeprefix("p"))
    assert back is None or back.contains(version) == SpecifierSet(specifier).contains(version)


@given(st.text(max_size=30))
def test_no_text_breaks_the_way_back(text):
    found = specifier_of(text)
    assert found is None or all(Version(each.version.removesuffix(".*")) for each in found)
