"""Boundaries out of a wider layer, in the local page: seen first, then cut; never led astray."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from loaders_support import shared
from loopback import Share, shared_on_loopback
from serve_door import Door, listening
from serve_support import DESKTOP, PHONE, drawn, lonely, window
from test_browser_axe import GRAVE, faults

from tambon_gis.cli import main
from tambon_gis.render import made_once
from tambon_gis.serve.desk import Desk, Limits
from tambon_gis.serve.guard import Guard
from tambon_gis.study.fetching import hosts
from tambon_gis.study.load import read_project

httpx = pytest.importorskip("httpx")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["lonely"]

NAME = "ตำบล"
MIDDLE = "990105"
MB = 1_000_000
DOCUMENT = (
    '# of the group\n[area]\ncode = "990105"\nname = { th = "ก", en = "A" }\nsynthetic = true\n'
    '[boundary]\nlevel = "village"\n'
)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine square tambons of one amphoe."""
    rows, shapes = [], []
    for at in range(9):
        rows.append({"TAM_CODE": f"99010{at + 1}", "TAM_NAM_T": f"ตำบลที่{at + 1}"})
        x, y = 100 + at % 3 / 10, 14 + at // 3 / 10
        shapes.append(shapely.box(x, y, x + 0.1, y + 0.1))
    path = tmp_path_factory.mktemp("country") / "country.geojson"
    gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(path, engine="pyogrio")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project without any boundary."""
    out = tmp_path / "root" / NAME
    (out / "inputs").mkdir(parents=True)
    (out / "tambon.toml").write_text(DOCUMENT, "utf-8")
    return out


@pytest.fixture
def page(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The page of that folder; what it downloads lies beside."""
    monkeypatch.setattr(made_once, "folder", lambda: home.parent.parent / "cache")
    with listening(Desk(home.parent, limits=Limits(upload=5 * MB))) as running:
        yield running


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer stands for a server of the office: the page's own way there is not gone."""
    monkeypatch.setattr(hosts, "place_of", lambda _number: "near")


class Client:
    """Forms of the screen as a browser sends them."""

    def __init__(self, page: Door) -> None:
        self.page = page
        self.root = f"{page.origin}/{page.desk.token}/th/p/{NAME}"
        self.http = httpx.Client(headers={"Origin": page.origin}, follow_redirects=True, timeout=60)

    def get(self, path: str = "boundaries") -> str:
        answer = self.http.get(f"{self.root}/{path}")
        assert answer.status_code == 200
        return answer.text

    def post(self, step: str, expected: int = 200, **form: object) -> str:
        answer = self.http.post(f"{self.root}/boundaries/{step}", data=form)
        assert answer.status_code == expected, answer.text
        return answer.text

    def send(self, *paths: Path, expected: int = 200) -> str:
        files = [("files", (one.name, one.read_bytes())) for one in paths]
        answer = self.http.post(f"{self.root}/boundaries/send", files=files)
        assert answer.status_code == expected, answer.text
        return self.done()

    def done(self) -> str:
        """The screen when the work has ended."""
        ends = monotonic() + 60
        state = f"{self.root}/boundaries/state"
        while self.http.get(state).json()["state"] == "running" and monotonic() < ends:
            sleep(0.05)
        return self.get()


@pytest.fixture
def client(page: Door) -> Iterator[Client]:
    out = Client(page)
    yield out
    out.http.close()


def mark_of(text: str) -> str:
    return text.partition('name="mark" value="')[2].partition('"')[0]


def seen_of(text: str) -> str:
    return text.partition('name="seen" value="')[2].partition('"')[0]


def incoming(home: Path) -> list[str]:
    return [one.name for one in (home / "inputs").iterdir() if one.name.startswith(".incoming-")]


def test_what_the_page_writes_is_what_the_command_writes(
    client: Client, home: Path, country: Path, tmp_path: Path
) -> None:
    shown = client.send(country)
    for told in (MIDDLE, "ตำบลที่5", "TAM_CODE", "TAM_NAM_T", "9 แถว", "8 แห่ง", "<svg"):
        assert told in shown
    assert not (home / "boundaries").exists()
    client.post("keep", mark=mark_of(shown), seen=seen_of(shown), licence="CC0-1.0",
                credit="กรมสมมุติ", neighbours="true")  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    (other / "tambon.toml").write_text(DOCUMENT, "utf-8")
    line = ["boundaries", MIDDLE, "--from", str(country), "--folder", str(other)]
    with pytest.raises(SystemExit):
        main([*line, "--licence", "CC0-1.0", "--credit", "กรมสมมุติ"])
    ends = (".gpkg", "-around.gpkg", ".source.toml")
    for name in ("tambon.toml", *(f"boundaries/tambon-{MIDDLE}{end}" for end in ends)):
        assert (home / name).read_bytes() == (other / name).read_bytes()
    assert read_project(home)[0].boundary.credit == "กรมสมมุติ"
    assert incoming(home) == []
    assert "boundaries/send" in client.get()


