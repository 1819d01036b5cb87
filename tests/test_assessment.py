"""Self-assessment: what may be answered, what is never shown as official, what reaches a pack."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import render_sample

from tambon_gis import catalog
from tambon_gis.errors import ConflictError, DocumentError, InputError
from tambon_gis.model.assessment import Assessment
from tambon_gis.model.document import parse_document
from tambon_gis.model.shelf import find
from tambon_gis.study import assessed, assessment, edit, proofs
from tambon_gis.study.checklist import checklist
from tambon_gis.study.evidence import CHECKS
from tambon_gis.study.pack import FOLDERS

if TYPE_CHECKING:
    from tambon_gis.study.assessment import Standing

DAY = dt.date(2023, 3, 5)
SHIPPED = ("five-topics", "transparent-office")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree("tests/data/small", tmp_path / "p")
    (tmp_path / "p" / "evidence").mkdir()
    (tmp_path / "p" / "evidence" / "รายงาน.png").write_bytes(
        Path("tests/data/dot.png").read_bytes()
    )
    return tmp_path / "p"


def said(home: Path, criterion: str = "1.1", choice: str = "yes", **more: Any) -> Standing:
    seen = more.pop("seen", None)
    given = assessment.given(criterion, choice, by="ที่ประชุมคณะทำงาน", today=DAY, **more)
    return assessment.answer(home, "five-topics", given, seen=seen)


# --- the documents that are shipped ---


@pytest.mark.parametrize("name", SHIPPED)
def test_no_weight_and_no_score_is_invented(name: str) -> None:
    found = find(Assessment, "assessments", name, [])
    assert [one.score for one in found.choice] == [None] * 4
    assert found.assessment.scored_by is None
    text = Path(f"tambon_gis/documents/assessments/{name}.toml").read_text("utf-8")
    assert "weight =" not in text
    assert "score =" not in text.replace("score = …", "")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_in_no_source_is_called_official_nowhere(name: str) -> None:
    found = find(Assessment, "assessments", name, [])
    assert not any(one.official for one in found.criteria.values())
    assert found.assessment.status == "unverified"
    assert {one.official for one in found.dimension} == {name == "five-topics"}
    told = found.assessment.note
    assert told is not None
    assert "ไม่ใช่เกณฑ์" in told.th


def test_the_five_topics_are_those_of_the_pack_and_every_check_is_one() -> None:
    found = find(Assessment, "assessments", "five-topics", [])
    topics = catalog.topics("five-topics").topic
    assert [one.title for one in found.dimension] == [one.title for one in topics]
    for part in found.dimension:
        assert {one.topic for one in part.criterion} == {int(part.id)}
    for name in SHIPPED:
        checks = {one.check for one in find(Assessment, "assessments", name, []).criteria.values()}
        assert checks - {None} <= set(CHECKS)


SCORED = """
[assessment]
id = "mine"
title = { th = "ก", en = "a" }
source = { th = "ก", en = "a" }
status = "verified"
LINE
[[choice]]
id = "yes"
title = { th = "มี", en = "yes" }
state = "there"
score = 2
[[choice]]
id = "no"
title = { th = "ไม่มี", en = "no" }
state = "missing"
score = 0
[[choice]]
id = "outside"
title = { th = "ไม่เกี่ยว", en = "outside" }
state = "outside"
[[dimension]]
id = "1"
title = { th = "ก", en = "a" }
confidence = "verified"
[[dimension.criterion]]
id = "a"
title = { th = "ก", en = "a" }
how = { th = "ก", en = "a" }
confidence = "verified"
[[dimension.criterion]]
id = "b"
title = { th = "ข", en = "b" }
how = { th = "ข", en = "b" }
confidence = "verified"
[[dimension.criterion]]
id = "c"
title = { th = "ค", en = "c" }
how = { th = "ค", en = "c" }
confidence = "verified"
"""
SOURCE = 'scored_by = { th = "ประกาศ", en = "notice" }'


def test_scores_need_a_source_and_are_then_counted(home: Path) -> None:
    with pytest.raises(DocumentError) as fault:
        parse_document(Assessment, SCORED.replace("LINE", ""), name="mine.toml")
    assert "scored_by" in fault.value.tell("th")
    (home / "assessments").mkdir()
    text = SCORED.replace("LINE", SOURCE)
    (home / "assessments" / "mine.toml").write_text(text, "utf-8")
    for criterion, choice in (("a", "yes"), ("b", "no"), ("c", "outside")):
        given = assessment.given(criterion, choice, by="ที่ประชุม", today=DAY)
        found = assessment.answer(home, "mine", given)
    assert found.score == (2.0, 4.0)
    assert [one.id for one in assessment.known(home)] == [*SHIPPED[:1], "mine", *SHIPPED[1:]]
    assert assessment.standing(home, "five-topics").score is None


# --- answering ---


def test_an_answer_replaces_the_one_before_and_leaves_remarks_of_people(home: Path) -> None:
    path = home / assessment.document_of("five-topics")
    path.write_text("# ของเรา\n", "utf-8")
    said(home, note="ครบแล้ว", files=["evidence/รายงาน.png"])
    said(home, "2.1", "no")
    found = said(home, choice="partly")
    assert path.read_text("utf-8").startswith("# ของเรา\n")
    assert [(one.criterion, one.choice) for one in found.answered.answer] == [
        ("2.1", "no"),
        ("1.1", "partly"),
    ]
    assert found.sums == {"yes": 0, "partly": 1, "no": 1, "outside": 0, "": 19}
    assert 'on = "2566-03-05"' in path.read_text("utf-8")
    again = assessment.withdraw(home, "five-topics", "1.1")
    assert [one.criterion for one in again.answered.answer] == ["2.1"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"files": ["evidence/none.pdf"]}, "assessment.lost"),
        ({"files": ["../secret.pdf"]}, "assessment.path"),
        ({"files": ["/etc/passwd"]}, "assessment.path"),
        ({"files": ["C:/x.pdf"]}, "assessment.path"),
        ({"note": "นายสมชาย เป็นคนเขียน"}, "deciding.person"),
        ({"criterion": "9.9"}, "assessment.criterion"),
        ({"choice": "perhaps"}, "assessment.choice"),
        ({"files": ["households.csv"], "public": ["households.csv"]}, "assessment.outside"),
        ({"files": ["evidence/a.txt"], "public": ["evidence/a.txt"]}, "assessment.kind"),
        ({"files": ["evidence/b.xlsx"], "public": ["evidence/b.xlsx"]}, "assessment.habits"),
        ({"files": ["evidence/c.xlsx"], "public": ["evidence/c.xlsx"]}, "assessment.habits"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    home: Path, more: dict[str, Any], code: str
) -> None:
    (home / "evidence" / "a.txt").write_text("x", "utf-8")
    book = openpyxl.Workbook()
    book.properties.creator = "สมชาย"
    book.save(home / "evidence" / "b.xlsx")
    book.close()
    (home / "evidence" / "c.xlsx").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises((InputError, DocumentError)) as fault:
        said(home, **more)
    assert fault.value.code == code
    assert "สมชาย" not in fault.value.tell("th")
    assert not (home / assessment.document_of("five-topics")).exists()


def test_a_link_that_leads_out_is_no_evidence(home: Path, tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"\x89PNG")
    (home / "evidence" / "link.png").symlink_to(tmp_path / "out.png")
    assert proofs.files_of(home) == ("evidence/รายงาน.png",)
    with pytest.raises(InputError) as fault:
        said(home, files=["evidence/link.png"])
    assert fault.value.code == "assessment.lost"


def test_a_name_written_by_hand_is_told_by_its_place_not_repeated(home: Path) -> None:
    path = home / assessment.document_of("five-topics")
    path.write_text('[[answer]]\ncriterion = "1.1"\nchoice = "yes"\nby = "นายสมชาย ใจดี"\n'
                    'on = "2566-03-05"\n', "utf-8")  # fmt: skip
    with pytest.raises(DocumentError) as fault:
        assessment.standing(home, "five-topics")
    assert fault.value.code == "assessment.person"
    assert "[[answer]] 1" in fault.value.tell("th")
    assert "สมชาย" not in fault.value.tell("th")


def test_answers_written_in_one_line_are_kept(home: Path) -> None:
    path = home / assessment.document_of("five-topics")
    line = 'criterion = "1.2", choice = "no", by = "ที่ประชุม", on = "2566-01-02"'
    proof = 'evidence = [{file = "evidence/รายงาน.png", public = true}]'
    path.write_text(f"answer = [{{{line}, {proof}}}]\n", "utf-8")
    before = assessment.standing(home, "five-topics").answered.answer
    found = said(home, "1.1").answered.answer
    assert found[0] == before[0]
    assert [one.criterion for one in found] == ["1.2", "1.1"]


@pytest.mark.parametrize("text", ["[[answer]\n", "answer = 5\n", "weight = 3\n"])
def test_a_broken_document_is_told_and_left_as_it_is(home: Path, text: str) -> None:
    path = home / assessment.document_of("five-topics")
    path.write_text(text, "utf-8")
    for step in (said, lambda at: assessment.withdraw(at, "five-topics", "1.1")):
        with pytest.raises(DocumentError):
            step(home)
    assert path.read_text("utf-8") == text


def test_no_name_of_a_form_leads_out_of_the_project(home: Path) -> None:
    before = sorted(home.parent.rglob("*"))
    for name in ("../x", "nothing", "five-topics/../x", ""):
        with pytest.raises(DocumentError):
            assessment.withdraw(home, name, "1.1")
        with pytest.raises(DocumentError):
            assessment.answer(home, name, assessment.given("1.1", "yes", by="ก", today=DAY))
    assert assessment.withdraw(home, "five-topics", "1.1").answered.answer == ()
    assert sorted(home.parent.rglob("*")) == before


def test_who_saw_an_older_version_changes_nothing(home: Path) -> None:
    name = assessment.document_of("five-topics")
    seen = edit.version(home, name)
    said(home, seen=seen)
    with pytest.raises(ConflictError):
        said(home, "1.2", seen=seen)
    assert [one.criterion for one in assessment.standing(home, "five-topics").answered.answer] == [
        "1.1"
    ]


def test_many_hands_at_once_lose_no_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit, "PATIENCE", 120.0)  # a slow disk is no reason to lose one
    names = [*find(Assessment, "assessments", "five-topics", []).criteria][:8]
    hands = [threading.Thread(target=said, args=(home, one)) for one in names]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    found = assessment.standing(home, "five-topics").answered.answer
    assert sorted(one.criterion for one in found) == names


# --- what a pack holds of it ---


def test_a_project_that_answered_nothing_has_the_checklist_of_before(home: Path) -> None:
    assert assessed.marks(home) == {}
    assert assessed.public_files(home, FOLDERS) == {}


def test_answers_stand_in_the_checklist_below_what_can_be_seen(home: Path) -> None:
    said(home, "1.1", "yes", files=["evidence/รายงาน.png"], note="หมายเหตุภายใน")
    said(home, "1.2", "yes")
    said(home, "1.3", "no")
    said(home, "1.4", "outside")
    (home / "evidence" / "gone.png").write_bytes((home / "evidence" / "รายงาน.png").read_bytes())
    said(home, "5.1", "yes", files=["evidence/gone.png"])
    (home / "evidence" / "gone.png").unlink()
    told = {one.check: one for marks in assessed.marks(home).values() for one in marks}
    states = {name.partition("/")[2]: one.state for name, one in told.items()}
    assert states == {"1.1": "there", "1.2": "partly", "1.3": "missing", "1": "partly",
                      "2": "missing", "3": "missing", "4": "missing", "5.1": "partly",
                      "5": "partly"}  # fmt: skip
    assert "4 จาก 5" in told["five-topics/1"].told  # 1.4 does not apply: answered, no evidence
    assert "หาไม่พบ 1" in told["five-topics/5.1"].told
    criteria = [one for one in told.values() if "." in one.check]
    assert len(criteria) == 4
    assert all("ยังไม่ยืนยัน" in one.title for one in told.values() if "." not in one.check)
    assert all("ไม่ใช่เกณฑ์ทางราชการ" in one.title for one in criteria)
    text = " ".join(f"{one.title} {one.told} {one.how}" for one in told.values())
    assert "หมายเหตุภายใน" not in text
    assert "รายงาน.png" not in text
    shelves = checklist(
        render_sample.content(), catalog.topics("five-topics"), assessed=assessed.marks(home)
    )
    first = [one.check for one in shelves[0].marks]
    assert first[-4:] == [f"five-topics/{n}" for n in ("1.1", "1.2", "1.3", "1")]
    assert "process" in first[:-4]


def test_only_what_is_marked_public_is_copied_and_under_another_name(home: Path) -> None:
    said(home, "1.1", files=["evidence/รายงาน.png"])
    assert assessed.public_files(home, FOLDERS) == {}
    said(home, "1.1", files=["evidence/รายงาน.png"], public=["evidence/รายงาน.png"])
    found = assessed.public_files(home, FOLDERS)
    assert list(found) == ["1-management/evidence-five-topics-1.1-1.png"]
    assert next(iter(found.values()))[0] == (home / "evidence" / "รายงาน.png").read_bytes()


# --- what shows an answer ---


def test_what_is_said_to_be_there_without_a_file_is_told(home: Path) -> None:
    assert said(home).unshown == ("1.1",)
    assert said(home, "1.2", "no").unshown == ("1.1",)
    assert said(home, files=["evidence/รายงาน.png"]).unshown == ()


def test_a_table_of_households_is_laid_only_by_who_is_sure(home: Path) -> None:
    villages = Path("data/demo/กชช2ค2564.xlsx")
    assert proofs.lay(home, [villages]) == ("evidence/กชช2ค2564.xlsx",)
    for name in ("จปฐ2565.xlsx", "สมาชิก2565.xlsx", "บัตรสวัสดิการ2565.xlsx"):
        with pytest.raises(InputError) as fault:
            proofs.lay(home, [Path("data/demo") / name])
        assert (fault.value.code, fault.value.where) == ("assessment.personal", name)
        assert not (home / "evidence" / name).exists()
    assert proofs.lay(home, [home / "households.csv"], sure=True) == ("evidence/households.csv",)
