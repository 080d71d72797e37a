"""A wheel, read: its metadata, and its files where conda wants them.

Formats: the binary distribution format (PEP 427), core metadata, entry points specification.
"""

from __future__ import annotations

import base64
import configparser
import csv
import hashlib
import io
import json
import os
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.channel.write import PLACEHOLDER, File

WINDOWS = os.name == "nt"
SCRIPTS = "Scripts" if WINDOWS else "bin"
INTERPRETER = f"{PLACEHOLDER}/python.exe" if WINDOWS else f"{PLACEHOLDER}/bin/python"


class Wheel:
    """A wheel on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _, self.version, _, self.tags = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as archive:
            self._members = {
                info.filename: info for info in archive.infolist() if not info.is_dir()
            }
            inside = (PurePosixPath(name).parts for name in self._members)
            self._dist_info = next(
                parts[0] for parts in inside if parts[0].endswith(".dist-info") and len(parts) == 2
            )
            self.metadata = Metadata.from_email(self._read(archive, "METADATA"), validate=False)
            self.entry_points = list(_entry_points(self._read(archive, "entry_points.txt")))

    @property
    def name(self) -> str:
        """Normalised as PyPI does."""
        return canonicalize_name(self.metadata.name)

    @property
    def pure(self) -> bool:
        """The same files serve every Python on every platform."""
        return all(tag.abi == "none" and tag.platform == "any" for tag in self.tags)

    @property
    def license(self) -> str:
        """Its SPDX expression, or what older metadata says in its place, if that is one line."""
        if self.metadata.license_expression:
            return self.metadata.license_expression
        text = (self.metadata.license or "").strip()
        named = [c for c in self.metadata.classifiers or [] if c.startswith("License ::")]
        return text if text and "\n" not in text else (named or [""])[0].rsplit(" :: ", 1)[-1]

    @property
    def home(self) -> str:
        urls = self.metadata.project_urls or {}
        return self.metadata.home_page or next(iter(urls.values()), "")

    def requirements(self, markers: dict[str, str], extras: set[str]) -> Iterator[Requirement]:
        """What it needs where ``markers`` hold, with these of its extras."""
        for requirement in self.metadata.requires_dist or []:
            marker = requirement.marker
            choices = ["", *sorted(extras)]
            if marker is None or any(marker.evaluate({**markers, "extra": e}) for e in choices):
                yield requirement

    def files(self, site_packages: str, scripts: str = SCRIPTS) -> Iterator[File]:
        """Its files at their places in a prefix, with INSTALLER and RECORD as conda leaves them."""
        installed: list[File] = []
        skipped = {f"{self._dist_info}/{name}" for name in ("RECORD", "RECORD.jws", "INSTALLER")}
        with zipfile.ZipFile(self.path) as archive:
            for name, info in self._members.items():
                if name not in skipped and not name.endswith(".pyc"):  # packages get their own
                    executable = bool(info.external_attr >> 16 & 0o111)
                    place = self._place(name, site_packages, scripts)
                    data = _absolute(place, archive.read(info), scripts)
                    installed.append(
                        File(place, data, executable or place.startswith(f"{scripts}/"))
                    )
        installed.append(File(f"{site_packages}/{self._dist_info}/INSTALLER", b"conda\n"))
        yield from installed
        # RECORD speaks of a real installation: noarch packages are linked below lib/pythonX.Y.
        depth = site_packages if "/" in site_packages else f"lib/python/{site_packages}"
        yield File(
            f"{site_packages}/{self._dist_info}/RECORD",
            _record(installed, site_packages, depth, f"{self._dist_info}/RECORD"),
        )

    def _read(self, archive: zipfile.ZipFile, name: str) -> bytes:
        member = f"{self._dist_info}/{name}"
        return archive.read(member) if member in self._members else b""

    def _place(self, name: str, site_packages: str, scripts: str) -> str:
        first, _, rest = name.partition("/")
        if not first.endswith(".data"):
            return f"{site_packages}/{name}"
        scheme, _, path = rest.partition("/")
        folders = {"data": "", "scripts": f"{scripts}/", "headers": "include/"}
        return folders.get(scheme, f"{site_packages}/") + path


def _entry_points(text: bytes) -> Iterator[str]:
    """``name = module:function`` for each command."""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    parser.read_string(text.decode())
    for section in ("console_scripts", "gui_scripts"):
        if parser.has_section(section):
            for name, target in parser[section].items():
                yield f"{name} = {target.partition('[')[0].strip()}"


def _absolute(place: str, data: bytes, scripts: str) -> bytes:
    """Scripts and kernels name the environment's own Python, as in conda-forge's packages."""
    if place.startswith(f"{scripts}/") and data.startswith(b"#!python"):
        return f"#!{INTERPRETER}\n".encode() + data.partition(b"\n")[2]
    if posixpath.basename(place) == "kernel.json":
        kernel = json.loads(data)
        if kernel["argv"][0] == "python":
            kernel["argv"][0] = INTERPRETER
            return json.dumps(kernel, indent=1).encode()
    return data


def _record(files: list[File], site_packages: str, depth: str, own: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for file in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.data).digest()).decode().rstrip("=")
        if file.path.startswith(f"{site_packages}/"):
            path = file.path.removeprefix(f"{site_packages}/")
        else:
            target = file.path.replace("python-scripts/", f"{SCRIPTS}/", 1)
            path = posixpath.relpath(target, depth)
        # A file that gets its prefix when it is linked has no digest that would stay true.
        changes = PLACEHOLDER.encode() in file.data
        writer.writerow([path, *(("", "") if changes else (f"sha256={digest}", len(file.data)))])
    writer.writerow([own, "", ""])
    return text.getvalue().encode()