def test_the_command_looks_first_and_writes_nothing(
    country: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["boundaries", MIDDLE, "--from", str(country), "--look", "--out", str(tmp_path)])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "TAM_CODE" in said
    assert "8" in said
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_is_not_there_names_its_siblings_and_nothing_is_lost(
    client: Client, home: Path, country: Path, tmp_path: Path
) -> None:
    lacking = tmp_path / "lacking.geojson"
    frame = gpd.read_file(country)
    frame[frame["TAM_CODE"] != MIDDLE].to_file(lacking, engine="pyogrio")
    shown = client.send(lacking)
    assert 'role="alert"' in shown
    assert "990104 ตำบลที่4, 990106 ตำบลที่6" in shown
    assert "[boundary]" not in shown
    assert len(incoming(home)) == 1
    again = client.post("again", mark=mark_of(shown), code="๙๙๐๑๐๕๐๑", level="village")
    assert "ยังใช้ไฟล์นี้ไม่ได้" in client.done() + again
    client.post("stop")
    assert incoming(home) == []


def test_columns_that_are_not_found_are_named_by_the_person(
    client: Client, home: Path, country: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.geojson"
    gpd.read_file(country).rename(columns={"TAM_CODE": "X1", "TAM_NAM_T": "X2"}).to_file(
        odd, engine="pyogrio"
    )
    shown = client.send(odd)
    assert "X1, X2" in shown
    client.post("again", mark=mark_of(shown), code_column="X1", name_column="X2")
    shown = client.done()
    assert "ตำบลที่5" in shown
    person = client.post("keep", 400, mark=mark_of(shown), credit="นายสมชาย ใจดี", licence="CC0")
    assert 'value="CC0"' in person
    assert not (home / "boundaries").exists()
    client.post("keep", mark=mark_of(person), credit="กรม", licence="CC0")
    assert [one.name for one in sorted((home / "boundaries").iterdir())] == [
        f"tambon-{MIDDLE}.gpkg",
        f"tambon-{MIDDLE}.source.toml",
    ]


def test_two_windows_do_not_clobber_each_other(client: Client, home: Path, country: Path) -> None:
    first = client.send(country)
    second = client.send(country)
    assert len(incoming(home)) == 1
    client.post("keep", 409, mark=mark_of(first), seen=seen_of(first))
    (home / "tambon.toml").write_text(DOCUMENT + "# a hand\n", "utf-8")
    client.post("keep", 409, mark=mark_of(second), seen=seen_of(second))
    assert not (home / "boundaries").exists()
    client.post("keep", mark=mark_of(second), seen=seen_of(client.get()))
    assert "# a hand" in (home / "tambon.toml").read_text("utf-8")


def test_a_large_file_is_laid_into_the_folder_and_chosen(
    client: Client, home: Path, country: Path, tmp_path: Path
) -> None:
    shutil.copy(country, home / "inputs" / "ทั้งประเทศ.geojson")
    (tmp_path / "outside.geojson").write_bytes(country.read_bytes())
    (home / "inputs" / "link.geojson").symlink_to(tmp_path / "outside.geojson")
    offered = client.get()
    assert 'value="inputs/ทั้งประเทศ.geojson"' in offered
    assert "link.geojson" not in offered
    for way in ("inputs/link.geojson", "../../outside.geojson", str(tmp_path / "outside.geojson"),
                "tambon.toml", "inputs/../tambon.toml", "file:///etc/passwd", ""):  # fmt: skip
        assert 'role="alert"' in client.post("laid", 400 if way else 422, file=way)
    client.post("laid", file="inputs/ทั้งประเทศ.geojson")
    assert "ตำบลที่5" in client.done()
    client.post("stop")
    assert (home / "inputs" / "ทั้งประเทศ.geojson").exists()


def test_names_and_kinds_that_are_sent_lead_nowhere(
    client: Client, home: Path, country: Path, tmp_path: Path
) -> None:
    before = sorted(one.name for one in home.parent.parent.rglob("*"))
    parts = [("files", (name, b"x")) for name in ("a.shp", "b.dbf")]
    for files, status in (
        ([("files", ("../../../x.geojson", b"{}"))], 200),
        ([("files", ("\u202e<script>.zip", b"PK\x03\x04"))], 200),
        ([("files", ("CON", b""))], 200),
        (parts, 400),
        ([("files", ("big.gpkg", bytes(6 * MB)))], 413),
    ):
        answer = client.http.post(f"{client.root}/boundaries/send", files=files)
        assert answer.status_code == status
        told = client.done() if status == 200 else answer.text
        assert 'role="alert"' in told
        assert "<script>." not in told
        client.post("stop")
    assert sorted(one.name for one in home.parent.parent.rglob("*")) == sorted([*before, ".lock"])
    assert country.exists()
    assert list(tmp_path.glob("x*")) == []


ADDRESSES = [
    "file:///etc/passwd", "ftp://example.org/a.zip", "data:application/json,{}", "//example.org/a",
    "javascript:alert(1)", "gopher://example.org/", "http://", "https:///a", "example.org/a.zip",
    "http://user:secret@example.org/a.zip", "https://data.go.th@evil.example/a.zip",
    "http://127.0.0.1:{port}/{token}/th/", "http://localhost:{port}/", "http://LOCALHOST./",
    "http://[::1]:{port}/", "http://0.0.0.0:{port}/", "http://127.1:{port}/", "http://2130706433/",
    "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://a.localhost/",
    "http://169.254.169.254/latest", "http://example.org\\@127.0.0.1/", "http://exa\u202emple.org/",
    "http://[::1/", "http://example.org:0/", "http://example.org:99999/", "inputs/a.geojson",
]  # fmt: skip


def test_addresses_that_lead_astray_are_refused_before_anybody_is_asked(
    client: Client, page: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.Session.request", _never)
    for one in ADDRESSES:
        address = one.replace("{port}", str(page.port)).replace("{token}", page.desk.token)
        for step in ("address", "fetch"):
            told = client.post(step, 400, address=address)
            assert 'role="alert"' in told
            assert "secret" not in told.replace(f'value="{address}"', "")
        assert page.desk.jobs.of(page.desk.root / NAME / "boundaries") is None


def _never(*_: object, **__: object) -> None:
    raise AssertionError


def test_a_good_address_is_shown_by_its_host_and_nobody_is_asked_yet(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", _only_here)
    shown = client.post("address", address=" https://data.example.org:8443/a.zip?key=hidden ")
    assert "<strong>data.example.org:8443</strong>" in shown
    assert "https://data.example.org:8443/a.zip?…" in shown
    assert "เครือข่ายของสำนักงาน" not in shown
    assert "เครือข่ายของสำนักงาน" in client.post("address", address="http://10.0.0.9/a.zip")


_ASK = socket.getaddrinfo


def _always_here(_host: object, port: int, *_rest: object, **_more: object) -> object:
    return _ASK("127.0.0.1", port)


def _only_here(host: object, *rest: object, **more: object) -> object:
    assert host == "127.0.0.1"
    return _ASK(host, *rest, **more)


def test_a_name_that_turns_out_to_be_this_computer_is_not_asked(
    client: Client, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS may say anything: the number that answers is looked at before a word is said."""
    with shared_on_loopback(Share(country.read_bytes())) as share:
        port = share.address.split(":")[2]
        monkeypatch.setattr("urllib3.util.connection.socket.getaddrinfo", _always_here)
        client.post("fetch", address=f"http://data.example.org:{port}")
        shown = client.done()
        assert "ชี้กลับมาที่เครื่องนี้" in shown
        assert share.asked == []
        monkeypatch.setattr(hosts, "place_of", lambda _number: "near")
        client.post("fetch", address=f"http://other.example.org:{port}")
        assert "เครือข่ายของสำนักงาน" in client.done()
        assert share.asked == []


class _Leads(BaseHTTPRequestHandler):
    to = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.to)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_no_redirect_leads_into_this_computer(
    client: Client, page: Door, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that stands for one of the web leads on to the page itself, and to another."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Leads)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    judged = hosts.Way.met

    def met(way: hosts.Way, host: str, number: str) -> None:
        judged(way, host, "8.8.8.8" if host == "web.example.org" else number)

    monkeypatch.setattr(hosts.Way, "met", met)
    monkeypatch.setattr("urllib3.util.connection.socket.getaddrinfo", _always_here)
    heard: list[bytes] = []
    guarded = Guard.__call__

    async def counted(guard: Guard, scope: Any, receive: Any, send: Any) -> None:
        heard.extend(value for name, value in scope["headers"] if name == b"user-agent")
        await guarded(guard, scope, receive, send)

    monkeypatch.setattr(Guard, "__call__", counted)
    try:
        with shared_on_loopback(Share(country.read_bytes())) as share:
            own = f"http://127.0.0.1:{page.port}/{page.desk.token}/th/"
            back = f"http://back.example.org:{share.address.split(':')[2]}"
            near = own.replace("127.0.0.1", "localhost")
            files = ("file:///etc/passwd", "ftp://example.org/")
            for at, to in enumerate((own, near, share.address, back, *files)):
                _Leads.to = to
                client.post("fetch", address=f"http://web.example.org:{web.server_port}/{at}.zip")
                shown = client.done()
                assert 'role="alert"' in shown
                assert 'name="neighbours"' not in shown
            assert share.asked == []
            assert "/etc/passwd" not in shown
        assert heard
        assert b"tambon-gis" not in heard  # the page was asked by this test alone
    finally:
        web.shutdown()
        thread.join()
        web.server_close()


@pytest.mark.usefixtures("office")
def test_a_download_that_breaks_off_goes_on_and_the_secret_stays_here(
    client: Client, page: Door, home: Path, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tambon_gis.study.fetching.fetch.WAITS", (0.0,))
    with shared_on_loopback(Share(country.read_bytes(), cut_at=[500])) as share:
        address = f"{share.address}?key=hidden"
        assert "127.0.0.1" in client.post("address", address=address)
        client.post("fetch", address=address)
        shown = client.done()
        assert [one.get("Range") for one in share.asked] == [None, "bytes=500-"]
        assert page.desk.token not in json.dumps(share.asked)
        assert not {"Referer", "Cookie", "Origin"} & {*share.asked[0], *share.asked[1]}
        client.post("keep", mark=mark_of(shown), seen=seen_of(shown))
        record = tomllib.loads((home / "boundaries" / f"tambon-{MIDDLE}.source.toml").read_text())
        assert record["source"]["from"] == f"{share.address}?…"
        client.post("fetch", address=address)
        assert "โหลดไว้ก่อนแล้ว" in client.done()
        assert len(share.asked) == 2


@pytest.mark.usefixtures("office")
def test_ten_gigabytes_are_not_fetched_and_work_can_be_stopped(client: Client, home: Path) -> None:
    with shared_on_loopback(Share(b"{}", length=10 * 2**30)) as share:
        client.post("fetch", address=share.address)
        assert "ใหญ่เกิน 4,096 MB" in client.done()
    held, arrived = threading.Event(), threading.Event()

    def after(_: Share) -> None:
        arrived.set()
        held.wait(20)

    with shared_on_loopback(Share(b"{" + b" " * 300_000, length=10**6, after=after)) as share:
        share.cut_at = [200_000] * 50
        client.post("fetch", address=share.address)
        assert arrived.wait(20)
        assert "กำลังดูไฟล์แนวเขต" in client.get()
        assert "<h1" in client.get("files")  # it can be left
        client.post("fetch", 409, address=share.address)
        client.post("stop")
        held.set()
        assert "boundaries/send" in client.done()
    assert not (home / "boundaries").exists()


@pytest.mark.parametrize("number", ["8.8.8.8", "2001:4860:4860::8888", "1.1.1.1"])
def test_numbers_of_the_web(number: str) -> None:
    assert hosts.place_of(number) == "web"


@pytest.mark.parametrize(
    ("number", "place"),
    [("10.1.2.3", "near"), ("172.16.0.1", "near"), ("192.168.0.9", "near"), ("fd00::1", "near"),
     ("100.64.0.1", "near"), ("fe80::1%eth0", "near"), ("::ffff:10.0.0.1", "near"),
     ("127.8.8.8", "here"), ("::1", "here"), ("::", "here"), ("0.0.0.0", "here"),  # noqa: S104
     ("169.254.1.1", "here"), ("224.0.0.1", "here"), ("ff02::1", "here"), ("nobody", "here"),
     ("64:ff9b::a00:1", "near"), ("255.255.255.255", "here")],
)  # fmt: skip
def test_numbers_that_are_not(number: str, place: str) -> None:
    assert hosts.place_of(number) == place


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.usefixtures("office")
def test_an_officer_begins_with_a_file_of_the_country(
    page: Door, home: Path, country: Path, lonely: Browser, size: tuple[int, int]
) -> None:
    with (
        window(lonely, page.origin, size) as at,
        shared_on_loopback(Share(country.read_bytes())) as share,
    ):
        opened = at.page
        opened.goto(f"{page.origin}/{page.desk.token}/th/p/{NAME}/drawing")
        opened.get_by_role("link", name="ตัดแนวเขตจากไฟล์").click()
        opened.get_by_role("textbox", name="ที่อยู่ของไฟล์").fill(share.address)
        opened.get_by_role("button", name="ตรวจที่อยู่").click()
        assert share.asked == []
        opened.get_by_role("button", name="โหลดไฟล์").click()
        opened.get_by_role("heading", name="พบแนวเขตแล้ว ตรวจดูก่อนใช้").wait_for()
        opened.get_by_role("button", name="ใช้ไฟล์อื่น").click()
        opened.locator("input[type=file]").set_input_files(country)
        opened.get_by_role("button", name="ดูไฟล์นี้").click()
        opened.get_by_role("img", name="รูปแนวเขตตำบล 1 แห่ง มีพื้นที่ข้างเคียง 8 แห่ง").wait_for()
        opened.get_by_role("textbox", name="ที่มาของแนวเขต").fill("กรมสมมุติ")
        opened.get_by_role("button", name="ตัดและใช้ในโครงการ").click()
        assert "ใช้แนวเขตตำบล 1 แห่ง" in opened.get_by_role("status").first.inner_text()
        opened.locator("#canvas path").first.wait_for(state="attached")
        assert at.foreign == []
        assert at.complaints == []
    assert read_project(home)[0].boundary.file == f"boundaries/tambon-{MIDDLE}.gpkg"


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_screen_has_a_grave_fault(
    page: Door, client: Client, country: Path, lonely: Browser, size: tuple[int, int], lang: str
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = lonely.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    opened, way = context.new_page(), f"{page.origin}/{page.desk.token}/{lang}/p/{NAME}/boundaries"

    def look() -> None:
        drawn(opened)
        assert opened.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert [one for one in faults(opened) if one.split()[0] in GRAVE] == []

    opened.goto(way)
    look()
    opened.locator("#address").fill("https://data.example.org/a/th.zip?key=1")
    opened.locator("form[action$=address] button").click()
    look()
    opened.goto(way)
    opened.locator("#address").fill("http://localhost/a")
    opened.locator("form[action$=address] button").click()
    look()
    client.send(country)
    opened.goto(way)
    for one in opened.locator("summary").all():
        one.click()
    look()
    context.close()


def test_a_fresh_project_can_be_begun_with_a_layer_of_the_real_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first form of the page to a village that is drawn and loaded."""
    import datetime as dt

    from tambon_gis.study import outlines
    from tambon_gis.study.load import load

    layer = shared("boundaries/thailand_tambon.geojson.gz")
    monkeypatch.setattr(made_once, "folder", lambda: tmp_path / "cache")
    root = tmp_path / "root"
    root.mkdir()
    with listening(Desk(root)) as page:
        begun = Client(page)
        new = f"{page.origin}/{page.desk.token}/th/new"
        begun.http.post(new, data={"place": "150109", "villages": "5"})
        (home,) = root.iterdir()
        begun.root = f"{page.origin}/{page.desk.token}/th/p/{home.name}"
        assert "boundaries" in begun.get("drawing")
        shown = begun.send(layer)
        assert "หัวไผ่" in shown
        assert "7,425 แถว" in shown
        drawing = begun.post("keep", mark=mark_of(shown), neighbours="true")
        assert 'id="canvas"' in drawing
        assert "มีขอบเขตตำบลแล้ว" in begun.get("files")
        begun.http.close()
    place = gpd.read_file(home / "boundaries" / "tambon-150109.gpkg").geometry[0]
    spot = place.representative_point().buffer(0.003)
    outlines.add(home, "15010901", spot, by="ผู้ใหญ่บ้าน", on=dt.date(2026, 1, 2), name="ก")
    assert load(home).boundaries["place"].tolist() == ["15010901"]
