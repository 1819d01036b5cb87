"""Zip archives: what is inside is read, what leads out, locks or swells is refused."""

import io
import random
import stat
import struct
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

import layers_support as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive, layers
from tambon_gis.loaders.geodata import unpacked

POINTS = '{"type": "Point", "coordinates": [100.4, 14.5]}'


def packed(path, members, how=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", how) as opened:
        for name, raw in members:
            opened.writestr(name, raw)
    return path


def code(path, **options):
    with pytest.raises(InputError) as caught:
        layers.open_layer(path, **options)
    assert caught.value.where.startswith(path.name)
    return caught.value.code


def parts(folder, prefix="", **options):
    inner = folder / "inner"
    inner.mkdir(exist_ok=True)
    shp = made.write(inner, **options)
    found = [(f"{prefix}{p.name}", p.read_bytes()) for p in sorted(inner.glob(f"{shp.stem}.*"))]
    for path in inner.iterdir():
        path.unlink()
    return found


@pytest.mark.parametrize("name", ["a.zip", "ตำบล.shp.zip", "A.ZIP"])
def test_a_zipped_shapefile(tmp_path, name):
    members = parts(tmp_path, "แผนที่/2565/")
    members += [("__MACOSX/แผนที่/._ตำบล.shp", b"x"), ("แผนที่/.DS_Store", b"x")]
    (tmp_path / "z").mkdir()
    path = packed(tmp_path / "z" / name, members)
    before = made.listing(path.parent)
    found = layers.open_layer(path)
    assert found.frame["TAM_NAM_T"].tolist() == ["หัวไผ่", "อบทม"]
    assert found.name == "ตำบล"
    assert [one.code for one in found.findings] == ["dbf.encoding"]
    assert made.listing(path.parent) == before


def test_capital_suffixes_and_a_lost_index_in_a_zip(tmp_path):
    members = [(name.upper(), raw) for name, raw in parts(tmp_path, leave=[".shx"])]
    found = layers.open_layer(packed(tmp_path / "a.zip", members))
    assert len(found.frame) == 2
    assert "layer.index_missing" in [one.code for one in found.findings]


def test_several_shapefiles_are_several_layers(tmp_path):
    members = parts(tmp_path, name="ตำบล") + parts(tmp_path, name="หมู่")
    path = packed(tmp_path / "a.zip", members)
    assert layers.names(path) == (("ตำบล", 2), ("หมู่", 2))
    found = layers.open_layer(path)
    note = found.findings[0]
    assert (note.code, note.severity) == ("boundary.layers_left", "decide")
    assert note.facts == {"layer": "ตำบล", "left": "หมู่ (2)"}
    assert layers.open_layer(path, layer="หมู่").findings[0].code == "dbf.encoding"
    together = layers.open_layer(path, layer="*")
    assert together.frame["layer"].tolist() == ["ตำบล", "ตำบล", "หมู่", "หมู่"]


def test_other_formats_in_a_zip(tmp_path):
    kml = "<kml><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
    path = packed(tmp_path / "a.zip", [("a/b.kml", kml), ("read me.txt", "x")])
    assert layers.open_layer(path, kind="point").frame.geometry.iloc[0].coords[0] == (1, 2)
    path = packed(tmp_path / "b.zip", [("b.geojson", POINTS), ("c.geojson", POINTS)])
    assert layers.names(path) == (("b", 1), ("c", 1))


def test_what_is_left_is_told(tmp_path):
    path = packed(tmp_path / "a.zip", [("b.geojson", POINTS), ("inner.zip", b"x"), ("t.csv", b"x")])
    told = layers.open_layer(path, kind="point").findings
    assert [(one.code, one.count, one.facts["files"]) for one in told] == [
        ("archive.left", 2, "inner.zip, t.csv")
    ]


def test_a_zip_without_a_table_or_without_maps(tmp_path):
    members = parts(tmp_path, leave=[".dbf"])
    assert code(packed(tmp_path / "a.zip", members)) == "shapefile.parts"
    assert code(packed(tmp_path / "b.zip", [("a.txt", b"x")])) == "archive.nothing"


@pytest.mark.parametrize(
    "name",
    ["../a.geojson", "/a.geojson", "a/../../a.geojson", "C:/a.geojson", "c:a.geojson",
     "..\\a.geojson", "\\\\host\\a.geojson", "a/..", "x/ ../a.geojson", "..\x00/a.geojson"],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    (tmp_path / "z").mkdir()
    info = zipfile.ZipInfo("a")
    info.filename = name
    path = packed(tmp_path / "z" / "a.zip", [("b.geojson", POINTS), (info, POINTS)])
    assert code(path, kind="point") == "archive.unsafe"
    assert [one.name for one in tmp_path.iterdir()] == ["z"]


def test_links_are_refused(tmp_path):
    info = zipfile.ZipInfo("a.geojson")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert code(packed(tmp_path / "a.zip", [(info, "/etc/passwd")])) == "archive.unsafe"


def test_a_password_is_told(tmp_path):
    path = packed(tmp_path / "a.zip", [("a.geojson", POINTS)])
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)
    assert code(path) == "archive.password"


def test_limits(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [(f"{n}.geojson", POINTS) for n in range(5)])
    monkeypatch.setattr(archive, "MOST_MEMBERS", 4)
    assert code(path, kind="point") == "archive.too_large"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "LARGEST", 5 * len(POINTS) - 1)
    assert code(path, kind="point") == "archive.too_large"
    monkeypatch.undo()
    bomb = packed(tmp_path / "b.zip", [("a.geojson", b" " * 2_000_000)])
    monkeypatch.setattr(archive, "SUSPICIOUS", 1_000_000)
    assert code(bomb) == "archive.too_large"
    noise = random.Random(1).randbytes(2_000_000)  # noqa: S311
    assert code(packed(tmp_path / "c.zip", [("a.geojson", noise)])) == "boundary.unreadable"


