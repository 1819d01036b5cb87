"""From a tambon's name to the zip: the first screens, building, the pack, and looking at it."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from serve_door import listening
from serve_support import DESKTOP, PHONE, drawn, lonely, window

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.publish.verify import verify
from tambon_gis.serve.app import make_app
from tambon_gis.serve.desk import Desk
from tambon_gis.study import carry, road
from tambon_gis.study.load import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

__all__ = ["lonely"]

SMALL = Path(__file__).parent / "data" / "small"
CODE = read_project(SMALL)[0].area.code
SOON = 60_000


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk over one project."""
    shutil.copytree(SMALL, tmp_path / "root" / "small")
    return Desk(tmp_path / "root")


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """A browser without scripts."""
    with TestClient(make_app(desk), base_url="http://127.0.0.1") as out:
        out.headers["accept"] = "text/html"
        out.base_url = out.base_url.join(f"/{desk.token}/th/")
        yield out


def ended(desk: Desk) -> Any:
    """Wait until the work of the project is over."""
    home = desk.root / "small"
    done = Event()
    for _ in range(1200):
        job = desk.jobs.of(home)
        if job is not None and job.state != "running":
            return job
        done.wait(0.05)
    pytest.fail("the work goes on and on")


# --- a new project ---


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("150109", {"150109"}),
        ("๑๕๐๑๐๙", {"150109"}),
        ("ต.หัวไผ่ จ.อ่างทอง", {"150109"}),
        ("หัวไผ่", {"141501", "150109", "170105"}),
        ("no such place", set()),
    ],
)
def test_a_tambon_is_found_by_what_one_remembers(
    client: TestClient, asked: str, codes: set[str]
) -> None:
    text = client.get("new", params={"q": asked}).text
    assert set(re.findall(r'name="place" value="(\d+)"', text)) == codes
    assert ('class="note"' in text) == (not codes)


def test_a_project_is_begun_twice_without_harm(client: TestClient, desk: Desk) -> None:
    for _ in range(2):
        found = client.post("new", data={"place": "150109", "villages": "๕"})
        assert found.status_code == 200
        assert "ตำบลหัวไผ่" in found.text
    made = sorted(path.name for path in desk.root.iterdir() if path.name != "small")
    assert made == ["150109-หัวไผ่", "150109-หัวไผ่-2"]
    assert (desk.root / made[0] / "tambon.toml").is_file()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"place": "15"}, "6"),
        ({"place": "../../x"}, "รหัส"),
        ({"place": "990101"}, "ใส่ชื่อตำบล"),
        ({"place": "150109", "villages": "-1"}, "จำนวนเต็ม"),
        ({"place": "150109", "villages": "many"}, "จำนวนเต็ม"),
    ],
)
def test_what_cannot_be_a_project_is_refused(
    client: TestClient, desk: Desk, said: dict[str, str], told: str
) -> None:
    found = client.post("new", data=said)
    assert found.status_code == 400
    assert told in found.text
    assert [path.name for path in desk.root.iterdir()] == ["small"]


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b\\c", "con", "<b>&\"'", "สาธิต" * 15, "..", "2566"]
)
def test_a_hostile_name_makes_a_plain_folder(client: TestClient, desk: Desk, name: str) -> None:
    found = client.post("new", data={"place": "990101", "title": name})
    assert found.status_code == 200
    (made,) = (path.name for path in desk.root.iterdir() if path.name != "small")
    assert re.fullmatch(r"990101(-[\w\u0e00-\u0e7f]+)?", made)
    assert len(made.encode()) <= 100
    assert "<b>" not in found.text


def test_a_single_project_holds_no_other(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "small")
    desk = Desk(tmp_path / "small")
    with TestClient(make_app(desk), base_url="http://127.0.0.1") as client:
        start = f"/{desk.token}/th/"
        assert f"{start}new" not in client.get(start).text
        assert client.post(f"{start}new", data={"place": "150109"}).status_code == 400
        assert client.get(f"{start}p/small/").status_code == 200


# --- building ---


