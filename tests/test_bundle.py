"""The offline bundle: complete for each system by its own conditions; installed from wheels alone.

Windows and macOS are not tried: of their wheels it is shown that none is missing, and of the
``.bat`` that it keeps to what every Windows understands.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPO = Path(__file__).parents[1]
PACKAGING = REPO / "packaging"
HOSTILE = "แฟลช ไดรฟ์ (E) & 100%"


def script(name: str) -> Any:
    """A script of the folder as a module; it is no package."""
    found = importlib.util.spec_from_file_location(Path(name).stem, PACKAGING / name)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def house() -> Any:
    return script("wheelhouse.py")


@pytest.fixture(scope="module")
def bundle(house: Any) -> Any:
    assert house.SYSTEMS
    return script("bundle.py")


def wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    """A wheel of nothing but what it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\n")


@pytest.fixture
def wheels(house: Any, tmp_path: Path) -> Any:
    wheel(
        tmp_path, "own", "1.0", "click>=8", 'plot; extra == "office"', 'old; python_version < "3.9"'
    )
    wheel(tmp_path, "click", "8.1", 'colorama>=0.4; sys_platform == "win32"')
    wheel(tmp_path, "plot", "2.0", "own[more]", 'loop; platform_machine == "arm64"')
    wheel(tmp_path, "stray", "1.0")
    return {one.name: one for one in map(house.Wheel.read, tmp_path.glob("*.whl"))}


@pytest.mark.parametrize(
    ("system", "lacking"),
    [("windows", {"colorama>=0.4"}), ("linux", set()), ("macos-arm64", {"loop"}),
     ("macos-x86_64", set())],
)  # fmt: skip
def test_what_only_another_system_needs_is_seen(
    house: Any, wheels: Any, system: str, lacking: set[str]
) -> None:
    found, missing = house.needed(["own[office]"], wheels, house.Target(system, "3.12").marks)
    assert set(found) == {"own", "click", "plot"}
    assert {str(one) for one in missing} == lacking


@pytest.mark.parametrize(("python", "lacking"), [("3.8", {"old"}), ("3.12", set())])
def test_what_only_another_python_needs_is_seen(
    house: Any, wheels: Any, python: str, lacking: set[str]
) -> None:
    _, missing = house.needed(["own"], wheels, house.Target("linux", python).marks)
    assert {str(one) for one in missing} == lacking


def test_a_version_that_does_not_suit_is_lacking(house: Any, wheels: Any) -> None:
    marks = house.Target("linux", "3.12").marks
    assert [str(one) for one in house.needed(["click>=9"], wheels, marks)[1]] == ["click>=9"]