def test_a_size_that_is_not_true_does_not_help(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [("a.geojson", b" " * 2_000_000)])
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = raw.index(mark) + at
        raw[start : start + 4] = struct.pack("<I", 10)
    path.write_bytes(raw)
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    assert code(path) in {"archive.too_large", "archive.damaged"}


def test_two_files_of_one_name_are_refused(tmp_path):
    info = zipfile.ZipInfo("a\\b.geojson")
    info.filename = "a\\b.geojson"
    path = packed(tmp_path / "a.zip", [(info, POINTS), ("a/b.geojson", POINTS)])
    assert code(path, kind="point") == "archive.unsafe"


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_zip_is_refused(tmp_path, raw):
    (tmp_path / "a.zip").write_bytes(raw)
    assert code(tmp_path / "a.zip") in {"archive.damaged", "archive.nothing"}


def test_a_kmz(tmp_path):
    kml = "<kml><Placemark><Point><coordinates>{}</coordinates></Point></Placemark></kml>"
    members = [("files/x.png", b"x"), ("later.kml", kml.format("5,6")),
               ("doc.kml", kml.format("1,2"))]  # fmt: skip
    path = packed(tmp_path / "a.kmz", members)
    found = layers.open_layer(path, kind="point")
    assert found.frame.geometry.iloc[0].coords[0] == (1, 2)
    assert [(one.code, one.facts["files"]) for one in found.findings] == [
        ("archive.left", "later.kml")
    ]
    assert code(packed(tmp_path / "b.kmz", [("a.png", b"x")])) == "layer.not_kml"


def test_old_programs_write_thai_names_without_saying_so(tmp_path):
    members = []
    for name, raw in parts(tmp_path):
        info = zipfile.ZipInfo("x")
        info.filename = name.encode("cp874").decode("cp437")
        members.append((info, raw))
    path = packed(tmp_path / "a.zip", members)
    raw = path.read_bytes()
    shown = "ตำบล".encode("cp874").decode("cp437").encode()
    assert raw.count(shown) == 6
    found = layers.open_layer(path)
    assert len(found.frame) == 2


NAMES = st.text(
    st.one_of(st.sampled_from("./\\:กa \x00"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=12,
)


@given(NAMES)
def test_no_name_leaves_the_folder(name):
    buffer = io.BytesIO()
    info = zipfile.ZipInfo("a")
    info.filename = name + ".geojson"
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(info, POINTS)
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        path = Path(home) / "a.zip"
        path.write_bytes(buffer.getvalue())
        try:
            members, _ = unpacked.unpack(path, [".geojson"], stack)
        except InputError as fault:
            assert fault.code in {"archive.unsafe", "archive.damaged"}  # noqa: PT017
            return
        assert [one.name for one in Path(home).iterdir()] == ["a.zip"]
        for one in members:
            assert one.path.name == "0.geojson"
            assert one.path.read_text() == POINTS
