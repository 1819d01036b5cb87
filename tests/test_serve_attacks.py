"""Attacks on the local page over the wire: what is too much, too slow, or not what it says."""

from __future__ import annotations

import json
import shutil
import socket
import struct
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serve_door import LOOPBACK, Door, listening

from tambon_gis.serve.desk import Desk, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = Path(__file__).parent / "data" / "small"
MB = 1_000_000
LIMITS = Limits(upload=3 * MB, files=8, form=100_000, fields=50, pause=15.0, patience=1.0)
MARK = "b0undary"
FORM = f"multipart/form-data; boundary={MARK}"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server over one project; it may write nowhere else."""
    root = tmp_path_factory.mktemp("attacks") / "root"
    shutil.copytree(SMALL, root / "small")
    with listening(Desk(root, limits=LIMITS)) as out:
        yield out


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    """One part of a form."""
    told = f'; filename="{file}"' if file is not None else ""
    head = f'--{MARK}\r\ncontent-disposition: form-data; name="{name}"{told}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{MARK}--\r\n".encode()


def chunked(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Parts as chunks of a body whose length nobody tells."""
    for one in parts:
        yield f"{len(one):x}\r\n".encode() + one + b"\r\n"
    yield b"0\r\n\r\n"


def files_of(door: Door) -> set[str]:
    """Everything that lies in the folder and beside it."""
    above = door.desk.root.parent
    return {path.relative_to(above).as_posix() for path in above.rglob("*")}


def test_ten_gigabytes_that_say_so_are_refused_at_once(door: Door) -> None:
    before = files_of(door)
    head = door.head(content_type=FORM, content_length=str(10**10), expect="100-continue")
    status, told, sent = door.said([head])
    assert status == 413
    assert "ใหญ่เกินไป" in told
    assert "<h1>" in told
    assert sent < 1000
    assert files_of(door) == before


def endless() -> Iterator[bytes]:
    """Ten gigabytes, never held at once."""
    yield part("file", b"", "big.xlsx")[:-2]
    for _ in range(10_000):
        yield bytes(MB)


def test_ten_gigabytes_that_do_not_say_so_are_cut_off(door: Door) -> None:
    before = files_of(door)
    head = door.head(content_type=FORM, transfer_encoding="chunked")
    began = time.process_time()
    status, told, sent = door.said(_all(head, chunked(endless())))
    assert status == 413
    assert "ใหญ่เกินไป" in told
    assert sent < 10**9  # heard out for a second, then shut
    assert time.process_time() - began < 15
    assert files_of(door) == before