def test_what_the_page_builds_is_what_the_command_builds(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    home = desk.root / "small"
    assert "กำลังสร้าง" in client.post("p/small/making/build", data={"also": "geojson"}).text
    assert ended(desk).state == "done"
    shutil.copytree(SMALL, tmp_path / "by-hand")
    built = road.build(tmp_path / "by-hand", out=tmp_path / "by-hand", also=["geojson"])
    for one in built.files:
        same = home / one.relative_to(tmp_path / "by-hand")
        assert same.read_bytes() == one.read_bytes()
    text = client.get("p/small/making").text
    assert f"สร้างหน้าแผนที่แล้ว {len(built.files)} ไฟล์" in text
    assert client.get("p/small/making/state").json()["state"] == "done"


def test_the_pack_is_made_looked_at_and_carried_away(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    assert client.get("p/small/making/pack.zip").status_code == 404
    assert client.post("p/small/making/verify").status_code == 200
    assert ended(desk).state == "failed"
    client.post("p/small/making/pack")
    assert ended(desk).state == "done"
    text = client.get("p/small/making").text
    assert "ตรวจแล้ว ไฟล์ครบ" in text
    first, again = (client.get("p/small/making/pack.zip") for _ in range(2))
    assert hashlib.sha256(first.content).digest() == hashlib.sha256(again.content).digest()
    called = unquote(first.headers["content-disposition"])
    assert re.search(r"''ชุดส่งมอบ-ตัวอย่าง-25\d\d-\d\d-\d\d\.zip$", called)
    with zipfile.ZipFile(BytesIO(first.content)) as packed:
        packed.extractall(tmp_path / "given")
    found = verify(tmp_path / "given" / f"{CODE}-pack")
    assert found.doubts == ()
    assert found.area == CODE
    assert found.files > 10
    (desk.root / "small" / "maps" / CODE / "pack" / "README.txt").write_text("other")
    client.post("p/small/making/verify")
    assert {line.partition(":")[0] for line in ended(desk).result.doubts} == {"README.txt"}
    assert "README.txt" in client.get("p/small/making").text


def test_one_work_at_a_time(client: TestClient, desk: Desk) -> None:
    going = Event()
    desk.jobs.start(desk.root / "small", "build", lambda _: going.wait(30))
    try:
        for step in ("build", "pack", "verify"):
            found = client.post(f"p/small/making/{step}")
            assert found.status_code == 409
            assert "กำลังทำงานอยู่" in found.text
        text = client.get("p/small/making").text
        assert '<noscript><meta http-equiv="refresh"' in text
        assert "<form" not in text[text.index("<main") :]
    finally:
        going.set()
    assert ended(desk).state == "done"


def test_work_that_fails_says_why_and_keeps_what_was(client: TestClient, desk: Desk) -> None:
    home = desk.root / "small"
    client.post("p/small/making/build")
    assert ended(desk).state == "done"
    kept = (home / "maps" / CODE / "index.html").read_bytes()
    (home / "tambon.toml").write_text("[area\n", "utf-8")
    client.post("p/small/making/build")
    assert ended(desk).state == "failed"
    text = client.get("p/small/making").text
    assert 'role="alert"' in text
    assert "tambon.toml" in text
    assert (home / "maps" / CODE / "index.html").read_bytes() == kept


def test_a_fault_of_our_own_ends_the_work(client: TestClient, desk: Desk) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("inner matters")  # noqa: TRY003

    desk.jobs.start(desk.root / "small", "pack", broken)
    assert ended(desk).fault is None
    text = client.get("p/small/making").text
    assert "โปรแกรมขัดข้อง" in text
    assert "inner matters" not in text


def test_a_format_that_is_none_is_refused(client: TestClient, desk: Desk) -> None:
    assert client.post("p/small/making/build", data={"also": "exe"}).status_code == 400
    assert client.post("p/small/making/build", data={"audience": "all"}).status_code == 422
    assert desk.jobs.of(desk.root / "small") is None


# --- carrying ---


def test_a_zip_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    site = tmp_path / "maps" / CODE
    site.mkdir(parents=True)
    (site / "index.html").write_text("x")
    (site / "build.json").write_text('{"outputs": {"index.html": "0"}}')
    with pytest.raises(InputError):
        carry.carried(tmp_path, CODE, tmp_path / "none" / "a.zip", kind="page")
    with pytest.raises(MissingFileError):
        carry.carried(tmp_path, CODE, tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["maps"]


@pytest.mark.parametrize("code", ["..", "", "../maps", "๙๙", "a/b"])
def test_a_code_that_is_none_leads_nowhere(tmp_path: Path, code: str) -> None:
    (tmp_path / "index.html").write_text("x")
    assert carry.made(tmp_path / "home", code) == {}


# --- in the browser ---


@pytest.mark.browser
@pytest.mark.parametrize(("size", "script"), [(DESKTOP, True), (PHONE, False)])
def test_a_person_begins_builds_and_looks(
    desk: Desk, lonely: Browser, size: tuple[int, int], *, script: bool
) -> None:
    with listening(desk) as door:
        context = lonely.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script
        )
        page = context.new_page()
        page.goto(f"{door.origin}/{desk.token}/th/")
        page.get_by_role("link", name="เริ่มโครงการใหม่").click()
        page.get_by_label("ชื่อตำบล หรือรหัสตำบล").fill("หัวไผ่ อ่างทอง")
        page.get_by_role("button", name="ค้นหา").click()
        page.get_by_role("button", name="เริ่มโครงการ", exact=True).first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "ตำบลหัวไผ่"
        page.goto(f"{door.origin}/{desk.token}/th/p/small/making")
        page.get_by_role("button", name="สร้างหน้าแผนที่").click()
        page.get_by_text("สร้างหน้าแผนที่แล้ว").wait_for(timeout=SOON)
        page.get_by_role("navigation").get_by_role("link", name="ดูแผนที่").click()
        if script:
            inner = page.frame_locator("iframe.frame")
            inner.locator("#rows tbody tr").first.wait_for(state="attached", timeout=SOON)
        with context.expect_page() as opened:
            page.get_by_role("link", name="เปิดแผนที่").click()
        opened.value.wait_for_load_state()
        assert "แผนที่คุณภาพชีวิต" in opened.value.title()
        assert desk.token not in opened.value.content()
        if script:
            assert opened.value.evaluate("[origin, document.referrer, opener]") == [
                "null",
                "",
                None,
            ]
        context.close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over a project that was built, and one that is broken."""
    root = tmp_path_factory.mktemp("shown")
    shutil.copytree(SMALL, root / "small")
    shutil.copytree(SMALL, root / "broken")
    (root / "broken" / "tambon.toml").write_text("[area", "utf-8")
    road.build(root / "small", out=root / "small")
    return Desk(root)


SCREENS = ("", "new", "new?q=หัวไผ่", "new?q=zz", "p/small/", "p/small/making", "p/small/look",
           "p/broken/making", "p/broken/look", "p/none/", "nothing")  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_screen_has_a_fault(
    shown: Desk, lonely: Browser, size: tuple[int, int], lang: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found: list[str] = []
    with listening(shown) as door:
        context = lonely.new_context(
            viewport={"width": size[0], "height": size[1]}, bypass_csp=True
        )
        page = context.new_page()
        for screen in SCREENS:
            page.goto(f"{door.origin}/{shown.token}/{lang}/{screen}")
            drawn(page)
            told = axe.Axe().run(page, context={"exclude": [["iframe"]]}).response
            assert len(told["passes"]) > 5
            found += [f"{screen} {one['impact']} {one['id']}" for one in told["violations"]]
            found += [f"{screen} {one}" for one in _too_small(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        context.close()
    assert found == []


def _too_small(page: Page) -> list[str]:
    """Buttons, fields and links of menus that a thumb misses."""
    return page.evaluate(  # type: ignore[no-any-return]
        "() => [...document.querySelectorAll('button, .button, nav a, header a, select, summary,"
        " input:not([type=hidden]):not([type=radio]):not([type=checkbox]), .tick')]"
        ".filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)"
        ".map(one => one.outerHTML.slice(0, 80))"
    )


@pytest.mark.browser
def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(
    shown: Desk, lonely: Browser
) -> None:
    with listening(shown) as door, window(lonely, door.origin) as one:
        page = one.page
        page.goto(f"{door.origin}/{shown.token}/th/p/small/making")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(outline) == "solid"
        assert one.complaints == []
        assert one.foreign == []


@pytest.mark.browser
def test_files_are_told_before_they_are_sent(shown: Desk, lonely: Browser, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.csv" for n in range(shown.limits.files + 1)]
    for one in files:
        one.write_text("a,b\n")
    with listening(shown) as door, window(lonely, door.origin, PHONE) as opened:
        page = opened.page
        page.goto(f"{door.origin}/{shown.token}/th/p/small/files")
        with page.expect_file_chooser() as chooser:
            page.get_by_text("เลือกไฟล์", exact=True).click()
        chooser.value.set_files(files[:2])
        assert page.locator(".chosen li").all_inner_texts() == ["0.csv · 1 KB", "1.csv · 1 KB"]
        assert page.locator(".drop [role=alert]").count() == 0
        page.set_input_files("input[type=file]", files)
        assert "ไม่เกิน 60 ไฟล์" in page.locator(".drop [role=alert]").inner_text()
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.method))
        page.locator("form:has(.drop) button").first.click()
        assert sent == []
        assert opened.complaints == []
