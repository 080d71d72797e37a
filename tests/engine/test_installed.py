import asyncio
import json
import os

import pytest
from rattler import install

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.engine.installed import installed
from jupyter_envmgr.errors import UnreadableError


def build(prefix, *specs):
    async def work():
        engine = Engine(Condarc.load)
        await engine.install(await engine.solve(specs), prefix, prefix, lambda _progress: None)
        await asyncio.sleep(0.05)

    asyncio.run(work())


def as_conda_writes(prefix, name):
    """Turn a record of a noarch Python package into what conda would have written."""
    path = next(prefix.glob(f"conda-meta/{name}-*.json"))
    record = json.loads(path.read_text())
    for entry in record["paths_data"]["paths"]:
        entry["_path"] = (
            "site-packages/" + entry["_path"].partition("site-packages/")[2]
            if "site-packages/" in entry["_path"]
            else "python-scripts/" + entry["_path"].removeprefix("bin/")
        )
    path.write_text(json.dumps(record))


@pytest.mark.parametrize("writer", ["rattler", "conda"])
def test_removing_a_noarch_package_leaves_nothing_of_it(machine, tmp_path, writer):
    prefix = tmp_path / "env"
    build(prefix, "python", "envmgr-library=1")
    record = next(prefix.glob("conda-meta/envmgr-library-*.json"))
    files = json.loads(record.read_text())["files"]
    assert all((prefix / file).exists() for file in files)
    if writer == "conda":
        as_conda_writes(prefix, "envmgr-library")

    async def remove():
        records = installed(prefix)
        keep = [each for each in records if each.name.normalized != "envmgr-library"]
        await install(keep, prefix, installed_packages=records, show_progress=False)
        await asyncio.sleep(0.05)

    asyncio.run(remove())
    assert [file for file in files if (prefix / file).exists()] == []
    assert (prefix / "bin/python").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"paths_data": {"paths": [{}]}}', '{"name": 3}', "[" * 100_000]
)
def test_a_damaged_record_is_named(machine, tmp_path, text):
    (tmp_path / "conda-meta").mkdir()
    (tmp_path / "conda-meta/broken-1.0-0.json").write_text(text)
    with pytest.raises(UnreadableError) as damaged:
        installed(tmp_path)
    assert "broken-1.0-0.json" in damaged.value.message


@pytest.mark.parametrize("where", ["files", "paths"])
@pytest.mark.parametrize("path", ["../precious", "a/../../precious", "/precious", "C:/x", "..\\x"])
def test_a_record_that_lists_what_is_outside_is_damaged(machine, tmp_path, path, where):
    prefix = tmp_path / "env"
    build(prefix, "envmgr-versions=1")
    file = next(prefix.glob("conda-meta/envmgr-versions-*.json"))
    record = json.loads(file.read_text())
    record["files"].append("share/not..outside")
    assert installed_with(file, record, prefix)
    if where == "files":
        record["files"].append(path)
    else:
        record["paths_data"]["paths"][0]["_path"] = path
    with pytest.raises(UnreadableError, match="outside of the environment") as damaged:
        installed_with(file, record, prefix)
    assert damaged.value.details["path"] == str(file)


def installed_with(file, record, prefix):
    file.write_text(json.dumps(record))
    return installed(prefix)


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files")
@pytest.mark.timeout(60)
def test_a_record_that_is_no_file_is_named(tmp_path):
    (tmp_path / "conda-meta").mkdir()
    os.mkfifo(tmp_path / "conda-meta/pipe-1.0-0.json")
    with pytest.raises(UnreadableError, match=r"pipe-1\.0-0\.json"):
        installed(tmp_path)
