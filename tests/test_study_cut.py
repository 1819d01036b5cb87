"""An area and its neighbours cut out of a wider layer: against the layer itself, read apart."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from loaders_support import SMALL, shared
from loopback import Share, shared_on_loopback

from tambon_gis.cli import main
from tambon_gis.errors import CodeError, DocumentError, InputError, MissingFileError
from tambon_gis.loaders import boundaries
from tambon_gis.loaders.national import Reading
from tambon_gis.loaders.national import cut as pieces
from tambon_gis.render import made_once
from tambon_gis.study import cut as cutting
from tambon_gis.study import intake
from tambon_gis.study.cut import Wish, cut, entry, join
from tambon_gis.study.load import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A made-up country: 6 by 6 squares, tambons of four amphoe of one province.
SIDE = 6


def grid() -> gpd.GeoDataFrame:
    rows, shapes = [], []
    for y in range(SIDE):
        for x in range(SIDE):
            amphoe = f"99{1 + x // 3 + 2 * (y // 3):02d}"
            tambon = f"{amphoe}{1 + x % 3 + 3 * (y % 3):02d}"
            rows.append({"TAM_CODE": tambon, "TAM_NAM_T": f"ต{x}{y}", "AMP_CODE": amphoe})
            shapes.append(shapely.box(100 + x / 10, 14 + y / 10, 100.1 + x / 10, 14.1 + y / 10))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("country") / "country.geojson"
    grid().to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project of one tambon, with points of its villages."""
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "จุด.csv").write_text("x")
    (tmp_path / "tambon.toml").write_text(
        '# of the group\n[area]\ncode = "990105"  # ours\nname = { th = "ก", en = "A" }\n'
        'synthetic = true\n[boundary]\nfile = "inputs/จุด.csv"\nlevel = "village"\n'
        'credit = "คณะทำงาน"\n',
        "utf-8",
    )
    return tmp_path


