"""What new users stumbled over on the page: wrong files put back, names of what is carried away."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from test_serve_making import client, desk, ended  # noqa: F401 - fixtures

from tambon_gis.study import intake
from tambon_gis.study.drawing.lacking import lacking
from tambon_gis.study.start import new

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from tambon_gis.serve.desk import Desk

BUILT = {"990201-pack/README.html": b"x", "990201-pack/build.json": b"{}"}
#: A year with the day of the Buddhist era, as names of files have it.
DAY = r"25\d\d-\d\d-\d\d\.zip$"


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("screen", ["restore", "p/small/keeping/restore"])
def test_a_wrong_file_is_told_by_its_own_name_where_it_was_chosen(
    client: TestClient,  # noqa: F811
    screen: str,
) -> None:
    for content, told in ((archive(BUILT), "ชุดส่งมอบ"), (archive({"a": b""}), "ไม่ใช่ไฟล์สำรอง")):
        found = client.post(screen, files={"file": ("../ส่งตรวจ.zip", content)})
        assert found.status_code == 400
        alert = found.text.partition('role="alert"')[2].partition("</div>")[0]
        assert told in alert
        assert "ส่งตรวจ.zip" in alert
        assert 'type="file"' in found.text  # another one can be chosen at once


def test_what_is_carried_away_is_called_by_what_it_is(client: TestClient) -> None:  # noqa: F811
    for address, name in (("backup.zip", "สำรอง"), ("backup.zip?bare=true", "สำรองไม่มีส่วนบุคคล")):
        found = client.get(f"p/small/keeping/{address}")
        called = unquote(found.headers["content-disposition"])
        assert re.search(rf"''{name}-ตัวอย่าง-{DAY}", called)


def test_a_project_that_was_put_back_is_told_apart_by_its_day(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    assert "ลบโฟลเดอร์" not in client.get("").text
    backup = client.get("p/small/keeping/backup.zip").content
    assert client.post("restore", files={"file": ("a.zip", backup)}).status_code == 200
    text = client.get("").text
    assert len(re.findall(r"แก้ล่าสุด \d+ \S+ 25\d\d เวลา \d\d:\d\d น\.", text)) == 2
    assert "ลบโฟลเดอร์" in text
    assert re.search(r"last changed \d+ [A-Z][a-z]+ B\.E\. 25\d\d", _english(client, desk))


def _english(client: TestClient, desk: Desk) -> str:  # noqa: F811
    """The first screen in the other language."""
    return client.get(f"http://127.0.0.1/{desk.token}/en/").text


def test_files_are_told_as_they_are_read_and_a_first_failure_speaks_of_nothing_old(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "small"
    client.post("p/small/making/build")
    assert ended(desk).steps[:2] == (
        "กำลังอ่าน villages.geojson (1 จาก 2)", "กำลังอ่าน households.csv (2 จาก 2)"
    )  # fmt: skip
    shutil.move(home / "households.csv", home / "away.csv")
    client.post("p/small/making/build")
    assert ended(desk).state == "failed"
    assert "ไม่สำเร็จ ของเดิมยังอยู่" in client.get("p/small/making").text
    shutil.rmtree(home / "maps")
    text = client.get("p/small/making").text
    assert "สร้างหน้าแผนที่ไม่สำเร็จ" in text
    assert "ของเดิม" not in text


def test_before_a_year_goes_its_story_and_reports_are_told(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    home = desk.root / "small"
    report = home / "work" / "990201" / "findings.html"
    report.parent.mkdir(parents=True)
    report.write_text("x", "utf-8")
    (home / "story.toml").write_text(STORY, "utf-8")
    (report.parent / "pack-todo.txt").write_text("x", "utf-8")
    text = client.get("p/small/keeping/forget/2565").text
    assert "ไม่ใช่ไฟล์ที่โปรแกรมเขียน" not in text
    assert "รายงานภายในที่สร้างจากข้อมูลรายครัวเรือน: work/990201/findings.html" in text
    assert "เรื่องเล่าขั้นที่ 2, 3 กล่าวถึงปี 2565" in text
    assert "จะไม่มีปี 2565" in text
    assert "ไฟล์สำรองด้วย" not in text
    shutil.copy(home / "households.csv", home / "copy.csv")
    with zipfile.ZipFile(home / "old.zip", "w") as packed:
        packed.write(home / "copy.csv", "copy.csv")
    assert "ไฟล์สำรองด้วย" in client.get("p/small/keeping/forget/2565").text


def test_questions_without_a_wording_are_told_before_the_form_is_taken(
    client: TestClient,  # noqa: F811
) -> None:
    text = client.get("p/small/fielding").text
    assert "มี 12 ข้อ (การใช้ยา, การจัดบ้านเรือน)" in text
    assert text.count("ต้องถือแบบกระดาษ") == 1  # the forms of villages have their wording


def test_the_second_window_is_told_what_to_do_with_what_was_typed(
    client: TestClient,  # noqa: F811
) -> None:
    told = {"criterion": "1.1", "choice": "yes", "by": "เลขานุการ", "seen": "0" * 16}
    found = client.post("p/small/assessing/five-topics/answer", data=told)
    assert found.status_code == 409
    alert = found.text.partition('role="alert"')[2].partition("</div>")[0]
    assert "คำตอบประเมินตนเอง ถูกแก้ในหน้าต่างอื่น" in alert
    assert "คัดลอกข้อความที่พิมพ์ไว้ก่อน" in alert
    assert ".toml" not in alert


@pytest.mark.parametrize(("rows", "meant"), [(2, "99020101"), (22, "")])
def test_a_few_rows_of_a_name_are_a_slip_and_a_whole_village_is_not(
    small: Path, tmp_path: Path, rows: int, meant: str
) -> None:
    home = shutil.copytree(small, tmp_path / "p")
    land = json.loads((home / "villages.geojson").read_text("utf-8"))
    land["features"] = [one for one in land["features"] if "99020103" not in json.dumps(one)]
    (home / "villages.geojson").write_text(json.dumps(land), "utf-8")
    _, head, first, *_ = (home / "households.csv").read_text("utf-8-sig").splitlines()
    lines = [head]
    for code, count in (("99020101", 30), ("99020103", rows)):
        row = first.replace("99020101", code).replace(",1,ต้นน้ำ", f",{code[-1]},ต้นน้ำ")
        lines += [row.replace("99020000001", f"{code}{n:03}") for n in range(count)]
    (home / "households.csv").write_text("\n".join(lines), "utf-8")
    (lost,) = lacking(home)
    assert (lost.code, lost.rows, lost.meant) == ("99020103", rows, meant)


def test_an_empty_form_is_carried_away_from_the_files_and_nothing_else_is(
    client: TestClient,  # noqa: F811
    desk: Desk,  # noqa: F811
) -> None:
    new(desk.root / "new", place="150109", villages=2)
    text = client.get("p/new/files").text
    forms = [unescape(one) for one in re.findall(r'href="([^"]*files/form[^"]*)"', text)]
    names = set()
    for address in forms:
        found = client.get(f"http://127.0.0.1{address}")
        assert found.status_code == 200
        assert found.content.startswith(b"PK")
        names.add(unquote(found.headers["content-disposition"]).rpartition("''")[2])
    held = {one.name for one in intake.held(desk.root / "new") if one.blank}
    lie = {path.name for path in (desk.root / "new" / "inputs").iterdir()}
    assert names == lie > held > set()  # that of the survey, too, whose year nobody told yet
    for file in ("tambon.toml", "../small/households.csv", "households.csv"):
        for project in ("new", "small"):
            assert client.get(f"p/{project}/files/form", params={"file": file}).status_code == 404


STORY = """
title = { th = "ก", en = "A" }
[[step]]
title = { th = "หนึ่ง", en = "One" }
text = { th = "ปี 2564", en = "2564" }
[[step]]
title = { th = "สอง", en = "Two" }
text = { th = "เมื่อปี ๒๕๖๕", en = "then" }
[[step]]
title = { th = "สาม", en = "Three" }
text = { th = "ที่นี่", en = "here" }
year = 2565
"""
