"""The folder that uv runs in."""

import os
import subprocess
import sys

import pytest

FOLDER = """
import os, sys
from jupyter_envmgr.engine.pip.uv import uv_in_folder
from jupyter_envmgr.threads import Stop
with uv_in_folder({}, Stop()) as uv:
    uv.write("requirements.txt", ["--index-url http://me:hunter2@127.0.0.1/simple"])
    print(uv.folder, flush=True)
    if sys.argv[1] == "die":
        os.kill(os.getpid(), 9)
    sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="nobody is killed so there")
def test_what_a_killed_server_left_is_swept_and_what_is_in_use_stays(tmp_path):
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    def start(how):
        command = [sys.executable, "-c", FOLDER, how]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True)
        return process, tmp_path / process.stdout.readline().strip()

    with start("live")[0] as live:
        died, left = start("die")
        with died:
            assert died.wait() == -9
        assert (left / "requirements.txt").exists()
        others = [path for path in tmp_path.iterdir() if path != left]
        mine = tmp_path / "envmgr-uv-mine"
        mine.mkdir()
        with start("live")[0] as later:
            assert not left.exists()
            assert all(path.exists() for path in [*others, mine])
            later.communicate("")
        live.communicate("")
    assert list(tmp_path.iterdir()) == [mine]