def test_one_square_and_the_eight_around_it(country: Path, tmp_path: Path) -> None:
    made = cut("990105", country, tmp_path)
    area, around = gpd.read_file(made.path), gpd.read_file(made.around)
    assert area["tambon_code"].tolist() == ["990105"]
    assert area.geometry.iloc[0].equals(shapely.box(100.1, 14.1, 100.2, 14.2))
    assert sorted(around["tambon_code"]) == [f"99010{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9)]
    assert set(around["level"]) == {"tambon"}
    assert area["tambon_t"].tolist() == ["ต11"]


@pytest.mark.parametrize(
    ("code", "level", "inside", "around"),
    [
        ("9901", None, 9, 7),
        ("99", None, 36, 0),
        ("9901", "amphoe", 1, 3),
        ("990105", "tambon", 1, 8),
    ],
)
def test_areas_of_every_width(
    country: Path, code: str, level: str | None, inside: int, around: int
) -> None:
    found = pieces(country, code, Reading(level=level))
    assert (len(found.area), len(found.around)) == (inside, around)


def test_a_neighbour_that_is_joined_of_rows_comes_whole(country: Path) -> None:
    """An amphoe beside the area is not cut off where its far tambons are out of reach."""
    found = pieces(country, "9901", Reading(level="amphoe"))
    sizes = {round(one.area, 6) for one in (*found.area.geometry, *found.around.geometry)}
    assert sizes == {0.09}


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".shp", ".geojson.gz"])
def test_the_same_out_of_every_kind_of_file(country: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ประเทศ{suffix}"
    if suffix == ".parquet":
        grid().to_parquet(path, write_covering_bbox=True, row_group_size=4)
    elif suffix.endswith(".gz"):
        path.write_bytes(gzip.compress(country.read_bytes()))
    else:
        grid().to_file(path, engine="pyogrio", encoding="utf-8")
    found, expected = pieces(path, "990105"), pieces(country, "990105")
    for one, other in ((found.area, expected.area), (found.around, expected.around)):
        assert one["place"].tolist() == other["place"].tolist()
        first, second = (shapely.normalize(each.geometry.to_numpy()) for each in (one, other))
        assert shapely.equals_exact(first, second, tolerance=1e-9).all()


def test_of_a_geoparquet_only_the_groups_in_reach_are_read(tmp_path: Path) -> None:
    """The shapes of a group far away are overwritten: who reads all of it stumbles."""
    import pyarrow.parquet as pq

    path = tmp_path / "country.parquet"
    grid().to_parquet(path, write_covering_bbox=True, row_group_size=SIDE, compression="snappy")
    meta = pq.ParquetFile(path).metadata
    names = [meta.row_group(5).column(at).path_in_schema for at in range(meta.num_columns)]
    column = meta.row_group(5).column(names.index("geometry"))
    start = column.dictionary_page_offset or column.data_page_offset
    raw = bytearray(path.read_bytes())
    raw[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(raw)
    assert pieces(path, "990105").area["place"].tolist() == ["990105"]
    with pytest.raises(InputError):
        pieces(path, "990409")


def test_rows_keep_the_numbers_that_they_have_in_the_layer(tmp_path: Path) -> None:
    frame = grid()
    bow = shapely.Polygon([(100.1, 14.1), (100.2, 14.2), (100.2, 14.1), (100.1, 14.2)])
    at = int(frame.index[frame["TAM_CODE"] == "990105"][0])
    frame.loc[at, "geometry"] = bow
    for path in (tmp_path / "bow.gpkg", tmp_path / "bow.parquet"):
        if path.suffix == ".parquet":
            frame.to_parquet(path, write_covering_bbox=True, row_group_size=5)
        else:
            frame.to_file(path, engine="pyogrio")
        told = {one.code: one.row for one in pieces(path, "990105").report.findings}
        assert told["shape.invalid"] == at + 1


def test_a_code_that_is_not_there_is_refused_and_nothing_written(
    country: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError) as caught:
        cut("150109", country, out)
    assert caught.value.code == "boundary.absent"
    assert "150109" in caught.value.tell()
    assert not out.exists()


@pytest.mark.parametrize(
    ("code", "source", "how", "wish", "fault"),
    [
        ("15", "no.shp", {}, {}, MissingFileError),
        ("1", "country.geojson", {}, {}, CodeError),
        ("99", "country.geojson", {"level": "moo"}, {}, InputError),
        ("99", "country.geojson", {}, {"kind": "dwg"}, InputError),
        ("99", "country.geojson", {}, {"sha256": "00"}, InputError),
        ("99", "ftp://host/a.zip", {}, {}, InputError),
    ],
)
def test_what_cannot_be_is_refused(
    country: Path, tmp_path: Path, code: str, source: str, how: dict, wish: dict, fault: type
) -> None:
    source = source if "://" in source else str(country.parent / source)
    with pytest.raises(fault):
        cut(code, source, tmp_path / "out", how=Reading(**how), wish=Wish(**wish))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("raw", [gzip.compress(bytes(200 * 2**20)), b"\x1f\x8bno", b"PK\x03\x04"])
def test_a_packed_layer_that_is_none(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        pieces(path, "99")
    assert caught.value.code in {"archive.too_large", "archive.damaged"}


def test_the_record_tells_where_it_came_from(country: Path, tmp_path: Path) -> None:
    wish = Wish(licence="CC0-1.0", credit="สมมุติ", kind="geojson")
    address = country.as_uri()
    days = [dt.datetime.now().astimezone().date()]
    made = cut("990105", address, tmp_path / "out", wish=wish)
    days.append(dt.datetime.now().astimezone().date())  # a midnight may have passed
    text = made.record.read_text("utf-8")
    told = tomllib.loads(text)
    assert told["source"]["taken_on"] in {f"{day.year + 543}-{day:%m-%d}" for day in days}
    assert told["source"]["from"] == "country.geojson"
    assert (told["source"]["licence"], told["source"]["credit"]) == ("CC0-1.0", "สมมุติ")
    assert told["source"]["part"][0]["sha256"] == hashlib.sha256(country.read_bytes()).hexdigest()
    for one in told["made"]:
        raw = (made.path.parent / one["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == one["sha256"]
    assert str(tmp_path) not in text
    features = json.loads(made.path.read_text("utf-8"))["features"]
    assert features[0]["properties"]["tambon_code"] == "990105"


def test_what_was_cut_is_read_as_boundaries_without_a_word(country: Path, tmp_path: Path) -> None:
    made = cut("9901", country, tmp_path)
    frame, report = boundaries.read(made.path)
    assert len(frame) == 9
    assert frame["name"].str.startswith("ต").all()
    assert [one.code for one in report.findings] == []


def test_the_same_layer_gives_the_same_bytes(country: Path, tmp_path: Path) -> None:
    first, second = (cut("990105", country, tmp_path / name) for name in ("a", "b"))
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.record.read_bytes() == second.record.read_bytes()


def test_without_neighbours_there_is_one_file(country: Path, tmp_path: Path) -> None:
    made = cut("990105", country, tmp_path, wish=Wish(neighbours=False))
    assert made.around is None
    assert {one.name for one in tmp_path.iterdir()} == {made.path.name, made.record.name}


def test_a_project_with_points_gets_the_outline_around_them(country: Path, home: Path) -> None:
    made = cut("990105", country, home / "boundaries", wish=Wish(credit="กรม ก", licence="CC0"))
    said = join(made, home)
    assert said["inside"] == "boundaries/tambon-990105.gpkg"
    about = read_project(home)[0].boundary
    assert (about.file, about.level) == ("inputs/จุด.csv", "village")
    assert (about.credit, about.licence) == ("คณะทำงาน; กรม ก", "CC0")
    text = (home / "tambon.toml").read_text("utf-8")
    assert text.startswith("# of the group")
    assert "# ours" in text
    assert join(made, home) == said
    assert (home / "tambon.toml").read_text("utf-8") == text


def test_a_project_whose_file_is_not_there_gets_boundaries(country: Path, home: Path) -> None:
    (home / "inputs" / "จุด.csv").unlink()
    made = cut("990105", country, home / "boundaries")
    assert join(made, home) == entry(made)
    about = read_project(home)[0].boundary
    assert (about.file, about.level) == ("boundaries/tambon-990105.gpkg", "tambon")
    assert about.credit == ""  # the group's own credit was for the group's own file


def test_villages_that_come_after_the_tambon_keep_its_outline(country: Path, home: Path) -> None:
    (home / "inputs" / "จุด.csv").unlink()
    join(cut("990105", country, home / "boundaries"), home)
    rows = [{"VILL_CODE": f"9901050{n}", "VILL_NAM_T": f"บ้าน{n}"} for n in (1, 2)]
    shapes = [shapely.box(100.1, 14.1, 100.15, 14.2), shapely.box(100.15, 14.1, 100.2, 14.2)]
    path = home.parent / "villages.geojson"
    gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(path, engine="pyogrio")
    (taken,) = intake.take_in(home, [path], said=intake.Said(replace=True))
    assert taken.state == "replaced"
    about = read_project(home)[0].boundary
    assert (about.level, about.inside) == ("village", "boundaries/tambon-990105.gpkg")


def test_a_layer_is_looked_into_before_anything_is_written(country: Path, tmp_path: Path) -> None:
    looked = cutting.look("990105", country)
    assert (looked.level, looked.names, looked.neighbours) == ("tambon", (("990105", "ต11"),), 8)
    found = looked.found
    assert (found.column, found.name, found.rows) == ("TAM_CODE", "TAM_NAM_T", SIDE * SIDE)
    assert list(tmp_path.iterdir()) == []
    for neighbours in (True, False):
        wish, out = Wish(neighbours=neighbours), tmp_path / str(neighbours)
        made, other = cutting.write(looked, out, wish=wish), cut("990105", country, tmp_path / "o",
                                                                 wish=wish)  # fmt: skip
        assert made.path.read_bytes() == other.path.read_bytes()
        assert made.neighbours == other.neighbours == 8 * neighbours


def test_a_code_that_is_not_there_is_told_with_its_siblings(country: Path) -> None:
    with pytest.raises(InputError) as caught:
        cutting.look("990199", country)
    assert caught.value.code == "boundary.absent_beside"
    told = caught.value.tell()
    assert "990101 ต00, 990102 ต10" in told
    assert "9902" not in told


def test_another_area_or_a_broken_document_is_left_as_it_is(country: Path, home: Path) -> None:
    old = (home / "tambon.toml").read_bytes()
    made = cut("9902", country, home / "boundaries")
    with pytest.raises(InputError):
        join(made, home)
    assert (home / "tambon.toml").read_bytes() == old
    (home / "tambon.toml").write_text("[area", "utf-8")
    with pytest.raises(DocumentError):
        join(made, home)
    assert (home / "tambon.toml").read_text("utf-8") == "[area"


@pytest.fixture
def served(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    monkeypatch.setattr(made_once, "folder", lambda: tmp_path / "cache")
    with shared_on_loopback(Share(country.read_bytes())) as share:
        yield share


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*words])
    return int(ended.value.code or 0)


def test_the_command_with_an_address(
    served: Share, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.cut_at = [1000]
    line = [
        "boundaries",
        "990105",
        "--from",
        f"{served.address}?token=hidden",
        "--folder",
        str(home),
    ]
    assert run(*line, "--licence", "CC0-1.0", "--credit", "สมมุติ") == 0
    said = capsys.readouterr().out
    record = (home / "boundaries" / "tambon-990105.source.toml").read_text("utf-8")
    document = (home / "tambon.toml").read_text("utf-8")
    assert "tambon-990105-around.gpkg" in said
    assert "hidden" not in said + record + document
    assert tomllib.loads(record)["source"]["from"] == f"{served.address}?…"
    asked = len(served.asked)
    assert run(*line) == 1
    again = capsys.readouterr().out
    assert "--fresh" in again
    assert "--licence" in again
    assert len(served.asked) == asked


def test_the_command_names_the_option_that_mends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plain.geojson"
    grid().drop(columns=["TAM_CODE", "AMP_CODE"]).to_file(path, engine="pyogrio")
    assert run("boundaries", "990105", "--from", str(path), "--out", str(tmp_path / "o")) == 2
    assert "--code-column" in capsys.readouterr().err


def test_an_area_that_the_layer_gives_whole(tmp_path: Path) -> None:
    made = cut("990201", SMALL / "villages.geojson", tmp_path)
    assert (made.level, made.pieces, made.neighbours) == ("village", 3, 0)
    assert cutting.entry(made)["level"] == "village"


def test_every_tambon_of_a_real_province_has_the_same_neighbours_in_two_editions() -> None:
    """One edition is a clean coverage; in the other 111 of 189 pairs overlap, with 105 gaps."""
    clean, rough = (
        shared("boundaries/angthong_tambon.geojson"),
        shared("boundaries/angthong_tambon_slivers.geojson"),
    )
    layer = gpd.read_file(clean)
    codes = layer["adm3_pcode"].str[2:]
    for code in codes[::4]:
        own = layer.geometry[codes == code].iloc[0]
        touching = set(codes[layer.intersects(own.buffer(1e-9))]) - {code}
        assert set(pieces(clean, code).around["place"]) == touching
        assert set(pieces(rough, code).around["place"]) == touching


def test_a_real_country(tmp_path: Path) -> None:
    source = shared("boundaries/thailand_tambon.geojson.gz")
    made = cut("1501", source, tmp_path, wish=Wish(licence="CC BY-IGO 3.0", credit="OCHA"))
    area = gpd.read_file(made.path)
    assert made.pieces == 14
    assert set(area["amphoe_t"]) == {"เมืองอ่างทอง"}
    assert area["tambon_t"][area["tambon_code"] == "150109"].tolist() == ["หัวไผ่"]
    assert cut("15", source, tmp_path / "b").pieces == 73
    finer = shared("boundaries/angthong_tambon.geojson")
    province = gpd.read_file(cut("15", finer, tmp_path / "c").path)
    found = province.to_crs(32647).area.sum() / 1e6
    assert found == pytest.approx(943.7, rel=0.01)  # these shapes are simplified
