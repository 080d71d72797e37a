"""Environments made by hand: records as conda writes them, distributions as pip does."""

import base64
import hashlib
import json
import os
from pathlib import Path

SITE = "lib/python3.12/site-packages"
PYTHON = "3.12.4"


class Made:
    """An environment with Python 3.12, to which packages are added."""

    def __init__(self, prefix):
        self.prefix = Path(prefix)
        (self.prefix / "conda-meta").mkdir(parents=True)
        (self.prefix / SITE).mkdir(parents=True)
        self.conda("python", PYTHON, files={"bin/python": "#!/bin/sh\n"})
        (self.prefix / "bin/python").chmod(0o755)

    def conda(
        self, name, version="1.0", *, files=None, depends=(), constrains=(), build="0",
        channel="conda-forge", subdir="linux-64", project=None, requires=(), short=False,
    ):  # fmt: skip
        """Install a conda package; with ``project`` it brings a distribution."""
        files = dict(files or {})
        if project:
            info = f"{SITE}/{project}-{version}.dist-info"
            files |= {f"{info}/METADATA": metadata(project, version, requires)}
            files |= {f"{info}/INSTALLER": "conda\n", f"{info}/RECORD": ""}
        entries = []
        for path, text in files.items():
            content = self.write(path, text)
            shown = short_path(path) if short else path
            digest = hashlib.sha256(content).hexdigest()
            entries.append({"_path": shown, "path_type": "hardlink", "sha256": digest})
        record = {
            "name": name,
            "version": version,
            "build": build,
            "build_number": 0,
            "channel": f"https://channels.example/{channel}/{subdir}",
            "subdir": subdir,
            "depends": list(depends),
            "constrains": list(constrains),
            "files": list(files),
            "paths_data": {"paths": entries, "paths_version": 1},
        }
        path = self.prefix / f"conda-meta/{name}-{version}-{build}.json"
        path.write_text(json.dumps(record, indent=2))
        return self

    def pip(self, name, version="1.0", *, files=None, requires=(), installer="pip"):
        info = f"{SITE}/{name.replace('-', '_')}-{version}.dist-info"
        files = {f"{SITE}/{name.replace('-', '_')}.py": "", **(files or {})}
        files |= {f"{info}/METADATA": metadata(name, version, requires)}
        files |= {f"{info}/INSTALLER": f"{installer}\n"}
        rows = []
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(self.write(path, text)).digest())
            place = os.path.relpath(path, SITE).replace(os.sep, "/")
            rows.append(f"{place},sha256={digest.decode().rstrip('=')},{len(text)}")
        record = f"{info}/RECORD"
        self.write(record, "\n".join([*rows, f"{os.path.relpath(record, SITE)},,", ""]))
        return self

    def kernel(self, content, name="python3"):
        text = content if isinstance(content, str) else json.dumps(content)
        self.write(f"share/jupyter/kernels/{name}/kernel.json", text)
        return self

    def write(self, path, text):
        file = self.prefix / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return text.encode()


def short_path(path):
    """As conda records a file of a package for every platform: as it is in the archive."""
    modules = path.partition("site-packages/")[2]
    return f"site-packages/{modules}" if modules else path.replace("bin/", "python-scripts/")


def metadata(name, version, requires):
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    return "\n".join([*lines, *(f"Requires-Dist: {each}" for each in requires), "", "About it.\n"])
