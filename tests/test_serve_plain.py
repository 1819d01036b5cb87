"""Words that the screens say: steps that are done, what was decided, English left behind."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from test_serve_making import SMALL, client, desk  # noqa: F401 - fixtures

from tambon_gis.model.findings import Finding
from tambon_gis.model.fixes import Fix
from tambon_gis.study import deciding, edit
from tambon_gis.study.answering import plainly
from tambon_gis.study.start import begin
from tambon_gis.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from tambon_gis.serve.desk import Desk

VILLAGES = {"99020101": "หมู่ 1 ต้นน้ำ", "99020102": "หมู่ 2 กลางนา", "99020103": "หมู่ 3 ปลายนา"}


@pytest.mark.parametrize(
    ("east", "north", "way"),
    [
        ("-190", "+80", "ทางตะวันตก 190 ม. ทางเหนือ 80 ม."),
        ("+1,200", "-30", "ทางตะวันออก 1,200 ม. ทางใต้ 30 ม."),
        ("+0", "-30", "เลื่อนไปทางใต้ 30 ม."),
    ],
)
def test_a_shift_is_told_by_the_compass(east: str, north: str, way: str) -> None:
    facts = {"located": "30", "metres": "200", "east": east, "north": north}
    told = plainly.what(Finding("point.shifted", "decide", count=28, facts=facts), {})
    assert way in told
    assert f"{east} ม." not in told.replace("ทาง", "")
    assert plainly.advice(Finding("point.shifted", "decide", facts=facts)).count("crs") == 0


@pytest.mark.parametrize("lacking", [(), ("99020103",), ("99020103", "99020104")])
def test_a_gap_is_told_in_rai_between_villages_and_as_the_one_that_lacks(
    lacking: tuple[str, ...],
) -> None:
    facts = {"places": "99020101, 99020102…", "square_metres": "3,369,353"}
    gap = Finding("boundary.gap", "decide", facts=facts)
    told = plainly.what(gap, VILLAGES, "th", lacking)
    assert "2,106 ไร่" in told  # 3,369,353 / 1,600 = 2,105.8
    assert "หมู่ 1 ต้นน้ำ, หมู่ 2 กลางนา" in told
    assert "9902" not in told
    assert ("หมู่ 3 ปลายนา" in told) == (len(lacking) == 1)
    for lang in ("th", "en"):
        assert not re.search("QGIS|crs|toml", plainly.advice(gap, lang))


def test_what_was_decided_is_told_in_the_words_of_the_button() -> None:
    first = Finding("row.duplicate", "note", facts={"first": "612"})
    said = {
        "keep_first": (Fix(row=621, keep=True, finding="row.duplicate"), first, {"row": "612"}),
        "keep_aside": (Fix(place="99020109", keep=True, finding="join.unknown"), None, {}),
        "keep_unknown": (Fix(row=2, keep=True, finding="value.not_number"), None, {}),
        "keep": (Fix(row=2, keep=True, finding="row.place"), None, {}),
        "use": (Fix(row=2, use="99020103"), None, {"code": "99020103", "name": "หมู่ 3 ปลายนา"}),
    }
    for key, (fix, about, facts) in said.items():
        assert plainly.does(fix, about, VILLAGES) == words("th").text(
            f"serve.findings.{key}", **facts
        )


def test_the_way_shows_what_is_done_and_what_is_left(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home, bar = desk.root / "small", re.compile(r'<ol class="steps">.*?</ol>', re.DOTALL)

    def steps() -> list[str]:
        found = bar.search(client.get("p/small/").text)
        assert found is not None
        return found[0].split("<li")[1:]

    text = (home / "households.csv").read_text("utf-8-sig").replace(",4,01/02", ",400,01/02", 1)
    (home / "households.csv").write_text(text, "utf-8")
    assert ["finished" in one for one in steps()] == [True, False, False, False, False]
    waiting = deciding.questions(desk.loaded(home))
    assert len(waiting) == 1
    assert "เหลือ 1" in steps()[1]
    assert "finished" in steps()[2]  # every village has an outline
    deciding.decide(home, waiting[0].id, "keep", by="คณะทำงาน", on=date(2023, 3, 5))
    desk.loaded(home)
    assert "finished" in steps()[1]
    told = {"number": "0", "title": "เลขานุการ", "seen": edit.version(home, "tambon.toml")}
    assert client.post("p/small/process/role", data=told).status_code == 200
    assert ["finished" in one for one in steps()[1:3]] == [True, True]  # of other things
    (home / "households.csv").write_text(text + "\n", "utf-8")
    assert "finished" not in steps()[1]  # it is not known before the files are read again


def test_a_file_that_is_there_already_changes_nothing(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    name = begin(desk.root, "990201", name="ตัวอย่าง").name
    sent = {"files": ("villages.geojson", (SMALL / "villages.geojson").read_bytes())}
    client.post(f"p/{name}/files/add", files=sent)
    again = client.post(f"p/{name}/files/add", files=sent)
    status = again.text.partition('role="status">')[2].partition("<")[0]
    assert status == "มีอยู่แล้ว ไม่ได้เปลี่ยนอะไร"


def test_an_own_tambon_has_a_name_in_english(tmp_path: Path) -> None:
    for english, called in (("Tung Thong", "Tung Thong"), (None, "ทุ่งทอง")):
        home = begin(tmp_path, "990203", name="ทุ่งทอง", english=english)
        assert f'th = "ทุ่งทอง", en = "{called}"' in (home / "tambon.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("thai", "english", "told"),
    [("สองใหม่", "Two", True), ("สองใหม่", "Two anew", False), ("สองใหม่", "", False)],
)
def test_english_that_was_left_behind_is_told_at_its_step(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
    thai: str,
    english: str,
    told: bool,  # noqa: FBT001 - a fact of the table
) -> None:
    step = '[[step]]\ntitle = { th = "สอง", en = "Two" }\ntext = { th = "ก", en = "a" }\n'
    first = step.replace("สอง", "หนึ่ง").replace("Two", "One")
    text = f'title = {{ th = "ก", en = "A" }}\n{first}{step}'
    (desk.root / "small" / "story.toml").write_text(text, "utf-8")
    said = {"number": "2", "title_th": thai, "title_en": english, "text_th": "ก", "text_en": "a"}
    said["seen"] = edit.version(desk.root / "small", "story.toml")
    done = client.post("p/small/story/save", data=said, follow_redirects=False)
    assert done.headers["location"].endswith("#step-2")
    status = client.get(f"http://127.0.0.1{done.headers['location']}").text
    assert ("ภาษาอังกฤษของขั้นนี้ยังเป็นของเดิม" in status) == told
