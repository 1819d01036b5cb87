"""A project kept in one archive and put back: equal outputs anywhere, and no archive does harm."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, InputError, LeakError, TambonError
from tambon_gis.study import start
from tambon_gis.study.backup import backup
from tambon_gis.study.restore import restore
from tambon_gis.study.road import build

TODAY = dt.date(2023, 3, 5)
PERSONAL = "ส่วนบุคคล-ห้ามเผยแพร่.zip"


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    """The small tambon with papers of every kind, what builds wrote, and leftovers."""
    out = shutil.copytree(small, tmp_path / "a" / "ตำบล ตัวอย่าง")
    for name, text in {
        "process.toml": "[[due]]\non = '2566-01-15'\nwhat = 'ส่งข้อมูล'\n",
        "story.toml": "# โทร 081-234-5678\n",
        "fixes.toml": "",
        "หลักฐาน/ประชุม.txt": "มติ",
        "work/990201/findings.html": "made",
        "work/990201/จดไว้.txt": "โดยคน",
        "maps/990201/index.html": "made",
        "maps/990201/build.json": '{"outputs": {"index.html": "0"}}',
        ".lock": "",
        ".tambon-1.tmp": "x",
        "~$จปฐ.xlsx": "x",
    }.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, "utf-8")
    (out / "ทางลัด.txt").symlink_to("/etc/hostname")
    return out


def below(folder: Path) -> dict[str, bytes]:
    """Name -> bytes of every file below a folder."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_what_a_person_put_there_is_kept_and_what_is_personal_stands_apart(
    home: Path, tmp_path: Path
) -> None:
    made = backup(home, tmp_path / "a.zip", today=TODAY)
    with zipfile.ZipFile(made.path) as whole:
        assert whole.namelist() == [
            "backup.json", "อ่านก่อน.txt", "project/process.toml", "project/tambon.toml",
            "project/villages.geojson", PERSONAL,
        ]  # fmt: skip
        readme = whole.read("อ่านก่อน.txt").decode()
        with zipfile.ZipFile(whole.open(PERSONAL)) as apart:
            assert set(apart.namelist()) == {
                "backup.json", "อ่านก่อน.txt", "fixes.toml", "households.csv", "story.toml",
                "หลักฐาน/ประชุม.txt", "work/990201/จดไว้.txt",
            }  # fmt: skip
    assert "มีข้อมูลส่วนบุคคล" in readme
    assert made.belongings.telling == ("story.toml",)  # a phone stands in it
    assert made.belongings.links == ("ทางลัด.txt",)
    assert backup(home, tmp_path / "b.zip", today=TODAY).path.read_bytes() == (
        made.path.read_bytes()
    )
    assert made.path.stat().st_mode & 0o077 == 0


def test_without_its_personal_part_it_names_nobody_and_the_part_comes_later(
    home: Path, tmp_path: Path, small: Path
) -> None:
    whole = backup(home, tmp_path / "whole.zip", today=TODAY)
    plain = backup(home, tmp_path / "plain.zip", personal=False, today=TODAY)
    assert b"0812345678" not in plain.path.read_bytes()
    with zipfile.ZipFile(plain.path) as archive:
        words = " ".join(archive.read(name).decode() for name in archive.namelist())
    assert "ผู้สมมุติ" not in words
    assert "99020000001" not in words
    assert words.count("households.csv") == 1  # as the project document names it
    first = restore(plain.path, tmp_path / "ใหม่")
    assert (len(first.written), first.awaited) == (3, 5)
    assert not (tmp_path / "ใหม่" / "households.csv").exists()
    with zipfile.ZipFile(whole.path) as archive:
        archive.extract(PERSONAL, tmp_path)
    then = restore(tmp_path / PERSONAL, tmp_path / "ใหม่")
    assert (len(then.written), then.same, then.awaited) == (5, (), 0)
    assert (tmp_path / "ใหม่" / "households.csv").read_bytes() == (
        small / "households.csv"
    ).read_bytes()
    again = restore(whole.path, tmp_path / "ใหม่")
    assert (again.written, len(again.same)) == ((), 8)
    with pytest.raises(InputError) as alone:
        restore(tmp_path / PERSONAL, tmp_path / "อีกที่")
    assert alone.value.code == "restore.alone"


