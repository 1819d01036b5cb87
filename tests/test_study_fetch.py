"""Downloads from a server on this computer that breaks off, lies or is hostile."""

from __future__ import annotations

import hashlib
import random
import socket
from typing import TYPE_CHECKING

import pytest
from loopback import Share, shared_on_loopback

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.render import made_once
from tambon_gis.study.fetching import download
from tambon_gis.study.fetching.download import plain_address
from tambon_gis.study.fetching.fetch import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

RANDOM = random.Random(8)  # noqa: S311 - any bytes
CONTENT = b'{"type": "FeatureCollection"}' + RANDOM.randbytes(300_000)
AT_ONCE = (0.0, 0.0)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(made_once, "folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def share(cache: Path) -> Iterator[Share]:
    assert cache.parent.is_dir()
    with shared_on_loopback(Share(CONTENT)) as served:
        yield served


def code_of(address: str, **more: object) -> str:
    with pytest.raises(InputError) as caught:
        fetch(address, waits=AT_ONCE, **more)  # type: ignore[arg-type]
    assert "secret" not in caught.value.tell() + repr(caught.value)
    return caught.value.code


def leftovers(cache: Path) -> set[str]:
    return {one.name for one in cache.rglob("*") if one.is_file() and not one.name.startswith(".")}


def test_a_file_comes_whole_and_is_not_asked_for_twice(share: Share) -> None:
    first = fetch(share.address)
    assert first.path.read_bytes() == CONTENT
    assert first.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (first.size, first.again, first.path.suffix) == (len(CONTENT), False, ".geojson")
    assert fetch(share.address).again
    assert len(share.asked) == 1
    assert not fetch(share.address, fresh=True).again
    assert len(share.asked) == 2


def test_what_breaks_off_goes_on_where_it_stopped(share: Share) -> None:
    share.cut_at = [100_000, 50_000]
    arrived: list[int] = []
    got = fetch(share.address, waits=AT_ONCE, progress=lambda so_far, _of: arrived.append(so_far))
    assert got.path.read_bytes() == CONTENT
    assert [one.get("Range") for one in share.asked] == [None, "bytes=100000-", "bytes=150000-"]
    assert {one.get("If-Range") for one in share.asked[1:]} == {'"one"'}
    assert arrived == sorted(arrived)
    assert arrived[-1] == len(CONTENT)


def test_a_later_run_goes_on_with_what_an_earlier_one_left(share: Share, cache: Path) -> None:
    share.cut_at = [120_000, 0, 0, 0]
    assert code_of(share.address) == "fetch.broken"
    assert leftovers(cache) == {"part", "part.json"}
    assert fetch(share.address).path.read_bytes() == CONTENT
    assert share.asked[-1]["Range"] == "bytes=120000-"
    assert leftovers(cache) == {"layer.geojson", "about.json", "part.json"}


OTHER = b"{" + RANDOM.randbytes(len(CONTENT) - 1)


def test_a_file_that_changes_between_two_parts_begins_again(share: Share) -> None:
    share.cut_at, share.after = [90_000], lambda one: _changed(one, '"two"')
    assert fetch(share.address, waits=AT_ONCE).path.read_bytes() == OTHER


@pytest.mark.parametrize("tag", ['"two"', 'W/"one"', ""])
def test_the_rest_of_another_file_is_never_put_to_the_first(
    share: Share, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    """A server that ignores If-Range is caught by its tag."""
    monkeypatch.setattr("loopback._Handler._start", _blind)
    share.cut_at, share.after = [90_000], lambda one: _changed(one, tag)
    assert fetch(share.address, waits=AT_ONCE).path.read_bytes() == OTHER


def _changed(share: Share, tag: str) -> None:
    share.content, share.etag = OTHER, tag


def _blind(handler: BaseHTTPRequestHandler, _share: Share) -> int:
    wanted = handler.headers.get("Range", "")
    return int(wanted[len("bytes=") : -1]) if wanted else 0


def test_a_server_without_ranges_begins_again(share: Share) -> None:
    share.ranges, share.cut_at = False, [200_000]
    assert fetch(share.address, waits=AT_ONCE).path.read_bytes() == CONTENT


def test_without_a_sure_tag_nothing_is_put_together(share: Share) -> None:
    share.etag, share.cut_at = "", [200_000]
    assert fetch(share.address, waits=AT_ONCE).path.read_bytes() == CONTENT
    assert [one.get("Range") for one in share.asked] == [None, None]


def test_a_length_that_is_a_lie_is_no_file(share: Share, cache: Path) -> None:
    share.length = len(CONTENT) + 1000
    assert code_of(share.address) == "fetch.broken"
    assert "layer.geojson" not in leftovers(cache)


def test_a_server_that_drips_is_asked_anew(share: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PATIENCE", 0.0)
    monkeypatch.setattr(download, "SLOWEST", 1e12)
    assert fetch(share.address, waits=AT_ONCE).path.read_bytes() == CONTENT
    assert len(share.asked) > 1


def test_no_length_is_needed(share: Share) -> None:
    share.told = False
    assert fetch(share.address).path.read_bytes() == CONTENT


@pytest.mark.parametrize("told", [True, False])
def test_what_is_too_large_leaves_nothing(share: Share, cache: Path, *, told: bool) -> None:
    share.told = told
    assert code_of(share.address, most=100_000) == "fetch.too_large"
    assert not leftovers(cache) & {"part", "layer.geojson"}


@pytest.mark.parametrize(
    ("status", "code"),
    [([404], "fetch.answer"), ([403], "fetch.answer"), ([500] * 9, "fetch.broken")],
)
def test_a_refusal_is_told(share: Share, status: list[int], code: str) -> None:
    share.status = status
    assert code_of(share.address + "?key=secret") == code


def test_a_tired_server_is_asked_again(share: Share) -> None:
    share.status = [503, 429, 416]
    assert fetch(share.address, waits=(0.0, 0.0, 0.0)).path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    "target", ["/layer.geojson", "file:///etc/passwd", "ftp://127.0.0.1/a", "data:,x", "gopher://x"]
)
def test_redirects_are_bounded_and_stay_on_the_web(share: Share, target: str) -> None:
    share.status, share.headers = [302] * 20, {"Location": target}
    assert code_of(share.address) == "fetch.redirects"
    assert len(share.asked) <= download.HOPS + 1


def test_from_https_to_http_is_refused() -> None:
    import requests

    answer, first = requests.Response(), requests.Response()
    answer.url, first.url, answer.history = "http://a/x", "https://a/x", [first]
    with pytest.raises(InputError) as caught:
        download._same_safety(answer, type("P", (), {"where": "x"})())  # type: ignore[arg-type]
    assert caught.value.code == "fetch.redirects"


@pytest.mark.parametrize("content", [b"<!DOCTYPE html><p>log in", b"  <HTML>", b""])
def test_a_page_is_no_layer(share: Share, content: bytes) -> None:
    share.content = content
    assert code_of(share.address) == "fetch.page"


def test_bytes_that_were_not_asked_for_are_not_kept(share: Share, cache: Path) -> None:
    right = hashlib.sha256(CONTENT).hexdigest()
    assert code_of(share.address, sha256="0" * 64) == "fetch.checksum"
    assert not leftovers(cache) & {"part", "layer.geojson"}
    assert fetch(share.address, sha256=right.upper()).sha256 == right


def test_a_kept_file_that_was_changed_is_fetched_again(share: Share) -> None:
    path = fetch(share.address).path
    path.write_bytes(b"{}")
    assert fetch(share.address).path.read_bytes() == CONTENT
    assert len(share.asked) == 2


def test_a_hostile_name_stays_in_the_cache(share: Share, cache: Path) -> None:
    share.headers = {"Content-Disposition": 'attachment; filename="../../../../x/../.bashrc.gpkg"'}
    path = fetch(share.address).path
    assert path.is_relative_to(cache)
    assert path.name == "layer.gpkg"


@pytest.mark.parametrize(
    ("head", "suffix"),
    [(b"SQLite format 3\x00", ".gpkg"), (b"PAR1", ".parquet"), (b"PK\x03\x04", ".zip")],
)
def test_the_kind_is_seen_where_the_address_does_not_say_it(
    cache: Path, head: bytes, suffix: str
) -> None:
    assert cache.parent.is_dir()
    with shared_on_loopback(Share(head + b"x"), "download.php") as share:
        assert fetch(share.address).path.suffix == suffix


@pytest.mark.parametrize(
    "address", ["ftp://a/b", "https://", "http://[", "javascript:x", "//host/x", "http://a:b/", ""]
)
def test_only_addresses_of_the_web(cache: Path, address: str) -> None:
    assert code_of(address) == "fetch.address"
    assert not cache.exists()


def test_nobody_there(cache: Path) -> None:
    assert cache.parent.is_dir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert code_of(f"http://me:secret@127.0.0.1:{port}/a?token=secret") == "fetch.unreachable"


def test_two_windows_do_not_fetch_the_same(share: Share, cache: Path) -> None:
    from filelock import FileLock

    fetch(share.address)
    home = next(cache.rglob("about.json")).parent
    with FileLock(home / ".lock"), pytest.raises(ConflictError) as caught:
        fetch(share.address)
    assert caught.value.code == "fetch.busy"


def test_an_address_is_written_down_without_what_is_secret() -> None:
    told = plain_address("https://u:p@host.go.th:8443/a/แผนที่.zip?sig=abc#top")
    assert told == "https://host.go.th:8443/a/แผนที่.zip?…"
