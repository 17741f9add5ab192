"""The machine and the packages that the numbers depend on."""

import importlib.metadata
import importlib.util
import os
import platform
import re
from datetime import date
from pathlib import Path

from threadpoolctl import threadpool_info

# What changes the kernels, or how many threads use them, where it is set in the environment.
OVERRIDES = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "OPENBLAS_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "BLIS_ARCH_TYPE",
    "MKL_NUM_THREADS",
    "MKL_ENABLE_INSTRUCTIONS",
    "OMP_NUM_THREADS",
)
AT_START = {name: os.environ[name] for name in OVERRIDES if name in os.environ}


def warning(overrides: dict[str, str]) -> str:
    """What to say if the environment decides what the machine should; nothing, if it does not."""
    if not overrides:
        return ""
    names = ", ".join(f"{name}={value}" for name, value in overrides.items())
    unset = " ".join(f"-u {name}" for name in overrides)
    return f"{names} is set: these are NOT the machine's own figures. Measure with: env {unset} …"


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
        "overrides": AT_START,
        "date": date.today().isoformat(),
    }


def processor() -> str:
    """Its name, as the system calls it."""
    try:
        text = Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*: (.*)", text)[1]
    except (OSError, TypeError):
        return platform.processor() or "unknown"