#: Run with the rights of somebody else: what is needed is loaded before they are given up.
OTHER = """
import os, sys
from pathlib import Path
from tambon_gis.study.restore import restore
from tambon_gis.study.road import build
kept, place = map(Path, sys.argv[1:])
how = {"also": ("xlsx", "geojson")}
first = restore(kept, place / "first")
build(first.home, out=place / "first-out", **how)
os.setgroups([]); os.setgid(65534); os.setuid(65534); os.umask(0o077)
mine = place / "mine"
build(restore(kept, mine / "ที่อื่น").home, out=mine / "out", **how)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_new_project_names_nobody_and_is_kept_without_a_personal_part(tmp_path: Path) -> None:
    start.new(tmp_path / "a", place="990101", villages=3, name="สาธิต")
    made = backup(tmp_path / "a", tmp_path / "plain.zip", personal=False)
    assert made.belongings.telling == ()
    document = tmp_path / "a" / "tambon.toml"
    document.write_text(document.read_text("utf-8") + "# โทร 081-234-5678\n", "utf-8")
    with pytest.raises(LeakError):
        backup(tmp_path / "a", tmp_path / "more.zip", personal=False)


def test_another_user_builds_the_same(small: Path, tmp_path: Path) -> None:
    kept = backup(small, tmp_path / "a.zip").path
    place = Path(tempfile.mkdtemp(prefix="tambon-", dir="/tmp"))  # others reach it
    try:
        place.chmod(0o755)
        (place / "mine").mkdir()
        kept.chmod(0o644)
        shutil.move(kept, place / "kept.zip")
        os.chown(place / "mine", 65534, 65534)
        words = {**os.environ, "XDG_CACHE_HOME": str(place / "mine" / "cache")}
        code = [sys.executable, "-c", OTHER, str(place / "kept.zip"), str(place)]
        subprocess.run(code, check=True, timeout=600, env=words, cwd=Path(__file__).parents[1])
        ours, theirs = below(place / "first-out"), below(place / "mine" / "out")
        assert len(ours) > 4
        assert ours == theirs
        assert (place / "mine" / "out" / "maps").stat().st_uid == 65534
    finally:
        shutil.rmtree(place)


def test_rebuilt_elsewhere_every_output_is_equal_byte_for_byte(demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "a" / "demo"
    shutil.copytree(demo, home, ignore=shutil.ignore_patterns("*.py", "maps", "work"))
    build(home, out=tmp_path / "one", also=("xlsx", "gpkg"))
    kept = backup(home, tmp_path / "k.zip", today=TODAY).path
    shutil.rmtree(home)
    there = restore(kept, tmp_path / "ไดรฟ์ อื่น" / "ลึก" / "โครงการ").home
    build(there, out=tmp_path / "two", also=("xlsx", "gpkg"))
    one, two = below(tmp_path / "one"), below(tmp_path / "two")
    assert {"index.html", "tables.xlsx", "map.gpkg"} <= {Path(name).name for name in one}
    assert sorted(one) == sorted(two)
    assert [name for name, data in one.items() if two[name] != data] == []


def listing(part: str = "project", files: dict[str, bytes] | None = None, **more: Any) -> bytes:
    """A list as an attacker writes it."""
    kept = [
        {"name": name, "size": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in (files or {}).items()
    ]
    told = {"form": 1, "part": part, "area": "990201", "title": "x", "made_on": "2023-03-05",
            "file": kept}  # fmt: skip
    return json.dumps(told | more).encode()


def crafted(path: Path, members: dict[str, bytes] | list[tuple[Any, bytes]]) -> Path:
    """An archive of anything."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items() if isinstance(members, dict) else members:
            out.writestr(name, data)
    return path