def test_what_is_lacking_is_gathered_or_told(
    house: Any, wheels: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that has colorama for those who name it, and no loop at all."""

    def download(wanted: list[str], folder: Path, _target: object) -> None:
        for one in tmp_path.glob("*.whl"):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(one, folder)
        if any(one.startswith("colorama") for one in wanted):
            wheel(folder, "colorama", "0.4.6")

    monkeypatch.setattr(house, "_download", download)
    own, roots = wheels["own"], [f"{wheels['own'].path}[office]"]
    found = house.gather(roots, tmp_path / "house", house.Target("windows", "3.12"), own)
    assert set(found) == {"own", "click", "plot", "colorama"}
    with pytest.raises(house.Lack, match="loop"):
        house.gather(roots, tmp_path / "house", house.Target("macos-arm64", "3.12"), own)


def test_requirements_accept_these_bytes_and_no_others(house: Any, wheels: Any) -> None:
    lines = house.requirements(wheels).splitlines()
    digest = hashlib.sha256(wheels["click"].path.read_bytes()).hexdigest()
    assert f"click==8.1 --hash=sha256:{digest}" in lines
    assert len(lines) == len(wheels)


@pytest.fixture
def stick(bundle: Any, house: Any, wheels: Any, tmp_path: Path) -> Path:
    """A bundle of wheels of nothing."""
    own = {**wheels, "tambon-gis": wheels["own"]}
    targets = {house.Target("windows", python): own for python in ("3.9", "3.12")}
    bundle.laid_out(tmp_path / "usb", targets, [])
    return tmp_path / "usb"


def test_the_bat_is_what_every_windows_understands(stick: Path) -> None:
    """ASCII, Windows line ends, paths in quotes, no block that a bracket in a path could end."""
    for name in ("start.bat", "เริ่ม.bat"):
        raw = (stick / name).read_bytes()
        assert raw.isascii()
        assert raw.count(b"\r\n") == raw.count(b"\n")
        for line in raw.decode().splitlines():
            for variable in ("%~dp0", "%HERE%", "%LOCALAPPDATA%"):
                before = line.split(variable)[0]
                assert variable not in line or before.count('"') % 2, line
            assert not line.rstrip().endswith("("), line
    text = (stick / "start.bat").read_text()
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"(?:goto|call :)\s*:?(\w+)", text)) <= labels
    assert "for %%V in (3.12 3.9)" in text
    assert "@PYTHONS@" not in text


def test_every_file_has_its_checksum_and_a_changed_one_is_told(stick: Path) -> None:
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (stick / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    )
    files = {one.relative_to(stick).as_posix() for one in stick.rglob("*") if one.is_file()}
    assert set(listed) == files - {"SHA256SUMS.txt"}

    def checked() -> subprocess.CompletedProcess[str]:
        line = [sys.executable, str(stick / "install.py"), "--check"]
        return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)

    assert checked().returncode == 0
    (stick / "requirements" / "windows-3.12.txt").write_text("evil==1")
    told = checked()
    assert told.returncode == 1
    assert "windows-3.12.txt" in told.stdout


def test_the_readme_is_thai_and_names_what_is_in_it(stick: Path) -> None:
    text = (stick / "อ่านก่อน.txt").read_bytes().decode("utf-8-sig")
    assert "windows-3.9, windows-3.12" in text
    assert "@" not in text


def test_a_python_that_does_not_suit_is_told(stick: Path, tmp_path: Path) -> None:
    line = [sys.executable, str(stick / "install.py"), "--only-install"]
    surroundings = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    told = subprocess.run(
        line, capture_output=True, text=True, encoding="utf-8", env=surroundings, check=False
    )
    assert told.returncode == 3
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("built", "machine", "system"),
    [("win-amd64", "AMD64", "windows"), ("linux-x86_64", "x86_64", "linux"),
     ("macosx-11.0-universal2", "arm64", "macos-arm64"), ("win-arm64", "ARM64", None),
     ("win32", "AMD64", None), ("linux-aarch64", "aarch64", None)],
)  # fmt: skip
def test_the_installer_knows_its_computer_by_the_name_of_the_wheels(
    house: Any, built: str, machine: str, system: str | None
) -> None:
    named = script("stick/install.py").target(built, machine).rpartition("-")[0]
    assert (named if named in house.SYSTEMS else None) == system


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real bundle for this computer, on a stick with an awkward name."""
    place = tmp_path_factory.mktemp("stick") / HOSTILE
    python = ".".join(map(str, sys.version_info[:2]))
    line = [sys.executable, str(PACKAGING / "bundle.py"), "--to", str(place), "--system", "linux"]
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        pytest.skip("the bundle is tried on Linux, x86_64")
    told = subprocess.run(
        [*line, "--python", python, "--extras", "serve"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not place.exists() and "index lacks" in told.stdout:
        pytest.skip(f"the package index cannot be reached, or lacks a wheel: {told.stdout[:200]}")
    assert told.returncode == 0, told.stdout + told.stderr
    return place


def surroundings(home: Path) -> dict[str, str]:
    """A user with nothing but a home, and an index that must not be asked."""
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    return {"HOME": str(home), "PATH": path, "PIP_INDEX_URL": "http://127.0.0.1:1/"}


@pytest.fixture(scope="module")
def home(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user who opened the stick once."""
    home = tmp_path_factory.mktemp("ผู้ใช้ ก")
    line = ["sh", str(whole / "start.sh"), "--only-install"]
    told = subprocess.run(
        line, env=surroundings(home), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return home


@pytest.fixture
def page(whole: Path, home: Path) -> Iterator[str]:
    """The address that the starter tells."""
    line = ["sh", str(whole / "start.sh"), "--no-browser"]
    process = subprocess.Popen(
        line, env=surroundings(home), stdout=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        found = next(line for line in process.stdout if "http://127.0.0.1" in line)
        yield found[found.index("http") :].strip()
    finally:
        os.killpg(process.pid, 9)
        process.wait(30)
        process.stdout.close()


def test_the_program_is_installed_without_an_index_and_opens_its_page(
    page: str, home: Path
) -> None:
    with urllib.request.urlopen(page, timeout=30) as answer:  # noqa: S310 - this computer
        assert answer.status == 200
        assert b'lang="th"' in answer.read()
    assert (home / "โครงการตำบล" / "start.sh").is_file()


def test_a_changed_wheel_is_not_installed(whole: Path, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy, copy_function=os.link)
    path = next((copy / "wheels").glob("tambon_gis-*.whl"))
    raw = path.read_bytes()
    path.unlink()
    path.write_bytes(raw + b"\0")
    assert home.is_dir()
    told = subprocess.run(
        ["sh", str(copy / "start.sh"), "--only-install"],
        env=surroundings(tmp_path), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert told.returncode == 6
    assert not list(tmp_path.rglob("ready.txt"))
