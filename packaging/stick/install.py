"""Puts the program of this stick on the computer and opens its page. Needs Python, no internet.

Nothing is asked of the network: all wheels lie beside this file, and each is compared with its
checksum. The program goes to a folder of the user (no administrator), or with ``--here`` to the
stick. An installation that was stopped is made anew; one that is there is used.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
#: Written last: without it, an installation is not whole.
READY = "ready.txt"
NAME = "tambon-gis"
PROJECTS = "โครงการตำบล"
SUMS = "SHA256SUMS.txt"
_PROGRAM = "from tambon_gis.cli import main; main()"

TELLS = {
    "old": ("Python {found} ใช้กับชุดนี้ไม่ได้ ใช้ได้: {known} (64 บิต)",
            "Python {found} does not suit this bundle; it has: {known} (64 bit)"),
    "install": ("กำลังติดตั้งลงใน {place} ใช้เวลาไม่กี่นาที อย่าเพิ่งปิดหน้าต่าง",
                "Installing into {place}: a few minutes, please leave this window open"),
    "busy": ("กำลังติดตั้งอยู่ในอีกหน้าต่างหนึ่ง รอให้เสร็จก่อน",
             "Another window is installing; wait until it is done"),
    "failed": ("ติดตั้งไม่สำเร็จ ไฟล์ในแฟลชไดรฟ์อาจคัดลอกมาไม่ครบ ให้คัดลอกใหม่ แล้วลองอีกครั้ง",
               "The installation failed. Files may be damaged: copy the bundle again and retry"),
    "wrong": ("ไฟล์ไม่ครบหรือถูกแก้: {names}", "Missing or changed files: {names}"),
    "whole": ("ไฟล์ครบและตรงทุกไฟล์ ({n} ไฟล์)", "All {n} files are whole"),
    "done": ("ติดตั้งเสร็จแล้ว", "Installed"),
    "room": ("ที่ว่างไม่พอใน {place} ต้องการอย่างน้อย {need} MB",
             "Not enough room in {place}: {need} MB are needed"),
    "next": ("ครั้งต่อไปเปิดได้จาก {path} โดยไม่ต้องใช้แฟลชไดรฟ์",
             "From now on {path} opens the page without the stick"),
    "open": ("โครงการอยู่ใน {place} กำลังเปิดหน้าทำงาน ปิดหน้าต่างนี้เมื่อเลิกใช้",
             "Projects lie in {place}. The page opens; close this window when you are done"),
}  # fmt: skip
#: Bytes that an installed program takes, for each byte of its wheels.
GROWTH = 3


def tell(what: str, **facts: object) -> None:
    """Say a sentence in both languages."""
    for line in TELLS[what]:
        print(line.format(**facts), flush=True)


def target(built: str = sysconfig.get_platform(), machine: str = platform.machine()) -> str:
    """The name of this kind of computer with this Python, as the files of the bundle have it."""
    named = {"win-amd64": "windows", "linux-x86_64": "linux"}.get(built, built)
    if built.startswith("macosx"):  # one Python may be built for both kinds of Mac
        named = f"macos-{machine}"
    return f"{named}-{sys.version_info[0]}.{sys.version_info[1]}"


def wanted(name: str) -> Path | None:
    """The list of wheels of this kind of computer; none for a Python of 32 bit."""
    path = HERE / "requirements" / f"{name}.txt"
    return path if path.is_file() and sys.maxsize > 2**32 else None


def known() -> str:
    """Pythons of this system that the bundle has wheels for."""
    mine = target().rpartition("-")[0]
    every = sorted(one.stem for one in (HERE / "requirements").glob("*.txt"))
    return ", ".join(one.rpartition("-")[2] for one in every if one.startswith(mine + "-")) or "-"


def own_folder() -> Path:
    """Where this user's programs lie; nobody has to be asked."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / NAME
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / NAME


def python_of(env: Path) -> Path:
    """The Python of an environment."""
    return env / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one who installs; the lock of a window that was closed is free."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "installing.lock").open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            tell("busy")
            raise SystemExit(4) from None
        yield


