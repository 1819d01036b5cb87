"""Steps of a story: changed one at a time; what nobody touched stays as it was typed."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, InputError, LeakError, MissingFileError
from tambon_gis.model.document import Text
from tambon_gis.model.story import Step
from tambon_gis.study import road, story_steps

DOCUMENT = '''# หัวเรื่อง: เขียนโดยคณะทำงาน
title.th = "ตำบลเรา"
title.en = "Our tambon"

# เปิดเรื่อง
[[step]]
title = { th = "หนึ่ง", en = "One" } # พูดช้า ๆ
text.th = """
บรรทัดแรก
[[step]] ในคำพูด"""
text.en = "a"
layer = "bmn-2560/4"

[[step]]
title.th = "สอง"
title.en = "Two"
text = { th = "ข", en = "b" }
year = 2565

[[step]]
title.th = "สาม"
title.en = "Three"
text.th = "ค"
text.en = "c"
'''


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with a story of three steps."""
    shutil.copytree(Path(__file__).parent / "data" / "small", tmp_path / "small")
    (tmp_path / "small" / "story.toml").write_text(DOCUMENT, "utf-8")
    return tmp_path / "small"


def said(home: Path) -> list[str]:
    """Titles of the steps, read apart."""
    return [one["title"]["th"] for one in tomllib.loads(text(home))["step"]]


def text(home: Path) -> str:
    """The document."""
    return (home / "story.toml").read_text("utf-8")


def words(th: str) -> Text:
    """The same in both languages."""
    return Text(th=th, en=th)


def test_only_what_is_changed_is_written_anew(home: Path) -> None:
    now = story_steps.opened(home)
    assert now.story is not None
    step = now.story.step[1].model_copy(update={"title": words("ใหม่"), "year": None})
    story_steps.put(home, 2, step, seen=now.version)
    before, after = DOCUMENT.splitlines(), text(home).splitlines()
    assert [line for line in before if line not in after] == [
        'title.th = "สอง"', 'title.en = "Two"', "year = 2565",
    ]  # fmt: skip
    assert [line for line in after if line not in before] == [
        'title.th = "ใหม่"',
        'title.en = "ใหม่"',
    ]


def test_steps_are_moved_added_and_taken_out_with_their_comments(home: Path) -> None:
    story_steps.move(home, 1, 3)
    assert said(home) == ["สอง", "สาม", "หนึ่ง"]
    assert '# เปิดเรื่อง\n[[step]]\ntitle = { th = "หนึ่ง"' in text(home)
    story_steps.move(home, 3, 1)
    assert tomllib.loads(text(home)) == tomllib.loads(DOCUMENT)
    story_steps.add(home, 0, Step(title=words("ศูนย์"), text=words("ก\nข"), sheet=True))
    story_steps.add(home, 4, Step(title=words("ท้าย"), text=words('"""')))
    assert said(home) == ["ศูนย์", "หนึ่ง", "สอง", "สาม", "ท้าย"]
    for number in (5, 1):
        story_steps.remove(home, number)
    assert tomllib.loads(text(home)) == tomllib.loads(DOCUMENT)
    story_steps.entitle(home, words("ชื่อใหม่"))
    assert tomllib.loads(text(home))["title"] == {"th": "ชื่อใหม่", "en": "ชื่อใหม่"}
    assert text(home).startswith("# หัวเรื่อง: เขียนโดยคณะทำงาน\n")


def test_a_story_written_another_way_is_written_as_the_package_does(home: Path) -> None:
    inline = (
        "title = {th = 'ก', en = 'a'}\n"
        "step = [{title = {th = 'ข', en = 'b'}, text = {th = 'ค', en = 'c'}}]\n"
    )
    (home / "story.toml").write_text(inline, "utf-8")
    story_steps.add(home, 1, Step(title=words("ง"), text=words("จ")))
    assert said(home) == ["ข", "ง"]


def test_a_header_among_the_words_of_a_step_is_no_step(home: Path) -> None:
    (home / "story.toml").write_text(DOCUMENT.replace("[[step]] ในคำพูด", "[[step]]"), "utf-8")
    before = tomllib.loads(text(home))
    story_steps.move(home, 1, 2)
    story_steps.move(home, 2, 1)
    assert tomllib.loads(text(home)) == before


