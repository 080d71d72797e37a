"""PyPI's names and requirements in conda's words.

Formats: PEP 440 versions and PEP 508 requirements; conda's MatchSpec (CEP 29).
"""

from __future__ import annotations

import re

from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

NAMES = {
    "envmgr-distribution": "envmgr-renamed",
    "ipython-pygments-lexers": "ipython_pygments_lexers",
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "msgpack": "msgpack-python",
    "pure-eval": "pure_eval",
    "stack-data": "stack_data",
    "torch": "pytorch",
    "typing-extensions": "typing_extensions",
    "tzdata": "python-tzdata",
}
"""Where conda-forge's name is not PyPI's, and one that nobody's table can know."""


def conda_name(name: str) -> str:
    canonical = canonicalize_name(name)
    return NAMES.get(canonical, canonical)


def conda_versions(specifiers: SpecifierSet) -> str:
    """``>=1.2,~=2.3`` as ``>=1.2,>=2.3,2.*``; empty where any version will do."""
    return ",".join(sorted((_one(specifier) for specifier in specifiers), reverse=True))


def conda_dependency(requirement: Requirement) -> str:
    """``numpy>=1.26; python_version < "3.12"`` as ``numpy >=1.26``."""
    return f"{conda_name(requirement.name)} {conda_versions(requirement.specifier)}".strip()


def python_dependency(requires_python: str | None) -> str:
    return f"python {conda_versions(SpecifierSet(requires_python or ''))}".strip()


def platform_dependencies(platforms: set[str]) -> list[str]:
    """The virtual packages that a wheel's platform tags ask for (PEP 600 and macOS tags).

    A wheel with several tags runs wherever one of them does, so the oldest counts.
    """
    found: dict[str, list[Version]] = {"__glibc": [], "__osx": []}
    legacy = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}
    for platform in platforms:
        name = platform.split("_", 1)[0]
        match = re.match(r"(manylinux|macosx)_(\d+)_(\d+)_", platform)
        if match:
            virtual = "__osx" if match[1] == "macosx" else "__glibc"
            found[virtual].append(Version(f"{match[2]}.{match[3]}"))
        elif name in legacy:
            found["__glibc"].append(Version(legacy[name]))
    bounds = {"__glibc": ",<3.0.a0", "__osx": ""}
    return [f"{name} >={min(all_)}{bounds[name]}" for name, all_ in found.items() if all_]


def _one(specifier: Specifier) -> str:
    operator, version = specifier.operator, specifier.version
    if operator == "~=":
        release = version.split(".")[:-1]
        return f">={version},{'.'.join(release)}.*"
    if operator in {"==", "==="}:
        return version if version.endswith(".*") else f"=={version}"
    return f"{operator}{version}"