def install(listed: Path, folder: Path) -> Path:
    """An environment with the program: the one that is there, or a new one."""
    text = listed.read_bytes()
    env = folder / f"{listed.stem}-{hashlib.sha256(text).hexdigest()[:12]}"
    with alone(folder):
        if _stands(env):
            return env
        names = {line.split("==")[0] for line in text.decode().splitlines()}
        wheels = [one for one in (HERE / "wheels").glob("*.whl")
                  if one.name.split("-")[0].replace("_", "-").lower() in names]  # fmt: skip
        need = GROWTH * sum(one.stat().st_size for one in wheels)
        if shutil.disk_usage(folder).free < need:
            tell("room", place=folder, need=need // 2**20)
            raise SystemExit(5)
        tell("install", place=env)
        shutil.rmtree(env, ignore_errors=True)
        venv.EnvBuilder(with_pip=False, symlinks=sys.platform != "win32").create(env)
        _filled(env, listed)
        (env / READY).write_text(target(), "utf-8")
        tell("done")
    return env


def _stands(env: Path) -> bool:
    """Whether an installation is whole, and the Python that it was made with still there."""
    told = env / "pyvenv.cfg"
    if not (env / READY).is_file() or not told.is_file():
        return False
    lines = (line.partition("=") for line in told.read_text("utf-8").splitlines())
    said = {name.strip(): value.strip() for name, _, value in lines}
    return python_of(env).exists() and Path(said.get("home", "?")).is_dir()


def _filled(env: Path, listed: Path) -> None:
    """Put the wheels in, by the pip of the bundle: no setting of this computer has a say."""
    pip = next((HERE / "wheels").glob("pip-*.whl"))
    options = ["--isolated", "--disable-pip-version-check", "--no-cache-dir", "--quiet"]
    options += ["--no-compile"]  # Python compiles what is used, when it is first used
    source = ["--no-index", "--find-links", str(HERE / "wheels"), "--require-hashes"]
    line = [str(python_of(env)), f"{pip}/pip", "install", *options, *source, "-r", str(listed)]
    done = subprocess.run(line, check=False).returncode == 0
    tried = [str(python_of(env)), "-c", _PROGRAM, "--help"]
    if not done or subprocess.run(tried, stdout=subprocess.DEVNULL, check=False).returncode:
        shutil.rmtree(env, ignore_errors=True)
        tell("failed")
        raise SystemExit(6)


def check() -> int:
    """Compare every file with its checksum."""
    lines = (HERE / SUMS).read_text("utf-8").splitlines()
    wrong = []
    for line in lines:
        digest, _, name = line.partition("  ")
        path = HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    if wrong:
        tell("wrong", names=", ".join(wrong))
    else:
        tell("whole", n=len(lines))
    return 1 if wrong else 0


def projects() -> Path:
    """Where projects lie: on the stick where its folder is there, else with the user."""
    named = os.environ.get("TAMBON_GIS_PROJECTS")
    if named:
        return Path(named)
    beside = HERE / PROJECTS
    return beside if beside.is_dir() else Path.home() / PROJECTS


def opened(env: Path, words: list[str]) -> int:
    """Open the page until the window is closed."""
    place = projects()
    place.mkdir(parents=True, exist_ok=True)
    program = [str(python_of(env)), "-c", _PROGRAM]
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    if env.parent == own_folder():
        made = subprocess.run([*program, "starter", str(place)], env=surroundings, check=False,
                              stdout=subprocess.DEVNULL)  # fmt: skip
        if made.returncode == 0:
            tell("next", path=place)
    tell("open", place=place)
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.run(
            [*program, "serve", str(place), *words], env=surroundings, check=False
        ).returncode
    return 0


def main() -> int:
    """Install where that is needed, then open the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--here", action="store_true", help="install on the stick itself")
    asked.add_argument("--only-install", action="store_true", help="do not open the page")
    asked.add_argument("--check", action="store_true", help="only compare the files")
    asked.add_argument("--no-browser", action="store_true", help="only tell the address")
    said = asked.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if said.check:
        return check()
    listed = wanted(target())
    if listed is None:
        tell("old", found=".".join(map(str, sys.version_info[:2])), known=known())
        return 3
    env = install(listed, HERE / "program" if said.here else own_folder())
    if said.only_install:
        return 0
    return opened(env, ["--no-browser"] if said.no_browser else [])


if __name__ == "__main__":
    raise SystemExit(main())