def test_what_cannot_be_is_refused_and_nothing_changes(home: Path) -> None:
    seen = story_steps.opened(home).version
    step = Step(title=words("ก"), text=words("ข"))
    for number in (0, 4):
        with pytest.raises(InputError) as caught:
            story_steps.put(home, number, step)
        assert caught.value.code == "story.no_step"
    with pytest.raises(InputError, match="ภาษาไทย"):
        story_steps.text_of("  ", "only english")
    for shows in ({"place": "หมู่ 5"}, {"year": "ปีนี้"}):
        with pytest.raises(InputError) as caught:
            story_steps.step_of(words("ก"), words("ข"), shows)
        assert caught.value.code == "story.shows"
    assert text(home) == DOCUMENT
    story_steps.remove(home, 3, seen=seen)
    with pytest.raises(ConflictError):
        story_steps.remove(home, 2, seen=seen)
    assert said(home) == ["หนึ่ง", "สอง"]
    story_steps.remove(home, 1)
    with pytest.raises(InputError) as caught:
        story_steps.remove(home, 1)
    assert caught.value.code == "story.last"


def test_the_command_line_does_the_same(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(home, other)
    story_steps.move(home, 3, 1)
    story_steps.add(home, 3, Step(title=words("สี่"), text=words("ง"), layer="bmn-2560/8"))
    for line in (
        ["3", "--to", "1"],
        ["3", "--add", "--title", "สี่", "--text", "ง", "--show", "layer=bmn-2560/8"],
    ):
        with pytest.raises(SystemExit) as end:
            main(["story-step", str(other), *line])
        assert not end.value.code
    assert text(home) == text(other)
    (other / "story.toml").unlink()
    with pytest.raises(MissingFileError):
        story_steps.remove(other, 1)


PHONE, HOUSE = "โทร 081-234-5678", "บ้านเลขที่ 12/3"


@pytest.mark.parametrize(
    ("told", "kinds"),
    [(PHONE, "หมายเลขโทรศัพท์"), (HOUSE, "บ้านเลขที่"), ("เลขที่ ๑๒", "บ้านเลขที่"), ("a@b.example", "อีเมล"),
     ("1101700230708", "เลขประจำตัวประชาชน")],
)  # fmt: skip
def test_what_names_somebody_is_refused_with_its_step(home: Path, told: str, kinds: str) -> None:
    step = Step(title=words("ก"), text=words(f"มาที่ {told}"))
    for write, number in ((story_steps.put, 2), (story_steps.add, 1)):
        with pytest.raises(LeakError) as caught:
            write(home, number, step)
        assert f"ขั้นที่ 2 มี{kinds} " in caught.value.tell()
        assert told.rsplit(maxsplit=1)[-1] not in caught.value.tell()
    with pytest.raises(LeakError, match="ชื่อเรื่องเล่ามี"):
        story_steps.entitle(home, words(told))
    assert text(home) == DOCUMENT


def test_an_exception_that_people_decided_may_be_told(home: Path) -> None:
    reviewed = {"value": "081-234-5678", "reason": "อบต.", "decided_by": "นายก อบต."}
    lines = [f'{key} = "{value}"' for key, value in reviewed.items()]
    with (home / "tambon.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "[[allowed]]", *lines, "decided_on = 2026-01-05", ""]))
    story_steps.put(home, 2, Step(title=words("ก"), text=words(PHONE)))
    assert PHONE in text(home)


def test_what_stood_there_before_does_not_keep_other_steps_from_being_mended(home: Path) -> None:
    (home / "story.toml").write_text(DOCUMENT.replace('"ข"', f'"{PHONE}"'), "utf-8")
    story_steps.put(home, 3, Step(title=words("สาม"), text=words("ใหม่")))
    story_steps.put(home, 2, Step(title=words("สอง"), text=words("ใหม่")))
    assert PHONE not in text(home)


def test_the_build_names_the_step_of_the_story(home: Path, tmp_path: Path) -> None:
    story_steps.remove(home, 1)
    (home / "story.toml").write_text(text(home).replace('"ข"', f'"{PHONE}"'), "utf-8")
    with pytest.raises(LeakError) as caught:
        road.build(home, out=tmp_path / "out")
    assert caught.value.where == "story.toml › step 1"
    assert not (tmp_path / "out" / "maps").exists()


@pytest.mark.parametrize(
    ("told", "named"),
    [("ติดต่อ นายสมมุติ ใจดีมาก", True), ("นางสาว ลองดู มีสุข มาร่วม", True), ("ด.ช.ลองดู มีสุข", True),
     ("Mr Long Du", True), ("นายก อบต. มาร่วม", False), ("นายอำเภอ เมืองสาธิต", False),
     ("นายกเทศมนตรี ตำบล", False),
     ("บ้านนายาง มีน้ำ", False), ("จ.นครนายก น้ำดี", False), ("นางรอง", False)],
)  # fmt: skip
def test_the_name_of_a_person_is_asked_about_and_not_refused(
    home: Path, told: str, *, named: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["story-step", str(home), "2", "--text", told])
    assert not end.value.code
    assert ("ชื่อคน" in capsys.readouterr().out) == named
    assert told in text(home)