def whole(files: dict[str, bytes], more: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """Members of a backup whose list fits its files."""
    inside = {f"project/{name}": data for name, data in files.items()}
    return {"backup.json": listing(files=files), "อ่านก่อน.txt": b"", **inside, **(more or {})}


LINK = zipfile.ZipInfo("project/link")
LINK.create_system, LINK.external_attr = 3, 0o120777 << 16
GOOD = (Path(__file__).parent / "data" / "small" / "tambon.toml").read_bytes()
OUTSIDE = GOOD.replace(b'"households.csv"', b'"../../etc/passwd"')
NAMES = ("../up.txt", "/etc/x", "a/../../x", "C:/x", "a\\..\\b", "con", "aux.txt", "a./b", "a//b",
         "x" * 300, "a\x00b", "nul", ".tambon-1", "a:b", " ", "./a")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    bad = crafted(tmp_path / "x.zip", whole({"tambon.toml": GOOD, name: b"x"}))
    refused(bad, tmp_path, {"restore.name", "restore.damaged", "archive.unsafe"})


FOREIGN = (
    ".git/config", ".GIT/hooks/pre-commit", "GIT~1/config", "a/.git/config", ".lock", "start.bat",
    "inputs/START.BAT", "เปิดแผนที่.lnk", "x.url", "a.sh", "ดู.command", "desktop.ini", "Autorun.inf",
    "a/__pycache__/x.pyc", "work/990201/handover.html", "WORK/990201/Handover.HTML",
    "maps/990201/index.html", "maps/990201/build.json", "Maps/990201/x.svg", ".vscode/tasks.json",
)  # fmt: skip


@pytest.mark.parametrize("part", ["project", "personal"])
@pytest.mark.parametrize("name", FOREIGN)
def test_what_no_backup_of_ours_holds_is_refused(tmp_path: Path, name: str, part: str) -> None:
    members = whole({"tambon.toml": GOOD, name: b"x"})
    if part == "personal":
        files = {name: b"x"}
        inner = crafted(tmp_path / "inner.zip", {
            "backup.json": listing(files=files, part="personal"), "อ่านก่อน.txt": b"", **files,
        }).read_bytes()  # fmt: skip
        (tmp_path / "inner.zip").unlink()
        apart = {"files": 1, "size": len(inner), "sha256": sha256(inner).hexdigest()}
        members = whole({"tambon.toml": GOOD}, {PERSONAL: inner})
        members["backup.json"] = listing(files={"tambon.toml": GOOD}, personal=apart)
    refused(crafted(tmp_path / "x.zip", members), tmp_path, {"restore.foreign"})


def test_what_is_refused_is_not_kept_either(home: Path, tmp_path: Path) -> None:
    for name in FOREIGN:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x")
    (home / ".gitignore").write_text("inputs/")
    made = backup(home, tmp_path / "a.zip", today=TODAY)
    assert set(made.belongings.programs) >= {"start.bat", "inputs/START.BAT", "x.url", "a.sh"}
    written = restore(made.path, tmp_path / "b").written
    assert {".gitignore", "households.csv", "work/990201/จดไว้.txt"} <= set(written)
    assert not set(written) & set(FOREIGN)


ATTACKS: dict[str, tuple[Any, str]] = {
    "no list": ({"a.txt": b"x"}, "restore.no_backup"),
    "a list of nothing": ({"backup.json": b"{}"}, "restore.no_backup"),
    "a later form": ({"backup.json": listing(form=9)}, "restore.newer"),
    "a later form of other words": (
        {"backup.json": listing(form=9, cipher="x")}, "restore.newer",
    ),
    "unlisted": (whole({"tambon.toml": GOOD}, {"project/b": b""}), "restore.damaged"),
    "beside": (whole({"tambon.toml": GOOD}, {"evil.bat": b""}), "restore.damaged"),
    "lacking": ({"backup.json": listing(files={"a": b"x"}), "อ่านก่อน.txt": b""}, "restore.damaged"),
    "changed": (whole({"tambon.toml": GOOD}) | {"project/tambon.toml": b"x" * len(GOOD)},
                "restore.damaged"),
    "longer": (whole({"tambon.toml": GOOD}) | {"project/tambon.toml": GOOD + b"#"},
               "restore.damaged"),
    "a link": ([*[*whole({"tambon.toml": GOOD, "link": b"/etc"}).items()][:-1], (LINK, b"/etc")],
               "archive.unsafe"),
    "capitals": (whole({"tambon.toml": GOOD, "TAMBON.toml": GOOD}), "restore.name"),
    "a file as a folder": (whole({"tambon.toml": GOOD, "a": b"", "a/b": b""}), "restore.name"),
    "a bomb": (lambda: whole({"tambon.toml": GOOD, "b": bytes(200 * 2**20)}), "archive.too_large"),
    "many": (lambda: whole({f"{n}": b"" for n in range(10_001)}), "archive.too_large"),
    "no project": (whole({"a.txt": b"x"}), "restore.damaged"),
    "another area": (whole({"tambon.toml": GOOD.replace(b"990201", b"990301")}), "restore.damaged"),
    "reads elsewhere": (whole({"tambon.toml": OUTSIDE}), "backup.outside"),
    "a part not told of": (whole({"tambon.toml": GOOD}, {PERSONAL: b"x"}), "restore.damaged"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_archive_that_could_do_harm_is_refused(tmp_path: Path, attack: str) -> None:
    members, code = ATTACKS[attack]
    made = members() if callable(members) else members  # large ones are made when they are needed
    refused(crafted(tmp_path / "x.zip", made), tmp_path, {code})


def refused(bad: Path, tmp_path: Path, codes: set[str]) -> None:
    """It is refused in words, and nothing is left of it."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(TambonError) as told:
        restore(bad, tmp_path / "to" / "new")
    assert told.value.code in codes
    assert told.value.tell("th")
    (tmp_path / "to").rmdir()  # empty
    assert sorted(tmp_path.rglob("*")) == before


def test_every_byte_that_is_changed_is_noticed(small: Path, tmp_path: Path) -> None:
    kept = backup(small, tmp_path / "a.zip", today=TODAY).path
    data, wrong = kept.read_bytes(), tmp_path / "b.zip"
    same = below(restore(kept, tmp_path / "right").home)
    for at in range(0, len(data), 97):
        wrong.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        try:
            home = restore(wrong, tmp_path / "wrong").home
        except TambonError:
            assert not (tmp_path / "wrong").exists()
        else:  # a time or a right in the directory of the archive, which nobody reads
            assert below(home) == same
            shutil.rmtree(home)
    wrong.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError):
        restore(wrong, tmp_path / "wrong")


def test_nothing_that_is_there_is_written_over(tmp_path: Path, small: Path) -> None:
    kept = backup(small, tmp_path / "a.zip", today=TODAY).path
    there = restore(kept, tmp_path / "b").home
    document = there / "tambon.toml"
    document.write_text(document.read_text("utf-8") + "# แก้แล้ว\n", "utf-8")
    (there / "households.csv").unlink()
    before = below(there)
    with pytest.raises(ConflictError) as differs:
        restore(kept, there)
    assert (differs.value.code, differs.value.facts["files"]) == ("restore.differs", "tambon.toml")
    assert below(there) == before | {".lock": b""}
    (there / "households.csv").symlink_to("/etc/hostname")
    with pytest.raises(ConflictError):
        restore(kept, there)
    full = tmp_path / "full"
    full.mkdir()
    (full / "ของคนอื่น.txt").write_text("x", "utf-8")
    with pytest.raises(ConflictError) as folder:
        restore(kept, full)
    assert folder.value.code == "restore.folder"
    document.write_text(document.read_text("utf-8").replace("990201", "990301"), "utf-8")
    with pytest.raises(ConflictError) as other:
        restore(kept, there)
    assert other.value.code == "restore.other"
    empty = tmp_path / "ว่าง"
    empty.mkdir()
    assert len(restore(kept, empty).written) == 3


def test_what_a_backup_refuses(home: Path, tmp_path: Path) -> None:
    document = home / "tambon.toml"
    text = document.read_text("utf-8")
    document.write_text(f"# โทร 081-234-5678\n{text}", "utf-8")
    with pytest.raises(LeakError):
        backup(home, tmp_path / "a.zip", personal=False)
    assert "tambon.toml" in backup(home, tmp_path / "a.zip").belongings.telling
    with pytest.raises(InputError) as there:
        backup(home, tmp_path / "a.zip")
    assert there.value.code == "backup.there"
    document.write_text(text.replace("households.csv", "../households.csv"), "utf-8")
    with pytest.raises(InputError) as outside:
        backup(home, tmp_path / "b.zip")
    assert outside.value.code == "backup.outside"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "a.zip"]


@pytest.mark.parametrize("name", ["คำถาม?.txt", "จบด้วยจุด.", "Process.TOML", "aux.txt"])
def test_a_name_that_another_computer_cannot_write_is_told(
    home: Path, tmp_path: Path, name: str
) -> None:
    (home / name).write_text("", "utf-8")
    with pytest.raises(InputError) as told:
        backup(home, tmp_path / "a.zip")
    assert told.value.code == "backup.name"


def test_earlier_backups_in_the_folder_are_not_kept_again(home: Path, tmp_path: Path) -> None:
    one = backup(home, tmp_path / "a.zip", today=TODAY).path.read_bytes()
    inside = backup(home, home / "สำรอง" / "เดิม.zip", today=TODAY).path
    assert inside.read_bytes() == one
    assert backup(home, tmp_path / "b.zip", today=TODAY).path.read_bytes() == one


def test_the_command_line_says_what_is_personal(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as end:
            main([*words])
        assert end.value.code == 0
        return capsys.readouterr().out

    told = run("backup", str(small), "--to", str(tmp_path / "a.zip"), "--without-personal")
    assert "ไม่ได้เก็บส่วนบุคคล 1 ไฟล์" in told
    to = str(tmp_path / "b")
    assert "ยังไม่มีส่วนบุคคล 1 ไฟล์" in run("restore", str(tmp_path / "a.zip"), "--to", to)
    assert "มีข้อมูลส่วนบุคคล 1 ไฟล์" in run("backup", str(small), "--to", str(tmp_path / "c.zip"))
    assert "คืนแล้ว 1 ไฟล์" in run("restore", str(tmp_path / "c.zip"), "--to", to)
