"""The screen of the working group and its process: filled in, changed, refused, and as commands."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from serve_support import DESKTOP, PHONE, drawn, lonely, served, window  # noqa: F401
from test_browser_axe import GRAVE, faults
from test_proceedings import HEAD, TYPED

from tambon_gis.cli import main
from tambon_gis.serve.app import make_app
from tambon_gis.serve.desk import Desk
from tambon_gis.study import edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator
    from serve_support import Served

SMALL = Path(__file__).parent / "data" / "small"
DEMO = Path(__file__).parents[1] / "data" / "demo"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project without any of it."""
    return Path(shutil.copytree(SMALL, tmp_path / "root" / "small"))


@pytest.fixture
def page(home: Path) -> Iterator[Served]:
    """The page of its folder."""
    with served(home.parent) as running:
        yield running


def read(home: Path, name: str) -> dict[str, Any]:
    """A document, read apart."""
    return tomllib.loads((home / name).read_text("utf-8"))


def test_the_page_and_the_command_line_write_equal_files(home: Path, tmp_path: Path) -> None:
    twin = Path(shutil.copytree(home, tmp_path / "twin"))
    desk = Desk(home.parent)
    headers = {"Origin": "http://127.0.0.1"}
    with TestClient(make_app(desk), base_url="http://127.0.0.1", follow_redirects=False) as client:
        for kind, number, said in TYPED:
            document = "process.toml" if kind in {"step", "meeting", "due"} else "tambon.toml"
            told: dict[str, Any] = {"number": str(number), "seen": edit.version(home, document)}
            told |= {name: text.split("\n") if name == "role" else text
                     for name, text in said.items()}  # fmt: skip
            address = f"/{desk.token}/th/p/small/process/{kind}"
            assert client.post(address, data=told, headers=headers).status_code == 303, kind
            stale = client.post(address, data=told, headers=headers)
            assert stale.status_code == 409
            words = [f"--set={name}={text}".replace("\n", "\\n") for name, text in said.items()]
            which = [str(number)] if number and kind != "boundary" else []
            with pytest.raises(SystemExit) as end:
                main(["process", str(twin), kind, *which, *words])
            assert end.value.code == 0
    for name in ("tambon.toml", "process.toml"):
        assert (home / name).read_bytes() == (twin / name).read_bytes()
    assert len(read(home, "tambon.toml")["role"]) == 2


def _opened(part: Locator, summary: str) -> Locator:
    """A form below a heading, opened."""
    part.locator("summary", has_text=summary).first.click()
    return part.locator("details[open] form").first


def _sent(button: Locator) -> None:
    """Press a button or a link, and wait for the screen that answers it."""
    with button.page.expect_navigation():
        button.click()


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280x800", "360x740"])
def test_everything_is_written_by_small_forms(
    page: Served,
    home: Path,
    lonely: Browser,  # noqa: F811
    size: tuple[int, int],
) -> None:
    with window(lonely, page.origin, size) as at:
        at.page.goto(f"{page.address}p/small/")
        _sent(at.page.get_by_role("link", name="คณะทำงานและขั้นตอน"))
        form = _opened(at.page.locator("#role"), "เพิ่มตำแหน่ง")
        form.get_by_label("ตำแหน่งในคณะทำงาน").fill("นายสมชาย ใจดี")
        _sent(form.get_by_role("button", name="บันทึก"))
        assert "ชื่อหรือเลขของบุคคล" in at.page.get_by_role("alert").inner_text()
        assert "role" not in read(home, "tambon.toml")
        form = at.page.locator("#role details[open] form").first
        assert form.get_by_label("ตำแหน่งในคณะทำงาน").input_value() == "นายสมชาย ใจดี"
        form.get_by_label("ตำแหน่งในคณะทำงาน").fill(HEAD)
        _sent(form.get_by_role("button", name="บันทึก"))
        assert "บันทึกตำแหน่งแล้ว" in at.page.get_by_role("status").inner_text()
        form = _opened(at.page.locator("#step .kept > li").nth(2), "แก้ไข")
        form.get_by_label("วันที่เริ่ม").fill("๑/๘/๒๕๖๕")
        _sent(form.get_by_role("button", name="บันทึก"))
        form = _opened(at.page.locator("#meeting"), "เพิ่มการประชุม")
        form.get_by_label("วันที่ประชุม").fill("6 มิ.ย. 2565")
        form.get_by_label("เรื่องที่ประชุม").fill("ประชุมชี้แจง")
        form.get_by_label("จำนวนผู้เข้าประชุม").fill("๒๘")
        form.get_by_label(HEAD).check()
        form.get_by_label("มติที่ประชุม").fill("ข้อหนึ่ง\nข้อสอง")
        _sent(form.get_by_role("button", name="บันทึก"))
        form = _opened(at.page.locator("#target"), "เพิ่มเป้าหมาย")
        form.get_by_label("ตัวชี้วัด").select_option("bmn-2560/16")
        form.get_by_label("ตกเกณฑ์ได้ไม่เกินร้อยละ").fill("๕")
        form.get_by_label("ใครกำหนด").fill("มติคณะทำงาน")
        _sent(form.get_by_role("button", name="บันทึก"))
        form = _opened(at.page.locator("#boundary"), "แก้ไข")
        form.get_by_label("ที่มาของแนวเขต").fill("อบต.ตัวอย่าง")
        _sent(form.get_by_role("button", name="บันทึก"))
        part = at.page.locator("#meeting")
        form = _opened(part, "แก้ไข")
        form.get_by_label("จำนวนผู้เข้าประชุม").fill("30")
        _sent(form.get_by_role("button", name="บันทึก"))
        assert part.get_by_text("6 มิถุนายน 2565 · 30 คน").is_visible()
        told = read(home, "process.toml")
        assert told["process"] == [{"number": 3, "began": "2565-08-01"}]
        assert told["meeting"] == [
            {"on": "2565-06-06", "title": "ประชุมชี้แจง", "people": 30, "role": [HEAD],
             "decided": ["ข้อหนึ่ง", "ข้อสอง"]},
        ]  # fmt: skip
        _opened(part, "แก้ไข")
        part.locator("summary", has_text="ลบรายการนี้").click()
        _sent(part.get_by_role("button", name=re.compile("ยืนยันการลบ")))
        assert "ลบการประชุมแล้ว" in at.page.get_by_role("status").inner_text()
        assert at.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert at.foreign == []
        assert [one for one in at.complaints if "400" not in one] == []
    assert "meeting" not in read(home, "process.toml")
    project = read(home, "tambon.toml")
    assert project["target"] == [{"indicator": "bmn-2560/16", "failing": 5, "source": "มติคณะทำงาน"}]
    assert project["boundary"]["credit"] == "อบต.ตัวอย่าง"


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280x800", "360x740"])
def test_axe_finds_nothing(
    tmp_path: Path,
    lonely: Browser,  # noqa: F811
    size: tuple[int, int],
    lang: str,
) -> None:
    (tmp_path / "demo").mkdir()
    for name in ("tambon.toml", "process.toml"):
        shutil.copy(DEMO / name, tmp_path / "demo" / name)
    viewport = {"width": size[0], "height": size[1]}
    with served(tmp_path, lang=lang) as page:
        context = lonely.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
        opened = context.new_page()
        opened.goto(f"{page.address}p/demo/process")
        drawn(opened)
        opened.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert [one for one in faults(opened) if one.split()[0] in GRAVE] == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= size[0]
        context.close()
