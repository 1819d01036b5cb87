"""The checklist: what is there, partly there and missing, counted by hand from the sample."""

from __future__ import annotations

from dataclasses import replace

import pytest
import render_sample

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.study.checklist import checklist
from tambon_gis.study.evidence import CHECKS

TOPICS = catalog.topics("five-topics")
FILES = ("index.html", "disclosure.html", "2-gis/map.gpkg", "2-gis/png/map-places.png",
         "3-analysis/report.pdf", "5-presentation/cards/99010101.png")  # fmt: skip


def marks(content, made=(), **more):
    shelves = checklist(content, TOPICS, made, **more)
    return {mark.check: mark for shelf in shelves for mark in shelf.marks}


@pytest.fixture(scope="module")
def content():
    return render_sample.content()


def test_every_check_is_asked_for_once_and_every_topic_has_some() -> None:
    asked = [one.check for topic in TOPICS.topic for one in topic.evidence]
    assert sorted(asked) == sorted(CHECKS)
    assert [len(topic.evidence) > 3 for topic in TOPICS.topic] == [True] * 5


@pytest.mark.parametrize(
    ("check", "state", "numbers"),
    [
        ("process", "partly", ("2 จาก 5", "เสร็จแล้ว 1")),
        ("meetings", "there", ("ประชุม 1 ครั้ง", "มติ 1 เรื่อง")),
        ("roles", "there", ("2 ตำแหน่ง",)),
        ("health", "partly", ("ข้อมูล 2 ชุด", "1 จาก 1", "รอตัดสินใจ 2")),
        ("due", "there", ("2 เรื่อง", "เสร็จแล้ว 1")),
        ("facilities", "there", ("5 แห่ง", "5 ประเภท")),
        ("layers", "there", ("3 ชั้น", "แม่น้ำลำคลอง")),
        ("targets", "there", ("1 ตัวชี้วัด",)),
        ("plan", "there", ("3 โครงการ", "970,000 บาท", "2566-2567")),
        ("served", "partly", ("ปัญหา 4 เรื่อง", "รองรับ 1", "ยืนยัน 1", "ยังไม่มีโครงการ 2")),
        ("evident", "partly", ("โครงการ 3", "มีหลักฐานรองรับ 1", "เกี่ยวข้อง 0", "เทียบไม่ได้ 1")),
        ("money", "partly", ("2 จาก 3",)),
        ("kinds", "there", ("3 จาก 3",)),
        ("status", "there", ("3 จาก 3",)),
        ("follow", "there", ("1 โครงการ",)),
        ("scenarios", "there", ("1 วงเงิน",)),
        ("story", "there", ("3 ตอน",)),
        ("cards", "partly", ("1 จาก 11",)),
        ("map_files", "there", ("ภาพ 1 ภาพ", "1 ไฟล์")),
        ("confirmed", "missing", ()),
        ("qr", "missing", ()),
        ("slides", "missing", ()),
    ],
)
def test_facts_of_the_sample(content, check, state, numbers):
    mark = marks(content, FILES)[check]
    assert (check, mark.state) == (check, state), mark.told
    assert [one for one in numbers if one not in mark.told] == []
    assert bool(mark.how) == (state != "there")


def test_without_plan_record_and_layers_the_same_checks_are_missing(content):
    bare = replace(
        content, plan=None, trail=None, record=None, vectors=(), facilities=None, tale=None,
        aspects=None, targets={}, standing=None,
    )  # fmt: skip
    found = marks(bare)
    missing = {check for check, mark in found.items() if mark.state == "missing"}
    assert missing >= {
        "process", "meetings", "health", "due", "facilities", "layers", "map", "problems", "radar",
        "targets", "plan", "served", "evident", "money", "kinds", "status", "follow", "scenarios",
        "slides", "poster", "cards", "story", "qr", "disclosure", "report",
    }  # fmt: skip
    assert all(mark.how for mark in found.values() if mark.state != "there")


def test_an_extra_that_lacks_is_named_with_the_command(content):
    found = marks(content, FILES, lacking={"pptx": "slides"})
    assert 'pip install "tambon_gis[slides]"' in found["slides"].told


def test_nothing_is_scored(content):
    for lang in ("th", "en"):
        told = " ".join(mark.told for mark in marks(content, FILES, lang=lang).values())
        assert "คะแนน" not in told
        assert "score" not in told


def test_a_check_that_nobody_knows_is_refused_with_the_known_ones(content):
    first = TOPICS.topic[0]
    odd = first.evidence[0].model_copy(update={"check": "beauty"})
    topics = TOPICS.model_copy(update={"topic": (first.model_copy(update={"evidence": (odd,)}),)})
    with pytest.raises(DocumentError, match="beauty") as caught:
        checklist(content, topics)
    assert caught.value.code == "pack.check"
