"""Plan and confirmation: forms carried away, filled in, brought back, refused, and as commands."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from fastapi.testclient import TestClient
from serve_support import DESKTOP, PHONE, drawn, lonely, served, window
from test_browser_axe import GRAVE, faults

from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, InputError
from tambon_gis.render.web.pack_page import Mark, Shelf
from tambon_gis.serve.app import make_app
from tambon_gis.serve.desk import Desk
from tambon_gis.study import confirm, lacking, returned
from tambon_gis.study.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

__all__ = ["lonely"]

SMALL = Path(__file__).parent / "data" / "small"
DEMO = Path(__file__).parents[1] / "data" / "demo"
CODE = "990101"
AWAY = shutil.ignore_patterns("*.py", "__pycache__", "work", "maps")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The form of the demo with one more answer; that of the villages, signed by moo 3."""
    out = tmp_path_factory.mktemp("forms")
    tied, asked = trace(DEMO, out=out).path, confirm.draft_tables(DEMO, out=out).path
    book = openpyxl.load_workbook(tied)
    for column, text in ((7, "ใช่"), (9, "ประชาคม"), (10, "1/3/2566")):
        book.worksheets[0].cell(6, column, text)
    book.save(out / "ตอบแล้ว.xlsx")
    book = openpyxl.load_workbook(asked)
    sheet = book["หมู่ 3"]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    sheet.cell(rows["bmn-2560/12"], 7).value = "✓"
    sheet.cell(rows["ผู้ยืนยัน"], 3).value = "เวทีประชาคมตำบล"
    sheet.cell(rows["วันที่ยืนยัน"], 3).value = "15/01/2566"
    book.save(out / "เวที.xlsx")
    return out / "ตอบแล้ว.xlsx", out / "เวที.xlsx"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The demo."""
    return Path(shutil.copytree(DEMO, tmp_path / "root" / "demo", ignore=AWAY))


@pytest.fixture
def desk(home: Path) -> Desk:
    """A desk over it."""
    return Desk(home.parent)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """A browser without scripts."""
    with TestClient(make_app(desk), base_url="http://127.0.0.1") as out:
        out.headers["origin"] = "http://127.0.0.1"
        out.base_url = out.base_url.join(f"/{desk.token}/th/")
        yield out


def changed(path: Path, cells: dict[tuple[int, int], object], to: Path) -> Path:
    """A workbook with other cells on its first sheet."""
    book = openpyxl.load_workbook(path)
    for (row, column), text in cells.items():
        book.worksheets[0].cell(row, column).value = text
    book.save(to)
    return to


def test_answers_take_the_place_of_the_old_ones_which_are_kept(
    home: Path, forms: tuple[Path, Path], tmp_path: Path
) -> None:
    before, seen = (home / "trace.toml").read_bytes(), returned.seen_of(home)
    done = returned.bring_trace(home, forms[0], seen=seen)
    assert done == returned.Returned(("trace.xlsx",), ("trace.toml.off",))
    assert not (home / "trace.toml").exists()
    assert (home / "trace.toml.off").read_bytes() == before
    assert returned.held(home)["trace"] == ("trace.xlsx",)
    with pytest.raises(ConflictError):
        returned.bring_trace(home, forms[0], seen=seen)
    assert returned.bring_trace(home, forms[0]).old == ()  # the same again
    wrong = changed(forms[0], {(6, 10): "31/13/2566"}, tmp_path / "ผิด.xlsx")
    with pytest.raises(InputError) as fault:
        returned.bring_trace(home, wrong)
    assert (fault.value.code, "J6" in fault.value.tell("th")) == ("trace.rows", True)
    assert (home / "trace.xlsx").read_bytes() == forms[0].read_bytes()
    other = changed(forms[0], {(6, 7): "ไม่ใช่"}, tmp_path / "แก้.xlsx")
    assert returned.bring_trace(home, other).old == ("trace.xlsx.off",)


def test_forms_of_villages_stand_together_until_one_answers_for_all_of_another(
    home: Path, forms: tuple[Path, Path], tmp_path: Path
) -> None:
    shutil.copy(forms[1], home / "confirmed.xlsx")
    book = openpyxl.load_workbook(forms[1])
    sheet = book["หมู่ 5"]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    sheet.cell(rows["bmn-2560/12"], 7).value = "✓"
    del book["หมู่ 3"]
    book.save(tmp_path / "หมู่ห้า.xlsx")
    with pytest.raises(InputError) as fault:
        returned.bring_confirmed(home, [tmp_path / "หมู่ห้า.xlsx"])
    assert fault.value.code == "returned.unused"
    assert "หมู่ 5" in fault.value.tell("th")
    assert (home / "confirmed.xlsx").is_file()
    sheet.cell(rows["ผู้ยืนยัน"], 3).value = "ประชาคมหมู่ 5"
    sheet.cell(rows["วันที่ยืนยัน"], 3).value = "16/01/2566"
    book.save(tmp_path / "หมู่ห้า.xlsx")
    done = returned.bring_confirmed(home, [tmp_path / "หมู่ห้า.xlsx"])
    assert done.old == ()
    assert set(done.files) == {"confirmed/confirmed.xlsx", "confirmed/หมู่ห้า.xlsx"}
    again = changed(forms[1], {(1, 12): "แก้แล้ว"}, tmp_path / "ใหม่.xlsx")
    done = returned.bring_confirmed(home, [again])
    assert done.old == ("confirmed/confirmed.xlsx.off",)
    assert returned.held(home)["confirm"] == ("confirmed/หมู่ห้า.xlsx", "confirmed/ใหม่.xlsx")
    assert returned.bring_confirmed(home, [again]) == returned.Returned(("confirmed/ใหม่.xlsx",))


def test_the_page_and_the_commands_leave_equal_files(
    home: Path, client: TestClient, forms: tuple[Path, Path], tmp_path: Path
) -> None:
    twin = Path(shutil.copytree(home, tmp_path / "twin"))
    for step, field, file, command in (
        ("trace", "file", forms[0], "trace"), ("confirm", "files", forms[1], "confirm"),
    ):  # fmt: skip
        seen = {"seen": returned.seen_of(home)} if step == "trace" else {}
        sent = {field: (file.name, file.read_bytes())}
        answer = client.post(f"p/demo/plan/{step}/bring", files=sent, data=seen)
        assert answer.status_code == 200
        assert 'role="status"' in answer.text
        with pytest.raises(SystemExit) as end:
            main([command, str(twin), "--out", str(twin), "--bring", str(file)])
        assert end.value.code == 0
    for name in ("trace.xlsx", "trace.toml.off", "confirmed/เวที.xlsx",
                 f"work/{CODE}/confirmed.html"):  # fmt: skip
        assert (home / name).read_bytes() == (twin / name).read_bytes(), name
    assert (
        client.get("p/demo/plan/form?kind=told").content
        == (twin / "work" / CODE / "confirmed.html").read_bytes()
    )


def test_what_is_no_form_is_told_and_changes_nothing(home: Path, client: TestClient) -> None:
    strange = BytesIO()
    openpyxl.Workbook().save(strange)
    for name, inside in (
        ("ก.xlsx", b"PK\x03\x04"), ("../../ก.xlsx", b""), ("ก.xlsm", strange.getvalue()),
        ("ก.xlsx", strange.getvalue()),
    ):  # fmt: skip
        for step, field in (("trace", "file"), ("confirm", "files")):
            answer = client.post(f"p/demo/plan/{step}/bring", files={field: (name, inside)})
            assert answer.status_code in {400, 409}, (name, step)
            assert 'role="alert"' in answer.text
    assert (home / "trace.toml").is_file()
    assert returned.held(home) == {"trace": ("trace.toml",), "confirm": ()}
    assert client.get("p/demo/plan/form?kind=lacking").status_code == 422
    assert client.get("p/demo/plan/form?kind=trace").status_code == 404


def test_what_the_last_pack_lacks_leads_to_where_it_is_mended(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "root" / "small")
    home, code = tmp_path / "root" / "small", "990201"
    marks = (
        Mark("served", "ปัญหาที่มีโครงการ", "missing", "ยังไม่มีแผน", "สั่ง"),
        Mark("story", "เรื่องเล่า", "there", "มี"),
        Mark("ita/o1", "ตนเอง", "partly", "บางส่วน", "ทำ"),
    )
    work, pack = home / "work" / code, home / "maps" / code / "pack"
    work.mkdir(parents=True)
    pack.mkdir(parents=True)
    (work / lacking.FILE).write_text(lacking.written([Shelf(4, "แผน", marks)]), "utf-8")
    (pack / "README.html").write_text("ชุด", "utf-8")
    (pack / "build.json").write_text("{}", "utf-8")
    desk = Desk(home.parent)
    with TestClient(make_app(desk), base_url="http://127.0.0.1") as client:
        address = f"/{desk.token}/th/p/small/"
        told = client.get(f"{address}making").text
        assert "ชุดนี้ยังขาดอะไร (2 เรื่อง)" in told
        assert f'href="{address}plan#trace"' in told
        assert f'href="{address}assessing"' in told.partition("ตนเอง")[2]
        odd = '[{"topic": "", "check": "", "title": "", "state": "x", "told": ""}]'
        for broken in ("[1]", "{", '[{"a": 1}]', odd):
            (work / lacking.FILE).write_text(broken, "utf-8")
            answer = client.get(f"{address}making")
            assert (answer.status_code, "ชุดนี้ยังขาดอะไร" in answer.text) == (200, False)
        told = client.get(f"{address}plan").text
        assert "ยังไม่มีแผนพัฒนา" in told
        assert "plan/trace/bring" not in told


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "size"), [("trace", DESKTOP), ("confirm", PHONE)], ids=["1280x800", "360x740"]
)
def test_a_form_goes_out_and_comes_back(
    home: Path, lonely: Browser, forms: tuple[Path, Path], part: str, size: tuple[int, int]
) -> None:
    file = forms[part == "confirm"]
    with served(home.parent) as page:
        with window(lonely, page.origin, size) as at:
            at.page.goto(f"{page.address}p/demo/")
            at.page.get_by_role("link", name="แผนและการรับรอง").click()
            with at.page.expect_navigation():
                at.page.locator(f"#{part}").get_by_role("button", name="ทำแบบ").click()
            with at.page.expect_download() as came:
                at.page.locator(f"#{part}").get_by_role("link", name="บันทึกแบบ").click()
            assert came.value.path().read_bytes()[:2] == b"PK"
            at.page.locator(f"#{part}").locator("input[type=file]").set_input_files(file)
            with at.page.expect_navigation():
                at.page.locator(f"#{part}").get_by_role("button", name="ตรวจและนำเข้า").click()
            assert "เข้าแล้ว" in at.page.get_by_role("status").inner_text()
            assert at.page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert (at.foreign, at.complaints) == ([], [])
        came_back = {"trace": ("trace.xlsx",), "confirm": ("confirmed/เวที.xlsx",)}
        assert returned.held(home)[part] == came_back[part]
        context = lonely.new_context(
            viewport={"width": size[0], "height": size[1]}, bypass_csp=True
        )
        opened = context.new_page()
        opened.goto(f"{page.address}p/demo/plan")
        drawn(opened)
        assert [one for one in faults(opened) if one.split()[0] in GRAVE] == []
        context.close()
