"""Printed as JSON: what the Python that runs this file knows about itself.

Runs in interpreters that have nothing but their standard library, so it imports nothing else.
"""

import json
import os
import platform
import sys
import sysconfig
from pathlib import Path


def facts() -> dict[str, object]:
    """The interpreter's version, places and PEP 508 marker values."""
    implementation = sys.implementation
    version = platform.python_version()
    short = ".".join(platform.python_version_tuple()[:2])
    return {
        "version": version,
        "short": short,
        "implementation": implementation.name,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "machine": platform.machine(),
        "executable": str(Path(getattr(sys, "_base_executable", sys.executable)).resolve()),
        "prefix": sys.base_prefix,
        "stdlib": str(Path(os.__file__).resolve().parent),
        "include": sysconfig.get_path("include"),
        "shared": bool(sysconfig.get_config_var("Py_ENABLE_SHARED")),
        "libdir": sysconfig.get_config_var("LIBDIR") or "",
        "library": sysconfig.get_config_var("INSTSONAME") or "",
        "source": sysconfig.get_config_var("abs_srcdir") or "",
        "glibc": platform.libc_ver()[1] if platform.libc_ver()[0] == "glibc" else "",
        "markers": {
            "implementation_name": implementation.name,
            "implementation_version": version,
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_release": platform.release(),
            "platform_system": platform.system(),
            "platform_version": platform.version(),
            "python_full_version": version,
            "platform_python_implementation": platform.python_implementation(),
            "python_version": short,
            "sys_platform": sys.platform,
        },
    }


if __name__ == "__main__":
    print(json.dumps(facts()))