def _all(head: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from parts


def test_a_form_without_files_is_short(door: Door) -> None:
    body = b"place=150109&title=" + b"a" * (LIMITS.form + 1)
    head = door.head(
        content_type="application/x-www-form-urlencoded", content_length=str(len(body))
    )
    assert door.said([head, body])[0] == 413


@pytest.mark.parametrize("n", [LIMITS.files + 1, 10_000])
def test_too_many_files_are_refused(door: Door, n: int) -> None:
    body = b"".join(part("file", b"x", f"{k}.csv") for k in range(n)) + END
    head = door.head(content_type=FORM, content_length=str(len(body)))
    status, told, _ = door.said([head, body])
    assert status == 413
    assert f"ไม่เกิน {LIMITS.files} ไฟล์" in told


def test_too_many_and_too_long_fields_are_refused(door: Door) -> None:
    many = b"".join(part(f"f{k}", b"x") for k in range(LIMITS.fields + 1)) + END
    long = part("title", b"x" * (LIMITS.form + 1)) + END
    for body in (many, long):
        head = door.head(content_type=FORM, content_length=str(len(body)))
        assert door.said([head, body])[0] == 413


def test_a_form_within_the_bounds_is_taken(door: Door) -> None:
    body = part("place", b"150109") + part("file", bytes(2 * MB), "x.bin") + END
    head = door.head(content_type=FORM, content_length=str(len(body)))
    status, told, _ = door.said([head, body])
    assert status == 303
    assert "location: /" in told.lower()


BROKEN = [
    b"", b"--", b"\x00" * 500, b"--b0undary", b"--b0undary\r\n\r\n\r\n--b0undary--",
    b"--b0undary\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b0undary--\r\n",
    b'--b0undary\r\ncontent-disposition: form-data; name="\xff\xfe"\r\n\r\nx\r\n--b0undary--\r\n',
    b"--b0undary\r\n" + b"a" * 9000 + b": x\r\n\r\n\r\n--b0undary--\r\n",
    (
        b'--b0undary\r\ncontent-disposition: form-data; name="place"\r\n'
        b"content-type: text/plain; charset=utf-99\r\n\r\n\xff\r\n--b0undary--\r\n"
    ),
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data", "multipart/form-data; boundary="])
def test_a_broken_form_is_no_fault_of_ours(door: Door, body: bytes, kind: str) -> None:
    head = door.head(content_type=kind, content_length=str(len(body)))
    assert door.said([head, body])[0] in {400, 413, 422}


SILENT = {FORM: part("place", b"15")[:-2], "application/x-www-form-urlencoded": b"place=15"}


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_a_sender_that_falls_silent_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    with listening(Desk(tmp_path, limits=replace(LIMITS, pause=0.5))) as door:
        head = door.head(content_type=kind, content_length="1000")
        began = time.monotonic()
        status, told, _ = door.said([head, SILENT[kind]])
        assert time.monotonic() - began < Limits().pause  # the bound of this door, not any other
    assert status == 408
    assert "รอไฟล์นานเกินไป" in told


def test_a_sender_that_hangs_up_leaves_nothing(door: Door) -> None:
    before = files_of(door)
    with socket.create_connection((LOOPBACK, door.port)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.sendall(door.head(content_type=FORM, content_length="100000") + part("place", b"1"))
    assert door.said([door.head("th/", method="GET")])[0] == 200
    assert files_of(door) == before


SMUGGLED = [
    {"content_length": "5", "transfer_encoding": "chunked"},
    {"transfer_encoding": "chunked, identity"},
    {"transfer_encoding": "xchunked"},
    {"content_length": "+5"},
    {"content_length": "5, 6"},
    {"content_length": "0x5"},
]


@pytest.mark.parametrize("said", SMUGGLED, ids=str)
def test_nothing_is_smuggled_behind_a_body(door: Door, said: dict[str, str]) -> None:
    head = door.head(content_type="application/x-www-form-urlencoded", **said)
    inner = door.head("th/new", method="GET")
    status, told, _ = door.said([head + b"0\r\n\r\n" + inner])
    assert status in {400, 501}
    assert told.count("HTTP/1.1") == 1


RAW = [
    "GET http://evil.example/{token}/th/ HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n",
    "GET //evil.example/{token}/th/ HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n",
    "CONNECT evil.example:443 HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n",
    "GET /{token}/th/ HTTP/1.1\r\n\r\n",
    "GET /{token}/th/ HTTP/1.0\r\n\r\n",
    "GET /{token}/th/ HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nhost: evil.example\r\n\r\n",
    "GET /{token}/th/ HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nx: " + "a" * 400_000 + "\r\n\r\n",
    "GET /{token}/th/ HTTP/1.1\r\nhost : 127.0.0.1:{port}\r\n\r\n",
    "GET /{token}/th/ HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nx: a\r\n b\r\nOrigin: null\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    (
        "GET /{token}/th/ws HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://evil.example\r\n"
        "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ),
]


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_odd_requests_are_refused(door: Door, raw: str) -> None:
    told = raw.format(token=door.desk.token, port=door.port).encode("latin-1")
    status, answer, _ = door.said([told + b"\r\n"])
    assert status in {400, 403, 405, 421, 431}
    assert "small" not in answer


def test_what_a_request_says_of_other_computers_is_not_believed(door: Door) -> None:
    forwarded = {"x_forwarded_host": "evil.example", "x_forwarded_proto": "https"}
    status, told, _ = door.said([door.head("th/", method="GET", **forwarded)])
    assert status == 200
    assert "evil.example" not in told
    assert "https:" not in told


def test_only_this_computer_is_listened_to(tmp_path: Path) -> None:
    with listening(Desk(tmp_path)) as out:
        others = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None)}
        for address in others - {LOOPBACK, "::1"}:
            if ":" not in address and not address.startswith("127."):
                with pytest.raises(OSError), socket.create_connection((address, out.port), 1):  # noqa: PT011
                    pass


NAMES = [
    "../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "C:\\evil.csv", "con.csv", "nul",
    "a\x00.csv", "\u202efdp.csv", "." * 300 + ".csv", "ก" * 300 + ".csv", "", ".htaccess",
    "<img src=x onerror=alert(1)>.csv", "tambon.toml", "~/.bashrc", "$(touch evil).csv",
    "a\r\nb.csv", "aux.tar.gz",
]  # fmt: skip


def offered(door: Door, files: list[tuple[str, bytes]]) -> tuple[int, str]:
    """Offer files to a project, as a browser does."""
    body = b"".join(part("files", content, name) for name, content in files) + END
    head = door.head("th/p/small/files/add", content_type=FORM, content_length=str(len(body)))
    status, told, _ = door.said([head, body])
    return status, told


@pytest.fixture
def inputs_only(door: Door) -> Iterator[None]:
    """Whatever happens, files appear in the project alone; what they left is taken away."""
    before = {name for name in files_of(door) if not name.startswith("root/small")}
    kept = (door.desk.root / "small" / "tambon.toml").read_bytes()
    yield
    assert {name for name in files_of(door) if not name.startswith("root/small")} == before
    now = (door.desk.root / "small" / "tambon.toml").read_text("utf-8")
    assert "[area]" in now
    assert kept.splitlines()[0].decode() in now
    shutil.rmtree(door.desk.root / "small")
    shutil.copytree(SMALL, door.desk.root / "small")


@pytest.mark.usefixtures("inputs_only")
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_of_files_lead_nowhere(door: Door, name: str) -> None:
    status, told = offered(door, [(name, b"a,b\n1,2\n")])
    assert status < 500
    assert "<img src" not in told
    inside = door.desk.root / "small"
    made = {path.name for path in inside.rglob("*")} - {path.name for path in SMALL.rglob("*")}
    assert not made & {name, "evil.csv", "nul", "con.csv", ".htaccess", ".bashrc"}
    assert all(len(one.encode()) <= 120 for one in made)


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of members; a name may be anything."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to 400 MB, out of 400 kB."""
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": bytes(400 * MB)})


XXE = (
    b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name><Point>'
    b"<coordinates>100,14</coordinates></Point></Placemark></Document></kml>"
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]><kml><Document><name>&j;</name></Document></kml>"
)
LINK = zipfile.ZipInfo("village.shp")
HOSTILE = {
    "xxe": ("a.kml", lambda: XXE),
    "laughs": ("a.kml", lambda: LAUGHS),
    "xxe-in-kmz": ("a.kmz", lambda: zipped({"doc.kml": XXE})),
    "xxe-in-xlsx": ("a.xlsx", lambda: zipped({"xl/workbook.xml": XXE, "[Content_Types].xml": XXE})),
    "bomb": ("a.xlsx", bomb),
    "bomb-zip": ("a.zip", lambda: zipped({"village.shp": bytes(400 * MB)})),
    "slip": ("a.zip", lambda: zipped({"../../evil.shp": b"x", "/etc/evil.shp": b"x"})),
    "many": ("a.zip", lambda: zipped({f"{n}.shp": b"" for n in range(10_000)})),
    "nested": ("a.zip", lambda: zipped({"b.zip": zipped({"c.zip": zipped({"d.shp": b"x"})})})),
    "rubbish": ("a.zip", lambda: b"PK\x03\x04" + bytes(100)),
    "empty": ("a.xlsx", lambda: b""),
    "deep": ("a.geojson", lambda: b"[" * 100_000),
    "numbers": (
        "a.geojson",
        lambda: b'{"type":"FeatureCollection","features":' + b"1" * 9999 + b"}",
    ),
}


@pytest.mark.usefixtures("inputs_only")
@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_files_are_refused_in_words(door: Door, kind: str) -> None:
    name, made = HOSTILE[kind]
    content = made()
    began = time.process_time()  # the door is in this process; others work on this computer too
    status, told = offered(door, [(name, content)])
    assert status in {200, 303, 400, 413, 422}
    assert "root:" not in told
    assert "ha" * 100 not in told
    assert "Traceback" not in told
    assert time.process_time() - began < 20
    kept = [path for path in (door.desk.root / "small").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) < 20 * MB


def test_the_page_still_answers_after_all_of_it(door: Door) -> None:
    for _ in range(150):
        door.said([b"GET / HTTP/1.1\r\n\r\n"])
    status, told, _ = door.said([door.head("th/p/small/making/state", method="GET")])
    assert status == 200
    assert json.loads(told.rpartition("\r\n\r\n")[2]) == {"state": "none", "steps": []}
