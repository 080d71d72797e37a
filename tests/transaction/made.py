"""Small environments made by hand, the way rattler and conda record them, with a pip layer."""

import base64
import hashlib
import json
import os
import py_compile
from pathlib import Path

SITE = "lib/python3.12/site-packages"
ROOM = 255


class Made:
    """An environment under construction."""

    def __init__(self, prefix):
        self.prefix = Path(prefix)
        (self.prefix / "conda-meta").mkdir(parents=True)

    def write(self, path, content, mode=0o644):
        """Write a file; ``@`` in a text is the prefix."""
        if isinstance(content, str):
            content = content.replace("@", str(self.prefix)).encode()
        file = self.prefix / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)
        return content

    def packed_string(self, template):
        """A string of a binary with the prefix in a placeholder of ROOM bytes."""
        old = os.fsencode(self.prefix)
        string = template.replace(b"@", old)
        return string + b"\0" * ((ROOM - len(old)) * template.count(b"@") + 1)

    def record(self, name, paths, files=None):
        content = {
            "name": name,
            "version": "1.0",
            "build": "0",
            "files": files or [path["_path"] for path in paths],
            "paths_data": {"paths": paths, "paths_version": 1},
            "extracted_package_dir": f"{self.prefix}-cache/{name}-1.0-0",
        }
        self.write(f"conda-meta/{name}-1.0-0.json", json.dumps(content, indent=2).encode())

    def packed(self, path, content, *, mode=0o644, binary=False, short=None):
        """Write a file whose package has a placeholder in it, and give its entry."""
        content = self.write(path, content, mode)
        return {
            "_path": short or path,
            "path_type": "hardlink",
            "sha256": sha("as packed: " + path),
            "sha256_in_prefix": sha(content),
            "file_mode": "binary" if binary else "text",
            "prefix_placeholder": "/placehold" + "_" * (ROOM - 10),
        }

    def plain(self, path, content, *, mode=0o644, kind="hardlink", short=None):
        content = self.write(path, content, mode)
        return {"_path": short or path, "path_type": kind, "sha256": sha(content)}

    def pip(self, name, files):
        """Install a pip package: its files, by their path in the environment."""
        info = f"{SITE}/{name}-1.0.dist-info"
        rows = []
        for path, content in {**files, f"{info}/METADATA": f"Name: {name}\n"}.items():
            data = self.write(path, content, 0o755 if path.startswith("bin/") else 0o644)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
            relative = os.path.relpath(path, SITE)
            quoted = f'"{relative}"' if "," in relative else relative
            rows.append(f"{quoted},sha256={digest.decode()},{len(data)}")
        self.write(f"{info}/RECORD", "\n".join([*rows, f"{name}-1.0.dist-info/RECORD,,", ""]))


def sha(content):
    content = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()


def make(prefix, *, short_records):
    """Make an environment of three conda packages, three pip packages and the user's files.

    ``short_records``: noarch Python files are recorded as conda does it, ``site-packages/…``.
    """
    made = Made(prefix)
    program = b"\x7fELF\0" + made.packed_string(b"@/lib:@/x") + b"end\0"
    script = "#!@/bin/sh\necho @\n"
    made.record(
        "base",
        [
            made.packed("bin/tool", program, mode=0o755, binary=True),
            made.packed("bin/script", script, mode=0o755),
            made.packed("etc/conda/activate.d/a.sh", "export A='@/share'\n"),
            made.plain("lib/libz.so.1", b"\0" * 100),
            {"_path": "lib/libz.so", "path_type": "softlink"},
            made.plain("include/only.h", "@ stands here for another reason\n"),
            made.plain("bin/entry", "#!@/bin/python\n", mode=0o755, kind="unix_python_entry_point"),
        ],
    )
    (made.prefix / "lib/libz.so").symlink_to("libz.so.1")
    library = f"{SITE}/library/where.py"
    made.write(library, "WHERE = '@'\n")
    compiled = f"{SITE}/library/__pycache__/where.cpython-312.pyc"
    py_compile.compile(str(made.prefix / library), cfile=str(made.prefix / compiled), doraise=True)
    paths = [
        made.packed(library, "WHERE = '@'\n", short="site-packages/library/where.py"),
        made.plain(f"{SITE}/library/__init__.py", "", short="site-packages/library/__init__.py"),
        made.packed("bin/helper", script, mode=0o755, short="python-scripts/helper"),
    ]
    files = [library, f"{SITE}/library/__init__.py", "bin/helper", compiled]
    if not short_records:
        for path, file in zip(paths, files, strict=False):
            path["_path"] = file
    made.record("library", paths, files)
    made.pip("hello", {"bin/hello": script, f"{SITE}/hello,world.py": "print('hello')\n"})
    made.pip(
        "mine",
        {
            f"{SITE}/mine.pth": "@/src/mine\n",
            f"{SITE}/mine-1.0.dist-info/direct_url.json": '{"url": "file://@/src/mine"}',
            f"{SITE}/__editable___mine_finder.py": "MAPPING = {'mine': '@/src/mine'}\n",
        },
    )
    made.write("share/jupyter/kernels/mine/kernel.json", '{"argv": ["@/bin/python"]}')
    made.write("notes.txt", "the user's own\n")
    made.write("conda-meta/history", "==> 2026-01-01 00:00:00 <==\n# cmd: create\n")
    made.write("conda-meta/state", '{"env_vars": {"DATA": "@/data"}}')
    made.write("conda-meta/envmgr/environment.yml", "dependencies: []\n")
    return made
