"""What lacks, as screens tell it: outlines of villages, owners of boundaries, answers, files."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import box
from test_serve_making import client, desk  # noqa: F401 - fixtures

from tambon_gis.study import deciding, edit, outlines
from tambon_gis.study.start import new

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from tambon_gis.serve.desk import Desk

PLACES = "ชื่อสถานที่,ประเภท,หมู่ที่,ละติจูด,ลองจิจูด\nวัดปลายนา,วัด,3,14.01,100.55\nวัดไกล,วัด,9,14.01,100.51\n"


@pytest.fixture
def lost(desk: Desk) -> Path:  # noqa: F811
    """A project whose village 3 has 22 households, a temple, and no outline."""
    home = desk.root / "small"
    land = json.loads((home / "villages.geojson").read_text("utf-8"))
    land["features"] = [one for one in land["features"] if "99020103" not in json.dumps(one)]
    (home / "villages.geojson").write_text(json.dumps(land), "utf-8")
    _, head, first, *_ = (home / "households.csv").read_text("utf-8-sig").splitlines()
    lines = [head]
    for code, count in (("99020101", 3), ("99020103", 22)):
        row = first.replace("99020101", code).replace(",1,ต้นน้ำ", f",{code[-1]},บ้าน{code[-1]}")
        lines += [row.replace("99020000001", f"{code}{n:03}") for n in range(count)]
    (home / "households.csv").write_text("\n".join(lines), "utf-8")
    (home / "places.csv").write_text(PLACES, "utf-8-sig")
    with (home / "tambon.toml").open("a", encoding="utf-8") as out:
        out.write('\n[facilities]\nfile = "places.csv"\n')
    return home


def test_all_that_lacks_one_outline_is_one_card_and_goes_when_it_is_drawn(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
    lost: Path,
) -> None:
    text = client.get("p/small/findings").text
    card = text.partition('id="lost-99020103"')[2].partition("</article>")[0]
    assert card.count("<li>") == 2
    assert "C2" in card  # the cell of the temple
    assert "ทั้ง 2 เรื่องนี้หายเอง" in card
    asked = {one.finding.cell: one for one in deciding.questions(desk.loaded(lost))}
    assert asked["C2"].place == "99020103"
    assert asked["C2"].what.startswith("หมู่ 3 ")
    for said in (asked["C2"].advice, asked["C2"].mend):
        assert "วาดแนวเขต" in said
        assert "ในไฟล์แผน" not in said
    assert asked["C3"].what.startswith("ไม่มีหมู่ที่ 9")
    assert not asked["C3"].undrawn  # of village 9 nothing else speaks
    outlines.add(lost, "99020103", box(100.54, 14.0, 100.56, 14.03), by="ช่าง", on=date(2023, 3, 5))
    left = [one.finding.cell for one in deciding.questions(desk.loaded(lost))]
    assert left.count("C3") == 1
    assert "C2" not in left


def test_another_village_is_said_of_what_has_a_code_only(
    client: TestClient,  # noqa: F811
    lost: Path,
) -> None:
    told = {"place": "99020103", "answer": "code", "code": "99020101", "by": "เลขานุการ",
            "seen": deciding.seen_now(lost)}  # fmt: skip
    found = client.post("p/small/findings/alike", data=told)
    assert found.status_code == 200
    made = tomllib.loads((lost / "fixes.toml").read_text("utf-8"))["fix"]
    assert [one["use"] for one in made] == ["99020101"]


def test_the_name_of_the_village_is_there_and_only_what_the_map_has_is_explained(
    client: TestClient,  # noqa: F811
    lost: Path,
) -> None:
    assert lost.is_dir()
    text = client.get("p/small/drawing?code=99020103").text
    field = re.search(r'<input id="name_of"[^>]*>', text)
    assert field is not None
    assert 'value="บ้าน3"' in field[0] or 'value="3"' in field[0]
    assert 'class="key village"' in text
    assert 'class="key drawn"' not in text
    land = json.loads(re.search(r'id="land">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert land["names"]["99020103"] in field[0]


def test_empty_forms_are_folded_below_the_files_when_there_are_files(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "new"
    new(home, place="150109", villages=2)
    text = client.get("p/new/files").text
    assert '<details class="forms" open>' in text
    assert text.index('class="held"') < text.index('class="forms"')
    (home / "inputs" / "land.geojson").write_bytes(
        (desk.root / "small" / "villages.geojson").read_bytes()
    )
    document = (home / "tambon.toml").read_text("utf-8")
    document = re.sub(r'(\[boundary\]\nfile = )".*"', r'\1"inputs/land.geojson"', document)
    (home / "tambon.toml").write_text(document, "utf-8")
    assert '<details class="forms">' in client.get("p/new/files").text


def test_nobody_is_named_as_owner_of_the_boundaries_before_somebody_said_so(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "new"
    for lang in ("th", "en"):
        new(desk.root / lang, place="150109", lang=lang)
        boundary = tomllib.loads((desk.root / lang / "tambon.toml").read_text("utf-8"))["boundary"]
        assert {"credit", "licence"}.isdisjoint(boundary)
    new(home, place="150109")
    tag = re.compile(r'href="#boundary">.*?<span class="([^"]*)">([^<]*)</span>', re.DOTALL)
    assert tag.search(client.get("p/new/process").text).groups() == ("tag", "ยังไม่ยืนยัน")  # type: ignore[union-attr]
    told = {"credit": "อบต.หัวไผ่", "licence": "ใช้ในตำบล", "seen": edit.version(home, "tambon.toml")}
    client.post("p/new/process/boundary", data=told)
    assert tag.search(client.get("p/new/process").text).groups() == ("tag good", "ครบ")  # type: ignore[union-attr]


def test_what_is_saved_comes_back_to_its_entry_and_a_target_begins_with_a_choice(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "small"
    text = unescape(client.get("p/small/process").text)
    box_of = text.partition('name="indicator"')[2].partition("</select>")[0]
    assert box_of.partition("<option")[2].startswith(' value="">เลือก<')
    assert re.findall(r'optgroup label="([^"]*)"', box_of) == [
        "ข้อมูลความจำเป็นพื้นฐาน (จปฐ.) พ.ศ. 2560-2565"
    ]
    assert "selected" not in box_of
    told = {"number": "0", "indicator": "bmn-2560/16", "failing": "5", "source": "ประชาคม",
            "seen": edit.version(home, "tambon.toml")}  # fmt: skip
    found = client.post("p/small/process/target", data=told, follow_redirects=False)
    assert found.headers["location"].endswith("#kept-target-1")
    assert 'id="kept-target-1"' in client.get("p/small/process").text


def test_what_waits_is_told_in_amber_with_a_way_to_it(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "small"
    again = (home / "households.csv").read_bytes() + b"\n"
    found = client.post("p/small/files/add", files={"files": ("จปฐ.csv", again)})
    banner = re.search(r'<p class="(\w+)" role="status">(.*?)</p>', found.text, re.DOTALL)
    assert banner is not None
    assert banner[1] == "warn"
    assert 'href="#waits-title"' in banner[2]
    assert 'id="waits-title"' in found.text


def test_a_tambon_without_villages_is_told_so_and_is_not_given_to_one_of_them(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "new"
    new(home, place="150109", villages=2)
    assert "ยังขาดแนวเขต นำไฟล์" in client.get("p/new/findings").text
    line = [[100.5, 14.5], [100.54, 14.5], [100.54, 14.54], [100.5, 14.54], [100.5, 14.5]]
    area = {"type": "Feature", "properties": {"ADM3_PCODE": "TH150109"},
            "geometry": {"type": "Polygon", "coordinates": [line]}}  # fmt: skip
    land = json.dumps({"type": "FeatureCollection", "features": [area]})
    (home / "inputs" / "tambon.geojson").write_text(land, "utf-8")
    document = (home / "tambon.toml").read_text("utf-8")
    document = document.replace("[boundary]\n", '[boundary]\ninside = "inputs/tambon.geojson"\n')
    (home / "tambon.toml").write_text(document, "utf-8")
    text = client.get("p/new/findings").text
    assert "มีเส้นตำบลแล้ว ยังขาดหมู่บ้าน" in text
    assert "ยังไม่มีแบบสำรวจ" in text
    assert "ยังขาดแนวเขต นำไฟล์" not in text
    text = client.get("p/new/drawing").text
    assert "มีเส้นตำบลแล้ว ยังไม่มีหมู่บ้าน" in text
    assert "drawing/gap" not in text
    assert re.search(r'class="button plain" href="[^"]*/story"', text)
