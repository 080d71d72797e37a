"""One Jupyter server for all tests of the magic, with an environment that has only ipykernel."""

from __future__ import annotations

import pytest

from tests.magic.server import jupyter_server


@pytest.fixture(scope="session")
def settings(tmp_path_factory, channel, package_cache):
    """Variables of a machine with the channel on disk, and an envs folder of its own."""
    folder = tmp_path_factory.mktemp("magic")
    (folder / "envs").mkdir()
    condarc = folder / "condarc"
    text = f"channels:\n  - {channel.as_uri()}\nenvs_dirs:\n  - {folder / 'envs'}\n"
    condarc.write_text(text, encoding="utf-8")
    return {
        "CONDARC": str(condarc),
        "RATTLER_CACHE_DIR": str(package_cache),
        "UV_CACHE_DIR": str(package_cache / "uv"),
        "UV_NO_INDEX": "1",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(channel / "wheels"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_FIND_LINKS": str(channel / "wheels"),
    }


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory, settings):
    with jupyter_server(tmp_path_factory.mktemp("home"), settings) as server:
        yield server


@pytest.fixture(scope="session")
def bare(jupyter):
    """An environment with ipykernel, and nothing of ours."""
    return jupyter.create("bare", "python=3.12")


@pytest.fixture(scope="session")
def kernel(jupyter, bare):
    """One that nobody changes the environment of."""
    with jupyter.kernel("conda-env-bare-py") as kernel:
        yield kernel
