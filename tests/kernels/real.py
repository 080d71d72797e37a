"""A real environment with a real kernel, from the channel on disk."""

import asyncio

from rattler import Gateway, VirtualPackage, install, solve


def make_real_environment(prefix, channel, cache):
    """Python, ipykernel and a package with activation scripts."""
    asyncio.run(_make(prefix, channel, cache))
    return prefix


async def _make(prefix, channel, cache):
    records = await solve(
        [channel.as_uri()],
        ["python", "ipykernel", "envmgr-activate"],
        gateway=Gateway(cache_dir=cache / "repodata"),
        virtual_packages=VirtualPackage.detect(),
    )
    await install(records, target_prefix=prefix, cache_dir=cache / "pkgs")
    await asyncio.sleep(0.05)  # engine.md, fact 7: pyo3-async-runtimes#40
