import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_envmgr.engine.specs import parse
from jupyter_envmgr.errors import BadSpecError


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("numpy", "numpy"),
        (" Pandas ", "pandas"),
        ("python=3.12", "python 3.12.*"),
        ("python 3.12", "python ==3.12"),
        ("numpy>=1.26,<2", "numpy >=1.26,<2"),
        ("numpy >=1 , <2", "numpy >=1,<2"),
        ("requests==2.31.0", "requests ==2.31.0"),
        ("conda-forge::numpy", "conda-forge::numpy"),
        ("numpy=1.26=py312_0", "numpy ==1.26 py312_0"),
        ("_libgcc_mutex", "_libgcc_mutex"),
        ("numpy=1.26.*", "numpy 1.26.*"),
        ("numpy =1.26.*", "numpy 1.26.*"),
        ("numpy==1.26.*", "numpy 1.26.*"),
        ("numpy>=1.26.*", "numpy >=1.26"),
        ("numpy=1.*", "numpy 1.*"),
        ("python=3.11.*=*_cpython", "python 3.11.* *_cpython"),
        ("libblas=*=*mkl", "libblas * *mkl"),
        ("blas=*=openblas", "blas * openblas"),
        ("numpy 1.26.* py312_0", "numpy 1.26.* py312_0"),
    ],
)
def test_what_people_type_is_understood(text, meaning):
    assert str(parse(text)) == meaning


@pytest.mark.parametrize(
    "text",
    ["", " ", "panda s==", "--channel=x", "-c", "numpy >1 <2", "pip: requests", "*", "py*", "a/b",
     "numpy==", "é", "https://a/b.conda", "file:///a/b-1-0.conda", "https://h/c::numpy", "a b c d",
     "a" * 501, 'x; python_version < "3"', "\x00"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_hint(text):
    with pytest.raises(BadSpecError) as refused:
        parse(text)
    assert refused.value.hint
    assert len(refused.value.message) < 400


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text):
    try:
        parse(text)
    except BadSpecError:
        pass


@pytest.mark.parametrize("text", ["numpy>=1.0,==1.26.*", "numpy >=1.0, ==1.26.*"])
def test_a_star_after_a_comma_is_not_lost(text):
    assert str(parse(text).version) == ">=1.0,1.26.*"
