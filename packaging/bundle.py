"""Bundle: a folder for a USB stick from which the program is installed without internet.

``python packaging/bundle.py --to dist/usb`` gathers wheels for Windows, Linux and macOS from the
package index that pip is set up for, the project's own wheel, requirements with checksums, starters
to double-click and a README in Thai. A target that the index does not have all wheels for is left
out and told, and the command ends with 1. Python itself is no package: its installer for Windows is
added with ``--installer``.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from wheelhouse import SYSTEMS, Lack, Target, Wheel, gather, requirements

REPO = Path(__file__).resolve().parents[1]
STICK = Path(__file__).resolve().parent / "stick"
PYTHONS = ("3.13", "3.12")
EXTRAS = "office"
#: What the project's wheel is made of.
SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "tambon_gis", "data/demo")
#: What is made beside sources, and is none.
LEFT = shutil.ignore_patterns("__pycache__", "maps", "work")
#: File of the bundle -> its source, line ends and mark: Notepad wants one before Thai.
STARTERS = {
    "start.bat": ("start.bat", "\r\n", ""),
    "เริ่ม.bat": ("", "\r\n", ""),
    "start.sh": ("start.sh", "\n", ""),
    "start.command": ("start.sh", "\n", ""),
    "install.py": ("install.py", "\n", ""),
    "อ่านก่อน.txt": ("README.th.txt", "\r\n", "\ufeff"),
    "README.txt": ("README.en.txt", "\r\n", "\ufeff"),
}
CALL = '@"%~dp0start.bat" %*\n'  # without call, which would read a percent sign in a path again
SUMS = "SHA256SUMS.txt"


def own_wheel(folder: Path) -> Wheel:
    """Build the project's wheel from a copy of its sources: nothing is left in the repository."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "source"
        for name in SOURCES:
            source, made = REPO / name, copy / name
            made.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(
                    source, made, ignore=shutil.ignore_patterns("__pycache__", "maps", "work")
                )
            else:
                shutil.copy2(source, made)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", str(copy)]
        subprocess.run([*command, "--wheel-dir", str(folder)], check=True)
    return Wheel.read(next(folder.glob("tambon_gis-*.whl")))


def gathered(
    own: Wheel, targets: list[Target], folder: Path, extras: str
) -> dict[Target, dict[str, Wheel]]:
    """The wheels of each target; what cannot be had is told."""
    found = {}
    for target in targets:
        root = f"{own.path}[{extras}]" if extras else str(own.path)
        try:
            found[target] = gather([root, "pip"], folder, target, own)
        except Lack as lack:
            print(f"{target}: left out, the index lacks: {lack}", flush=True)
            continue
        size = sum(one.path.stat().st_size for one in found[target].values())
        print(f"{target}: {len(found[target])} wheels, {size / 2**20:.0f} MB", flush=True)
    return found


def laid_out(to: Path, found: dict[Target, dict[str, Wheel]], installers: list[Path]) -> None:
    """Write the bundle; wheels that targets share lie there once."""
    (to / "wheels").mkdir(parents=True)
    (to / "requirements").mkdir()
    (to / "python").mkdir()
    for target, wheels in found.items():
        listed = to / "requirements" / f"{target}.txt"
        listed.write_text(requirements(wheels), "utf-8")
    for one in (one for wheels in found.values() for one in wheels.values()):
        place = to / "wheels" / one.path.name
        if not place.exists():
            one.path.rename(place)
    for one in installers:
        shutil.copyfile(one, to / "python" / one.name)
    version = next(iter(found.values()))["tambon-gis"].version
    for name, text in starters(version, list(found)).items():
        path = to / name
        path.write_bytes(text.encode("utf-8"))
        path.chmod(0o755 if name.endswith((".sh", ".command")) else 0o644)
    (to / SUMS).write_text(sums(to), "utf-8")


def starters(version: str, targets: list[Target]) -> dict[str, str]:
    """The files to double-click and to read."""
    pythons = list(dict.fromkeys(one.python for one in targets))
    filled = {
        "@VERSION@": version,
        "@PYTHONS@": " ".join(sorted(pythons, key=_number, reverse=True)),
        "@TARGETS@": ", ".join(map(str, targets)),
    }
    made = {}
    for name, (source, ends, mark) in STARTERS.items():
        text = (STICK / source).read_text("utf-8") if source else CALL
        for key, value in filled.items():
            text = text.replace(key, value)
        made[name] = mark + text.replace("\n", ends)
    return made


def _number(python: str) -> tuple[int, ...]:
    """For sorting: 3.9 is older than 3.12."""
    return tuple(map(int, python.split(".")))


def sums(folder: Path) -> str:
    """Checksums of every file but this list."""
    files = sorted(one for one in folder.rglob("*") if one.is_file() and one.name != SUMS)
    lines = [f"{_digest(one)}  {one.relative_to(folder).as_posix()}" for one in files]
    return "\n".join(lines) + "\n"


def _digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(words: list[str] | None = None) -> int:
    """Make the bundle."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--to", type=Path, required=True, help="folder to make; it may not be there")
    asked.add_argument("--system", action="append", choices=sorted(SYSTEMS), help="default: all")
    asked.add_argument("--python", action="append", help=f"default: {', '.join(PYTHONS)}")
    asked.add_argument("--extras", default=EXTRAS, help=f"optional parts, default: {EXTRAS}")
    asked.add_argument("--wheel", type=Path, help="the project's wheel; built by default")
    installer = "Python's own installer for Windows, python-3.12.x-amd64.exe"
    asked.add_argument("--installer", type=Path, action="append", default=[], help=installer)
    asked.add_argument("--zip", action="store_true", help="also pack the folder")
    said = asked.parse_args(words)
    if said.to.exists():
        asked.error(f"{said.to} is there already")
    targets = [Target(system, python) for system in said.system or SYSTEMS
               for python in said.python or PYTHONS]  # fmt: skip
    said.to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=said.to.parent) as place:
        own = Wheel.read(said.wheel) if said.wheel else own_wheel(Path(place))
        found = gathered(own, targets, Path(place), said.extras)
        if not found:
            return 2
        beside = said.to.with_name(f".{said.to.name}.making")
        shutil.rmtree(beside, ignore_errors=True)
        laid_out(beside, found, said.installer)
        beside.rename(said.to)
    if said.zip:
        shutil.make_archive(str(said.to), "zip", said.to.parent, said.to.name)
    print(f"{said.to}: {len(found)} of {len(targets)} targets")
    return 0 if len(found) == len(targets) else 1


if __name__ == "__main__":
    raise SystemExit(main())
