"""The working group and its process: written entry by entry, changed, and taken out again."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tambon_gis import catalog
from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, InputError
from tambon_gis.model.process import Process
from tambon_gis.render.planning.record import record_part
from tambon_gis.study import edit, proceedings, recorded
from tambon_gis.study.checklist import checklist
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load

DATA = Path(__file__).parents[1] / "data" / "demo"
SMALL = Path(__file__).parent / "data" / "small"
TODAY = dt.date(2026, 11, 23)
HEAD = "หัวหน้าคณะทำงาน"
#: Every kind once, as people type: kind, which (0 adds one), what.
TYPED: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("role", 0, {"title": HEAD, "title_en": "Head", "duty": "รับรองข้อมูล"}),
    ("role", 0, {"title": "เลขานุการ"}),
    ("step", 2, {"began": "๔/๗/๒๕๖๕", "ended": "15 ก.ค. 2565", "note": "เลือกเรื่อง"}),
    ("step", 1, {"began": "6/6/2565"}),
    (
        "meeting",
        0,
        {
            "on": "06/06/2565",
            "title": "ประชุมชี้แจง",
            "place": "ศาลาหมู่ 3",
            "process": "1",
            "people": "๒๘ คน",
            "role": f"{HEAD}\nเลขานุการ",
            "decided": "ใช้ จปฐ. ปี 2565\n\nทำแผนที่ทุกหมู่",
        },
    ),
    ("due", 0, {"on": "15/12/2570", "what": "สำรวจปีถัดไป", "role": "เลขานุการ"}),
    ("target", 0, {"indicator": "bmn-2560/16", "failing": "๒.๕", "source": "มติคณะทำงาน"}),
    ("boundary", 1, {"credit": "อบต.ตัวอย่าง", "licence": "เฉพาะงานของตำบล"}),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small project without any of it."""
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The documents of the worked example: its files need not be there."""
    for name in ("tambon.toml", "process.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def read(home: Path, name: str) -> dict[str, Any]:
    """A document, read apart."""
    return tomllib.loads((home / name).read_text("utf-8"))


def write_all(home: Path) -> None:
    """Every kind once."""
    for kind, number, said in TYPED:
        if number:
            proceedings.put(home, kind, number, said, today=TODAY)
        else:
            proceedings.add(home, kind, said, today=TODAY)


def test_what_is_typed_stands_in_the_documents(home: Path) -> None:
    before = (home / "tambon.toml").read_text("utf-8")
    write_all(home)
    told = read(home, "process.toml")
    assert told == {
        "process": [
            {"number": 2, "began": "2565-07-04", "ended": "2565-07-15", "note": "เลือกเรื่อง"},
            {"number": 1, "began": "2565-06-06"},
        ],
        "meeting": [
            {"on": "2565-06-06", "title": "ประชุมชี้แจง", "place": "ศาลาหมู่ 3", "process": 1,
             "people": 28, "role": [HEAD, "เลขานุการ"],
             "decided": ["ใช้ จปฐ. ปี 2565", "ทำแผนที่ทุกหมู่"]},
        ],
        "due": [{"on": "2570-12-15", "what": "สำรวจปีถัดไป", "role": "เลขานุการ"}],
    }  # fmt: skip
    project = read(home, "tambon.toml")
    assert project["role"] == [
        {"title": {"th": HEAD, "en": "Head"}, "duty": {"th": "รับรองข้อมูล", "en": "รับรองข้อมูล"}},
        {"title": {"th": "เลขานุการ", "en": "เลขานุการ"}},
    ]
    assert project["target"] == [
        {"indicator": "bmn-2560/16", "failing": 2.5, "source": "มติคณะทำงาน"}
    ]
    assert project["boundary"] == {
        "file": "villages.geojson", "level": "village", "credit": "อบต.ตัวอย่าง",
        "licence": "เฉพาะงานของตำบล",
    }  # fmt: skip
    assert before.splitlines()[0] == (home / "tambon.toml").read_text("utf-8").splitlines()[0]


def test_what_was_typed_can_be_typed_again_and_nothing_changes(demo: Path) -> None:
    before = [(demo / name).read_bytes() for name in ("tambon.toml", "process.toml")]
    now = recorded.standing(demo)
    for kind in recorded.KINDS:
        for n in range(1, len(now.entries(kind)) + 1):
            proceedings.put(demo, kind, n, now.said(kind, n), seen=now.versions[kind], today=TODAY)
    assert [(demo / name).read_bytes() for name in ("tambon.toml", "process.toml")] == before


def test_one_entry_changes_and_all_else_stays(demo: Path) -> None:
    text, old = (demo / "process.toml").read_text("utf-8"), read(demo, "process.toml")
    proceedings.put(demo, "meeting", 2, {"people": "97", "decided": ""}, today=TODAY)
    new = read(demo, "process.toml")
    assert new["meeting"][1] == {k: v for k, v in old["meeting"][1].items() if k != "decided"} | {
        "people": 97
    }
    new["meeting"][1] = old["meeting"][1]
    assert new == old
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in (demo / "process.toml").read_text("utf-8").splitlines() if line[:1] == "#"
    ]


def test_entries_are_taken_out_one_by_one(demo: Path) -> None:
    for kind in ("meeting", "due", "target"):
        for _ in recorded.standing(demo).entries(kind):
            proceedings.remove(demo, kind, 1)
    for n in range(1, 6):
        proceedings.remove(demo, "step", n)
    for _ in recorded.standing(demo).project.role:
        proceedings.remove(demo, "role", 1)
    proceedings.remove(demo, "boundary", 1)
    assert read(demo, "process.toml") == {}
    left = read(demo, "tambon.toml")
    assert not {"role", "target"} & set(left)
    assert not {"credit", "licence"} & set(left["boundary"])


def test_a_role_keeps_its_place_and_is_called_anew_wherever_it_is_named(demo: Path) -> None:
    old = read(demo, "tambon.toml")["role"]
    named = (demo / "process.toml").read_text("utf-8").count(f'"{HEAD}"')
    assert named > 1
    proceedings.put(demo, "role", 1, {"title": "ประธานคณะทำงาน"}, today=TODAY)
    new = read(demo, "tambon.toml")["role"]
    assert new[0]["title"]["th"] == "ประธานคณะทำงาน"
    assert new[0]["duty"] == old[0]["duty"]
    assert new[1:] == old[1:]
    text = (demo / "process.toml").read_text("utf-8")
    assert (text.count('"ประธานคณะทำงาน"'), text.count(f'"{HEAD}"')) == (named, 0)


@pytest.mark.parametrize("steps", [1, 2])
def test_a_role_whose_new_title_was_cut_off_leaves_documents_that_open(
    demo: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    real = edit.change
    done: list[tuple[Any, ...]] = []

    def killed(*given: Any, **named: Any) -> Path:
        if len(done) == steps:
            raise KeyboardInterrupt
        done.append(given)
        return real(*given, **named)

    monkeypatch.setattr(edit, "change", killed)
    with pytest.raises(KeyboardInterrupt):
        proceedings.put(demo, "role", 1, {"title": "ประธานคณะทำงาน"}, today=TODAY)
    titles = [one.title.th for one in recorded.standing(demo).project.role]
    assert {HEAD, "ประธานคณะทำงาน"} <= set(titles)


def test_a_role_that_is_named_is_not_taken_out(demo: Path) -> None:
    before = (demo / "tambon.toml").read_bytes()
    with pytest.raises(InputError) as found:
        proceedings.remove(demo, "role", 1)
    assert found.value.code == "proceedings.used"
    assert (demo / "tambon.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("role", {"title": "นายสมชาย ใจดี"}, "person"),
        ("role", {"title": "เลขานุการ", "duty": "โทร ๐๘๑-๒๓๔-๕๖๗๘"}, "person"),
        ("role", {"title": " "}, "empty"),
        ("role", {"title": f"{HEAD} "}, "twice"),
        ("role", {"title": "ก", "name": "ข"}, "field"),
        ("meeting", {"on": "6/6/2565", "title": "ที่บ้านนางสาวสมศรี"}, "person"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "place": "บ้านเลขที่ 12"}, "person"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "decided": "ดี\nมอบนายสมชาย"}, "person"),
        ("meeting", {"on": "31/2/2565", "title": "ก"}, "day"),
        ("meeting", {"on": "6/6/65", "title": "ก"}, "day"),
        ("meeting", {"on": "24/11/2569", "title": "ก"}, "future"),
        ("meeting", {"title": "ก"}, "empty"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "people": "หลายคน"}, "number"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "people": "9" * 40}, "number"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "process": "6"}, "number"),
        ("meeting", {"on": "6/6/2565", "title": "ก", "role": "สมชาย"}, "role"),
        ("due", {"on": "6/6/2575", "what": "ก", "role": "สมชาย"}, "role"),
        ("target", {"indicator": "bmn-2560/99", "failing": "5", "source": "มติ"}, "indicator"),
        ("target", {"indicator": "bmn-2560/16", "failing": "101", "source": "มติ"}, "percent"),
        ("target", {"indicator": "bmn-2560/16", "failing": "nan", "source": "มติ"}, "percent"),
        ("target", {"indicator": "bmn-2560/21", "failing": "5", "source": "มติ"}, "twice"),
        ("step", {"began": "6/6/2565"}, "there"),
        ("house", {}, "kind"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages_and_nothing_is_written(
    demo: Path, kind: str, said: dict[str, str], code: str
) -> None:
    before = {one.name: one.read_bytes() for one in demo.glob("*.toml")}
    with pytest.raises(InputError) as found:
        proceedings.add(demo, kind, said, today=TODAY)
    assert found.value.code == f"proceedings.{code}"
    told = found.value.tell("th") + found.value.tell("en")
    assert not any(name in told for name in ("สมชาย", "สมศรี", "๒๓๔"))
    assert {one.name: one.read_bytes() for one in demo.glob("*.toml")} == before


def test_it_cannot_end_before_it_began(demo: Path) -> None:
    with pytest.raises(InputError) as found:
        proceedings.put(demo, "step", 1, {"ended": "5/6/2565"}, today=TODAY)
    assert found.value.code == "proceedings.order"


@pytest.mark.parametrize("number", [0, 3])
def test_what_is_not_there_is_not_changed(demo: Path, number: int) -> None:
    with pytest.raises(InputError) as found:
        proceedings.put(demo, "meeting", number, {"people": "1"})
    assert found.value.code == "proceedings.none"
    with pytest.raises(InputError) as found:
        proceedings.remove(demo, "meeting", number)
    assert found.value.code == "proceedings.none"


def test_who_saw_another_version_is_told(demo: Path) -> None:
    seen = edit.version(demo, "process.toml")
    proceedings.remove(demo, "meeting", 1, seen=seen)
    with pytest.raises(ConflictError):
        proceedings.remove(demo, "meeting", 1, seen=seen)
    assert len(read(demo, "process.toml")["meeting"]) == 1


AREA = '[area]\ncode = "990201"\nname = { th = "ก", en = "A" }\n'
#: The same two roles, as people may have written them by hand.
WRITTEN = {
    "on a line": 'role = [{ title = { th = "ก", en = "A" } }, { title = { th = "ข", en = "B" } }]\n'
    + AREA,
    "in tables": AREA
    + '[[role]]\n[role.title]\nth = "ก"\nen = "A"\n[[role]]\n[role.title]\nth = "ข"\nen = "B"\n',
    "with dots": AREA
    + '[[role]]\ntitle.th = "ก"\ntitle.en = "A"\n[[role]]\ntitle.th = "ข"\ntitle.en = "B"\n',
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=list(WRITTEN))
def test_entries_may_have_been_written_in_another_way(tmp_path: Path, text: str) -> None:
    (tmp_path / "tambon.toml").write_text(text, "utf-8")
    due = 'due = [{ on = "2570-01-01", what = "ส่งข้อมูล", role = "ก" }]\n'
    (tmp_path / "process.toml").write_text(due, "utf-8")
    proceedings.add(tmp_path, "role", {"title": "ค"})
    proceedings.put(tmp_path, "role", 1, {"title": "ง", "duty": "ดูแล"})
    proceedings.remove(tmp_path, "role", 2)
    proceedings.put(tmp_path, "boundary", 1, {"credit": "อบต.ตัวอย่าง"})
    proceedings.put(tmp_path, "due", 1, {"done": "yes"})
    project = read(tmp_path, "tambon.toml")
    assert project["role"] == [
        {"title": {"th": "ง", "en": "A"}, "duty": {"th": "ดูแล", "en": "ดูแล"}},
        {"title": {"th": "ค", "en": "ค"}},
    ]
    assert project["boundary"] == {"level": "village", "credit": "อบต.ตัวอย่าง"}
    assert read(tmp_path, "process.toml")["due"] == [
        {"on": "2570-01-01", "what": "ส่งข้อมูล", "role": "ง", "done": True}
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_document_saved_by_notepad_keeps_its_mark(home: Path, end: str) -> None:
    path = home / "tambon.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_text("utf-8").replace("\n", end).encode())
    write_all(home)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(recorded.standing(home).project.role) == 2


def test_the_pack_counts_what_was_written(home: Path) -> None:
    def states() -> dict[str, str]:
        made = gather(load(home), today=TODAY)
        shelves = checklist(made, catalog.topics("five-topics"))
        return {mark.check: mark.state for shelf in shelves for mark in shelf.marks}

    names = ("process", "meetings", "roles", "due", "targets")
    before = states()
    assert [before[name] for name in names] == ["missing"] * 5
    write_all(home)
    after = states()
    assert [after[name] for name in names] == ["partly", "there", "there", "there", "there"]


def test_the_place_of_a_meeting_is_told_with_its_title(home: Path) -> None:
    write_all(home)
    meeting = Process.model_validate(read(home, "process.toml")).meeting[0]
    assert meeting.place == "ศาลาหมู่ 3"
    record = gather(load(home), today=TODAY).record
    assert record is not None
    (line,) = record_part(record).meetings
    assert line.title == "ประชุมชี้แจง ณ ศาลาหมู่ 3"


def test_the_command_line_writes_the_same(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copytree(home, tmp_path / "other"))
    write_all(home)

    def call(*line: str) -> None:
        _ends(0, "process", str(other), *line)

    for kind, number, said in TYPED:
        words = [f"--set={name}={value}".replace("\n", "\\n") for name, value in said.items()]
        call(kind, *([str(number)] if number and kind != "boundary" else []), *words)
    for name in ("tambon.toml", "process.toml"):
        assert (other / name).read_bytes() == (home / name).read_bytes()
    capsys.readouterr()
    call("meeting")
    assert "meeting 1  on=6/6/2565 · title=ประชุมชี้แจง" in capsys.readouterr().out
    call("meeting", "1", "--remove")
    assert "meeting" not in read(other, "process.toml")
    _ends(2, "process", str(other), "role", "--set", "title")


def _ends(code: int, *line: str) -> None:
    """Run the command line, which ends with a code."""
    with pytest.raises(SystemExit) as end:
        main(list(line))
    assert end.value.code == code
