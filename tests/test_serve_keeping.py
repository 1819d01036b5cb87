"""The screens that keep and hand over: backup, restore, the note, a year that is forgotten."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from serve_door import Door, listening
from serve_support import DESKTOP, PHONE, drawn, lonely, window
from test_browser_axe import GRAVE, faults

from tambon_gis.serve.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["lonely"]

pytestmark = pytest.mark.browser
NAME = "ตำบล ก"


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    """A folder with one project, in which a paper names a house."""
    out = tmp_path / "โครงการ"
    shutil.copytree(small, out / NAME)
    (out / NAME / "หลักฐาน.txt").write_text("บ้าน 9902-0000001", "utf-8")
    return out


@pytest.fixture
def page(root: Path) -> Iterator[Door]:
    """The page of that folder."""
    with listening(Desk(root)) as running:
        yield running


def download(opened: Page, name: str) -> bytes:
    """What a link hands out."""
    with opened.expect_download() as waiting:
        opened.get_by_role("link", name=name).click()
    return waiting.value.path().read_bytes()


def test_a_backup_is_carried_away_and_put_back_as_a_project_of_its_own(
    page: Door,
    root: Path,
    lonely: Browser,
) -> None:
    with window(lonely, page.origin) as at:
        at.page.goto(f"{page.origin}/{page.desk.token}/th/p/{NAME}/keeping")
        whole = download(at.page, "สำรองทั้งหมด")
        plain = download(at.page, "สำรองเฉพาะที่ไม่มีข้อมูลส่วนบุคคล")
        at.page.get_by_role("link", name="คืนเป็นโครงการใหม่").click()
        at.page.get_by_label("ไฟล์สำรอง", exact=True).set_input_files(
            {"name": "../../x.zip", "mimeType": "application/zip", "buffer": plain}
        )
        at.page.get_by_role("button", name="คืนข้อมูล").click()
        assert "ยังไม่มีส่วนบุคคล 2 ไฟล์" in at.page.get_by_role("status").inner_text()
        there = root / "990201-ตัวอย่าง"
        assert not (there / "households.csv").exists()
        at.page.goto(f"{page.origin}/{page.desk.token}/th/p/990201-ตัวอย่าง/keeping")
        at.page.get_by_label("ไฟล์สำรอง", exact=True).set_input_files(
            {"name": "x.zip", "mimeType": "application/zip", "buffer": whole}
        )
        at.page.get_by_role("button", name="คืนข้อมูล").click()
        assert "คืนแล้ว 2 ไฟล์" in at.page.get_by_role("status").inner_text()
        assert (there / "households.csv").read_bytes() == (
            root / NAME / "households.csv"
        ).read_bytes()
        assert (at.foreign, at.complaints) == ([], [])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert sorted(archive.namelist())[1:3] == [
            "project/tambon.toml",
            "project/villages.geojson",
        ]
    left = [one.name for one in root.rglob(".tambon-*")]
    assert left == []


def test_what_is_no_backup_is_refused_in_words(
    page: Door,
    root: Path,
    lonely: Browser,
) -> None:
    before = sorted(root.rglob("*"))
    with window(lonely, page.origin, PHONE) as at:
        at.page.goto(f"{page.origin}/{page.desk.token}/th/restore")
        at.page.get_by_label("ไฟล์สำรอง", exact=True).set_input_files(
            {"name": "x.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04 no zip"}
        )
        at.page.get_by_role("button", name="คืนข้อมูล").click()
        told = at.page.get_by_role("alert").inner_text()
        assert "วิธีแก้" in told
        assert str(root) not in told
    assert sorted(root.rglob("*")) == before


def test_a_year_is_forgotten_after_a_look_and_a_tick(
    page: Door,
    root: Path,
    lonely: Browser,
) -> None:
    home = root / NAME
    with window(lonely, page.origin, PHONE) as at:
        at.page.goto(f"{page.origin}/{page.desk.token}/th/p/{NAME}/keeping")
        at.page.get_by_role("link", name="ลบข้อมูลปี 2565").click()
        told = at.page.get_by_role("main").inner_text()
        assert "จะลบ: households.csv" in told
        assert "จะลบ: หลักฐาน.txt" in told
        assert str(root) not in told
        assert "99020000001" not in told
        at.page.get_by_role("button", name="ลบข้อมูล").click()  # without the tick
        assert (home / "households.csv").exists()
        at.page.get_by_role("checkbox").check()
        (home / "อีกไฟล์.txt").write_text("99020000002", "utf-8")  # since it was looked at
        at.page.get_by_role("button", name="ลบข้อมูล").click()
        assert at.page.get_by_role("alert").is_visible()
        assert (home / "households.csv").exists()
        at.page.goto(f"{page.origin}/{page.desk.token}/th/p/{NAME}/keeping/forget/2565")
        at.page.get_by_role("checkbox").check()
        at.page.get_by_role("button", name="ลบข้อมูล").click()
        assert "ลบแล้ว: อีกไฟล์.txt" in at.page.get_by_role("status").inner_text()
        at.page.get_by_role("link", name="กลับหน้าสำรองและส่งต่องาน").click()
        assert "ไม่มีข้อมูลครัวเรือนหรือบุคคลให้ลบ" in at.page.get_by_role("main").inner_text()
    left = {one.name for one in home.rglob("*")} - {".lock"}
    assert left == {"tambon.toml", "villages.geojson"}
    assert "2565" not in (home / "tambon.toml").read_text("utf-8")


def test_the_note_is_written_and_shown_under_a_policy_of_its_own(
    page: Door,
    root: Path,
    lonely: Browser,
) -> None:
    with window(lonely, page.origin) as at:
        at.page.goto(f"{page.origin}/{page.desk.token}/th/p/{NAME}/keeping")
        at.page.get_by_role("button", name="เขียนบันทึกส่งมอบ").click()
        assert "เขียนบันทึกส่งมอบแล้ว" in at.page.get_by_role("status").inner_text()
        with (
            at.page.expect_popup() as opening,
            at.page.context.expect_event(
                "response", lambda one: one.url.endswith("/handover.html")
            ) as answer,
        ):
            at.page.get_by_role("link", name="เปิดดูและพิมพ์").click()
        note = opening.value
        assert page.desk.token not in note.url
        policy = answer.value.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-modals; default-src 'none'")
        assert "ปฏิทินงานในหนึ่งปี" in note.inner_text("body")
        assert (at.foreign, at.complaints) == ([], [])
    assert (root / NAME / "work" / "990201" / "handover.html").is_file()


HOSTILE = """<!doctype html><meta name="referrer" content="unsafe-url"><title>x</title>
<form method="post" action="{way}"><input name="sure" value="1"><input name="note" value="x">
<button>ok</button></form><script>document.title = "ran"</script>
<a href="{origin}/gone">on</a>"""


def test_a_note_that_came_from_elsewhere_does_nothing(
    page: Door,
    root: Path,
    lonely: Browser,
) -> None:
    keeping = f"{page.origin}/{page.desk.token}/th/p/{NAME}/keeping"
    place = root / NAME / "work" / "990201" / "handover.html"
    place.parent.mkdir(parents=True)
    place.write_text(HOSTILE.format(way=f"{keeping}/handover", origin=page.origin), "utf-8")
    with window(lonely, page.origin) as at:
        at.page.goto(keeping)
        with at.page.expect_popup() as opening:
            at.page.get_by_role("link", name="เปิดดูและพิมพ์").click()
        note = opening.value
        assert note.title() == "x"
        assert note.evaluate("[document.referrer, self.origin, !window.opener]") == [
            "", "null", True,
        ]  # fmt: skip
        with note.expect_event("console", lambda one: "form" in one.text.lower()):
            note.get_by_role("button", name="ok").click()
        with note.expect_request("**/gone") as asked:
            note.get_by_role("link", name="on").click()
        assert "referer" not in asked.value.headers
        at.page.goto(f"{keeping}/handover")
        assert "<script>document.title" not in at.page.content()  # not under the secret either
    assert place.read_text("utf-8").startswith("<!doctype html><meta")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_screen_has_a_grave_fault(
    page: Door,
    lonely: Browser,
    size: tuple[int, int],
    lang: str,
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = lonely.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    opened, root = context.new_page(), f"{page.origin}/{page.desk.token}/{lang}"
    for screen in (f"p/{NAME}/keeping", f"p/{NAME}/keeping/forget/2565", "restore"):
        opened.goto(f"{root}/{screen}")
        drawn(opened)
        assert opened.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert [one for one in faults(opened) if one.split()[0] in GRAVE] == []
    context.close()
