"""The machine, the system and the versions of every library that took part."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["cores", "machine", "versions"]

PACKAGES = (
    *("tambon_gis", "duckdb", "polars", "pyspark", "sedonadb", "pandas", "numpy", "pyarrow"),
    *("geopandas", "shapely", "pyogrio", "scipy", "libpysal", "esda", "numba", "mpitb"),
    *("fastexcel", "openpyxl", "folium", "mapclassify", "typer", "sqlglot", "pydantic"),
)


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    import psutil

    return {
        "Processor": f"{_processor()}, {cores()} cores to use",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Java": _java(),
    }


def versions() -> dict[str, str]:
    """Version of each library; those that are not installed are told too."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _processor() -> str:
    """The name of the processor."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _java() -> str:
    """The first line of what Java says of itself."""
    try:
        said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return said.stderr.splitlines()[0]
