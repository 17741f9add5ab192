"""The machine and the packages that the numbers depend on."""

import importlib.metadata
import importlib.util
import os
import platform
import re
from datetime import date
from pathlib import Path

from threadpoolctl import threadpool_info


def there(package: str) -> bool:
    """Whether a peer is installed."""
    return importlib.util.find_spec(package) is not None


def facts(threads: int) -> dict:
    """What the numbers depend on."""
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    packages = ("numpy", "torch", "scikit-learn", "jax")
    versions = {}
    for package in packages:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
        "blas": ", ".join(
            f"{pool['internal_api']} {pool['version']}, {pool.get('architecture', '?')} kernels"
            for pool in blas
        ),
        "date": date.today().isoformat(),
    }


def processor() -> str:
    """Its name, as the system calls it."""
    try:
        text = Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*: (.*)", text)[1]
    except (OSError, TypeError):
        return platform.processor() or "unknown"
