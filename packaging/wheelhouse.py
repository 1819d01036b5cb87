"""Wheelhouse: wheels for another system and Python, complete by that system's own conditions.

``pip download --platform`` looks at the tags of the other system, but at the conditions of
requirements (``colorama; sys_platform == "win32"``) with the eyes of the Python that runs it. So
what it gathered is gone through again with the other system's eyes, and what is missing is gathered
too.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["SYSTEMS", "Lack", "System", "Target", "Wheel", "gather", "needed", "requirements"]

#: Rounds of gathering what only the other system needs.
ROUNDS = 6
_LINUX = tuple(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 24, 17, 12, 5))


class Lack(Exception):  # noqa: N818 - what an index does not have is no fault of the script
    """Something that a target needs and that could not be gathered."""


@dataclass(frozen=True)
class System:
    """
    A kind of computer.

    Parameters
    ----------
    platforms : tuple[str, ...]
        Tags of its wheels.
    marks : Mapping[str, str]
        What conditions of requirements see there.
    """

    platforms: tuple[str, ...]
    marks: Mapping[str, str]


def _marks(sys_platform: str, os_name: str, system: str, machine: str) -> dict[str, str]:
    """What conditions of requirements see."""
    return {
        "sys_platform": sys_platform,
        "os_name": os_name,
        "platform_system": system,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


#: Kinds of computers by the name that the starters give them.
SYSTEMS = {
    "windows": System(("win_amd64",), _marks("win32", "nt", "Windows", "AMD64")),
    "linux": System(_LINUX, _marks("linux", "posix", "Linux", "x86_64")),
    "macos-arm64": System(("macosx_14_0_arm64",), _marks("darwin", "posix", "Darwin", "arm64")),
    "macos-x86_64": System(("macosx_14_0_x86_64",), _marks("darwin", "posix", "Darwin", "x86_64")),
}


@dataclass(frozen=True)
class Target:
    """A kind of computer with a Python, ``3.12`` for example."""

    system: str
    python: str

    def __str__(self) -> str:
        """Its name in file names."""
        return f"{self.system}-{self.python}"

    @property
    def marks(self) -> dict[str, str]:
        """What conditions of requirements see there."""
        full = f"{self.python}.0"
        version = {"python_version": self.python, "python_full_version": full,
                   "implementation_version": full}  # fmt: skip
        return {**SYSTEMS[self.system].marks, **version}

    @property
    def options(self) -> list[str]:
        """What pip is told of it."""
        named = [f"--platform={one}" for one in SYSTEMS[self.system].platforms]
        return [*named, f"--python-version={self.python}", "--implementation=cp"]


@dataclass(frozen=True)
class Wheel:
    """
    A wheel, and what it says of itself.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name, version : str
        Of the package.
    requires : tuple[packaging.requirements.Requirement, ...]
        What it needs.
    """

    path: Path
    name: str
    version: str
    requires: tuple[Requirement, ...] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> Wheel:
        """Read its metadata."""
        name, version, _, _ = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as archive:
            inside = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
            told = BytesHeaderParser().parsebytes(archive.read(inside))
        lines = told.get_all("Requires-Dist") or []
        return cls(path, name, str(version), tuple(Requirement(line) for line in lines))

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def needed(
    roots: Iterable[str], wheels: Mapping[str, Wheel], marks: Mapping[str, str]
) -> tuple[dict[str, Wheel], list[Requirement]]:
    """
    What some requirements need on a computer, as far as it is there.

    Parameters
    ----------
    roots : iterable of str
        Requirements, with extras.
    wheels : Mapping[str, Wheel]
        What is there, by name.
    marks : Mapping[str, str]
        What conditions see on that computer.

    Returns
    -------
    tuple[dict[str, Wheel], list[packaging.requirements.Requirement]]
        Wheels that are needed, and requirements that none of them fulfils.
    """
    waiting = [Requirement(one) for one in roots]
    asked: set[tuple[str, str]] = set()
    found: dict[str, Wheel] = {}
    lacking: dict[str, Requirement] = {}
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        wheel = wheels.get(name)
        if wheel is None or not one.specifier.contains(wheel.version, prereleases=True):
            plain = Requirement(f"{one.name}{one.specifier}")
            lacking.setdefault(str(plain), plain)
            continue
        found[name] = wheel
        for extra in ("", *sorted(one.extras)):
            if (name, extra) in asked:
                continue
            asked.add((name, extra))
            seen = {**marks, "extra": extra}
            waiting += [each for each in wheel.requires
                        if each.marker is None or each.marker.evaluate(seen)]  # fmt: skip
    return found, list(lacking.values())


def gather(roots: list[str], folder: Path, target: Target, own: Wheel) -> dict[str, Wheel]:
    """
    Gather the wheels of a target.

    Parameters
    ----------
    roots : list[str]
        What is wanted, the own wheel by its path.
    folder : pathlib.Path
        Where wheels of all targets lie.
    target : Target
        The computer and its Python.
    own : Wheel
        The project's own wheel.

    Returns
    -------
    dict[str, Wheel]
        By name; everything that is needed there, nothing else.

    Raises
    ------
    Lack
        When the index does not have it all.
    """
    extras = [root.partition("[")[2] for root in roots[:1]]
    asked = [f"{own.name}[{extras[0]}" if extras[0] else own.name, *roots[1:]]
    more: list[str] = []
    mine = folder / str(target)
    for _ in range(ROUNDS):
        _download([*roots, *more], mine, target)
        wheels = _newest(mine)
        found, lacking = needed(asked, wheels, target.marks)
        if not lacking:
            return found
        wanted = [str(one) for one in lacking]
        if set(wanted) <= set(more):
            break
        more += wanted
    raise Lack(", ".join(str(one) for one in lacking))


def _download(wanted: list[str], folder: Path, target: Target) -> None:
    """Ask pip for wheels; it also finds out which versions go together."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:",
               *target.options, "--dest", str(folder), *wanted]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if told.returncode:
        lines = [line for line in told.stderr.splitlines() if line.startswith("ERROR")]
        raise Lack(" ".join(lines[:2]) or told.stderr[-500:])


def _newest(folder: Path) -> dict[str, Wheel]:
    """The wheels of a folder by name; pip leaves one of each."""
    return {one.name: one for one in map(Wheel.read, sorted(folder.glob("*.whl")))}


def requirements(wheels: Mapping[str, Wheel]) -> str:
    """
    Wheels as a file of requirements that accepts these bytes and no others.

    Parameters
    ----------
    wheels : Mapping[str, Wheel]
        By name.

    Returns
    -------
    str
        A line a wheel.
    """
    lines = [f"{one.name}=={one.version} --hash=sha256:{one.sha256}" for one in wheels.values()]
    return "\n".join(sorted(lines)) + "\n"
