"""The guard of the local page: whom it lets in, what it sends with every answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tambon_gis.serve import app as app_of_the_page
from tambon_gis.serve.app import SILENT, make_app
from tambon_gis.serve.desk import Desk
from tambon_gis.serve.guard import HEADERS
from tambon_gis.serve.here import MORE, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "http://127.0.0.1"
SMALL = Path(__file__).parent / "data" / "small"


def root_of(place: Path) -> Path:
    """A folder with one project, and a file beside it that is nobody's business."""
    shutil.copytree(SMALL, place / "root" / "small")
    (place / "secret.txt").write_text("9f3c-hidden")
    return place / "root"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk on which nothing is changed."""
    return Desk(root_of(tmp_path_factory.mktemp("guard")))


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    """A browser on this computer."""
    with TestClient(make_app(desk), base_url=HERE, follow_redirects=False) as out:
        yield out


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[TestClient, Desk]]:
    """The same for a test that changes what is there."""
    desk = Desk(root_of(tmp_path))
    with TestClient(make_app(desk), base_url=HERE, follow_redirects=False) as out:
        yield out, desk


def test_every_address_begins_with_a_secret_of_a_desk(desk: Desk) -> None:
    routes = [route.path for route in make_app(desk).routes]
    assert len(routes) > 20
    assert all(path.startswith((f"/{desk.token}/", f"/{desk.glass}/")) for path in routes)
    assert len({desk.token, desk.glass, Desk(desk.root).token}) == 3
    assert min(len(desk.token), len(desk.glass)) >= 32


def test_who_knows_the_secret_sees_the_projects(client: TestClient, desk: Desk) -> None:
    found = client.get(f"/{desk.token}/th/")
    assert found.status_code == 200
    assert f'href="/{desk.token}/th/p/small/"' in found.text


@pytest.mark.parametrize("screen", [name for name, _ in (*STEPS, *MORE)])
def test_every_step_of_the_menu_leads_somewhere(
    client: TestClient, desk: Desk, screen: str
) -> None:
    for lang in ("th", "en"):
        found = client.get(f"/{desk.token}/{lang}/p/small/{screen}", follow_redirects=True)
        assert found.status_code == 200, screen
        assert len(re.findall(r"<h1[ >]", found.text)) == 1
        assert f'<html lang="{lang}">' in found.text
        assert 'aria-current="page"' in found.text


@pytest.mark.parametrize(
    "path",
    ["/", "/th/", "//", "/x/th/", "/{token}x/th/", "/{short}/th/", "/{upper}/th/", "/{glass}/th/"],
)
def test_without_the_secret_nothing_is_shown(client: TestClient, desk: Desk, path: str) -> None:
    told = path.format(
        token=desk.token, short=desk.token[:-1], upper=desk.token.swapcase(), glass=desk.glass
    )
    found = client.get(told)
    assert found.status_code in {403, 404}
    assert "small" not in found.text
    assert desk.token not in found.text.replace(told, "")


HOSTS = [
    "evil.example", "127.0.0.1.evil.example", "127.0.0.1:81", "localhost:8000", "127.0.0.2",
    "192.168.1.5", "0.0.0.0",  # noqa: S104
    "[::1", "127.0.0.1@evil.example", "evil@127.0.0.1", "127.0.0.1:",
    "127.0.0.1:80:80", "", " ", "127.0.0.1\u0131", "2130706433", "127.1", "LOCALHOST.", "[::2]",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_no_other_name_leads_here(client: TestClient, desk: Desk, host: str) -> None:
    found = client.get(f"/{desk.token}/th/", headers={"host": host.encode()})
    assert found.status_code == 421
    assert "small" not in found.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:80", "localhost", "[::1]"])
def test_names_of_this_computer_lead_here(client: TestClient, desk: Desk, host: str) -> None:
    assert client.get(f"/{desk.token}/th/", headers={"host": host}).status_code == 200


ORIGINS = [
    "http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:81", "http://localhost",
    "file://", "http://127.0.0.1.evil.example", "http://127.0.0.1/", "chrome-extension://abc", "",
]  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_other_page_may_ask(client: TestClient, desk: Desk, origin: str, method: str) -> None:
    before = {path.name for path in desk.root.iterdir()}
    found = client.request(
        method, f"/{desk.token}/th/new", headers={"origin": origin},
        data={"place": "150109"} if method == "POST" else None,
    )  # fmt: skip
    assert found.status_code == 403
    assert {path.name for path in desk.root.iterdir()} == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "strange"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_browser_says_comes_from_elsewhere_is_refused(
    client: TestClient, desk: Desk, site: str, method: str
) -> None:
    found = client.request(method, f"/{desk.token}/th/new", headers={"sec-fetch-site": site})
    assert found.status_code == 403


def test_a_form_of_ours_is_taken(fresh: tuple[TestClient, Desk]) -> None:
    client, desk = fresh
    said = {"origin": HERE, "sec-fetch-site": "same-origin"}
    found = client.post(f"/{desk.token}/th/new", data={"place": "150109"}, headers=said)
    assert found.status_code == 303
    (made,) = (path.name for path in desk.root.iterdir() if path.name != "small")
    assert made == "150109-หัวไผ่"
    told = client.get(found.headers["location"]).text
    assert 'role="status"' in told


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X"]
)
def test_other_methods_are_refused(client: TestClient, desk: Desk, method: str) -> None:
    found = client.request(method, f"/{desk.token}/th/")
    assert found.status_code == 405
    assert found.headers["allow"] == "GET, HEAD, POST"
    assert "access-control-allow-origin" not in found.headers


KINDS = [
    "text/plain",
    "application/xml",
    "text/xml",
    "image/png",
    "application/x-www-form-urlencodedx",
]


@pytest.mark.parametrize("kind", KINDS)
def test_only_forms_are_taken(client: TestClient, desk: Desk, kind: str) -> None:
    found = client.post(
        f"/{desk.token}/th/new", content=b"place=150109", headers={"content-type": kind}
    )
    assert found.status_code == 400


@pytest.mark.parametrize(
    "twice", ["host", "origin", "content-length", "content-type", "sec-fetch-site"]
)
def test_nothing_is_said_twice(client: TestClient, desk: Desk, twice: str) -> None:
    one = {"host": "127.0.0.1", "origin": HERE, "sec-fetch-site": "same-origin"}.get(twice, "0")
    told = [("host", "127.0.0.1")] if twice != "host" else []
    said = [*told, (twice, one), (twice, one)]
    assert client.get(f"/{desk.token}/th/", headers=said).status_code == 400


@pytest.mark.parametrize(
    "said",
    [
        {"content-encoding": "gzip"}, {"content-length": "-1"}, {"content-length": "1e3"},
        {"content-length": "9" * 30}, {"content-length": "5", "transfer-encoding": "chunked"},
    ],
)  # fmt: skip
def test_packed_and_ambiguous_bodies_are_refused(
    client: TestClient, desk: Desk, said: dict[str, str]
) -> None:
    assert client.get(f"/{desk.token}/th/", headers=said).status_code == 400


WAYS = [
    "p/small/../../secret.txt", "p/..%2f..%2fsecret.txt/files", "p/%2e%2e/files",
    "p/..%5c..%5csecret/", "p/small%00/files", "p/small/..;/", "p/C:%5c/", "p//", "p/./",
    "p/small/%0d%0aSet-Cookie:a=b", "p/%ff/", "../secret.txt", "..%2fsecret.txt",
    "static/../../secret.txt", "p/" + "a" * 5000 + "/",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_way_out_of_the_folder(client: TestClient, desk: Desk, way: str) -> None:
    token, glass = desk.token, desk.glass
    for start in (f"{token}/th/", f"{token}/static/", f"{glass}/", f"{glass}/small/page/"):
        found = client.get(f"/{start}{way}")
        assert found.status_code in {400, 403, 404, 405, 422}
        assert "9f3c-hidden" not in found.text
        assert "[area]" not in found.text
        if desk.glass in start:
            assert desk.token not in found.text
        assert "set-cookie" not in found.headers


def test_every_answer_carries_the_policies(client: TestClient, desk: Desk) -> None:
    answers = [
        client.get(f"/{desk.token}/th/"),
        client.get(f"/{desk.token}/th/none"),
        client.get("/none"),
        client.get(f"/{desk.token}/static/serve.css"),
        client.post(f"/{desk.token}/th/new", data={"place": "15"}),
    ]
    assert [one.status_code for one in answers] == [200, 404, 403, 200, 400]
    for one in answers:
        assert set(HEADERS) <= {name for name in HEADERS if name in one.headers}
        policy = one.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"https?:|\*", policy)
        assert "server" not in one.headers


def test_nothing_on_a_screen_comes_from_elsewhere(client: TestClient, desk: Desk) -> None:
    for path in ("", "new", "p/small/", "p/small/making", "p/small/look", "none"):
        text = client.get(f"/{desk.token}/th/{path}").text
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text)


def test_the_language_switch_stays_on_the_screen(client: TestClient, desk: Desk) -> None:
    text = client.get(f"/{desk.token}/th/new?q=%E0%B8%AB").text
    assert f'href="/{desk.token}/en/new?q=%E0%B8%AB"' in text


def test_what_is_said_on_a_screen_cannot_be_made_up(client: TestClient, desk: Desk) -> None:
    text = client.get(f"/{desk.token}/th/?told=projects.begun").text
    assert 'role="status"' not in text


HOSTILE = [
    '"><script>alert(1)</script>',
    "{{7*7}}",
    "' onload='x",
    "<img src=x onerror=x>",
    "ไม่มี\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_wrote_is_shown_as_text(client: TestClient, desk: Desk, text: str) -> None:
    found = client.get(f"/{desk.token}/th/new", params={"q": text})
    assert found.status_code in {200, 400}
    assert "<script>alert" not in found.text
    assert "<img src" not in found.text
    assert "49" not in re.sub(desk.token, "", found.text)
    assert "' onload='x" not in found.text


def test_a_folder_with_a_hostile_name_is_listed_as_text(fresh: tuple[TestClient, Desk]) -> None:
    client, desk = fresh
    bad = desk.root / "<b onclick=x>&'"
    shutil.copytree(desk.root / "small", bad)
    text = client.get(f"/{desk.token}/th/").text
    assert "<b onclick" not in text
    assert client.get(f"/{desk.token}/th/p/%3Cb%20onclick%3Dx%3E%26%27/").status_code == 200


def test_a_link_in_the_folder_is_no_project(fresh: tuple[TestClient, Desk], tmp_path: Path) -> None:
    client, desk = fresh
    shutil.copytree(SMALL, tmp_path / "elsewhere")
    (desk.root / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "p/link/" not in client.get(f"/{desk.token}/th/").text
    assert client.get(f"/{desk.token}/th/p/link/").status_code == 404


def test_built_pages_are_locked_away(fresh: tuple[TestClient, Desk]) -> None:
    client, desk = fresh
    site = desk.root / "small" / "maps" / "990101"
    code = re.search(r'code = "(\w+)"', (SMALL / "tambon.toml").read_text("utf-8"))
    assert code
    site = site.with_name(code[1])
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>page")
    (site / "own.txt").write_text("not listed")
    (site / "build.json").write_text('{"outputs": {"index.html": "0", "../../tambon.toml": "0"}}')
    glass = f"/{desk.glass}/small/page"
    elsewhere = {"sec-fetch-site": "cross-site"}
    found = client.get(f"{glass}/index.html", headers=elsewhere)
    assert found.text == "<p>page"
    policy = found.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts allow-popups allow-downloads allow-modals;")
    assert "allow-same-origin" not in policy
    assert "connect-src 'none'" in policy
    for name in ("own.txt", "../../tambon.toml", "%2e%2e/%2e%2e/tambon.toml", "../index.html", ""):
        assert client.get(f"{glass}/{name}").status_code in {400, 403, 404}
    assert client.post(f"{glass}/index.html", headers=elsewhere).status_code == 403
    text = client.get(f"/{desk.token}/th/p/small/look").text
    assert desk.token not in found.text
    assert f'src="{glass}/index.html"' in text
    assert 'sandbox="allow-scripts allow-popups allow-downloads allow-modals"' in text
    assert 'referrerpolicy="no-referrer"' in text


def test_a_fault_of_our_own_tells_nothing_of_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the house")  # noqa: TRY003

    monkeypatch.setattr(Desk, "projects", broken)
    app = make_app(desk)
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        found = client.get(f"/{desk.token}/th/")
    assert found.status_code == 500
    assert "secret of the house" not in found.text
    assert found.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(("told", "silent"), [(SILENT, True), (None, False)])
def test_nobody_is_told_what_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, bool] | None, *, silent: bool
) -> None:
    trace = pytest.importorskip("opentelemetry.trace")
    heard: list[str] = []

    class Collector(trace.TracerProvider):  # type: ignore[misc, name-defined]
        def get_tracer(self, name: str, *_: object, **__: object) -> object:
            heard.append(name)
            return trace.NoOpTracer()

    monkeypatch.setattr(trace, "get_tracer_provider", Collector)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    app = FastAPI(telemetry=told or {"auto_configure": False})
    app.get("/")(lambda: "x")
    with TestClient(app) as client:
        assert client.get("/").status_code == 200
    assert (heard == []) == silent


def test_the_page_is_silent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(app_of_the_page, "FastAPI", lambda **how: given.update(how) or FastAPI())
    make_app(desk)
    assert given["telemetry"] is SILENT
    assert not any(SILENT.values())
