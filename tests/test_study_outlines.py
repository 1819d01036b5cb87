"""Villages drawn from nothing: kept, read back, laid beside a layer, told in every output."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from leak_reader import texts

from tambon_gis.cli import main
from tambon_gis.errors import CodeError, ConflictError, DocumentError, MissingFileError, TambonError
from tambon_gis.model.outline import OUTLINES, Outline, Outlines, parse_outlines, write_outlines
from tambon_gis.study import edit, outlines, road
from tambon_gis.study.drawing import outlining
from tambon_gis.study.drawing.lacking import lacking
from tambon_gis.study.drawing.standing import standing
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2023, 3, 5)
HEAD = "ผู้ใหญ่บ้านหมู่ 3"
#: The third village of the small tambon, drawn by an unsteady hand; and its true corners.
UNSTEADY = [(100.5401, 14.0001), (100.5599, 13.9999), (100.5601, 14.0299), (100.5399, 14.0301)]
THIRD = shapely.box(100.54, 14.0, 100.56, 14.03)


def lay(home: Path, codes: tuple[str, ...], *, tambon: bool = True) -> Path:
    """The small tambon with some of its villages, and its outline."""
    layer = json.loads((home / "villages.geojson").read_text("utf-8"))
    features = layer["features"]
    layer["features"] = [one for one in features if one["properties"]["VILL_CODE"] in codes]
    (home / "villages.geojson").write_text(json.dumps(layer), "utf-8")
    ring = [[100.5, 14.0], [100.52, 14.0], [100.54, 14.0], [100.56, 14.0], [100.56, 14.03],
            [100.54, 14.03], [100.52, 14.03], [100.5, 14.03], [100.5, 14.0]]  # fmt: skip
    outline = {"type": "Feature", "properties": {"TAM_CODE": "990201", "TAM_NAM_T": "ตัวอย่าง"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    whole = json.dumps({"type": "FeatureCollection", "features": [outline]})
    (home / "tambon.geojson").write_text(whole, "utf-8")
    if tambon:
        said(home, 'level = "village"', 'level = "village"\ninside = "tambon.geojson"')
    return home


def said(home: Path, old: str, new: str) -> None:
    text = (home / "tambon.toml").read_text("utf-8")
    assert old in text
    (home / "tambon.toml").write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    """The small tambon, whose third village nobody drew."""
    place = tmp_path / "small"
    shutil.copytree(small, place)
    return lay(place, ("99020101", "99020102"))


def shape_of(frame: Any, code: str) -> Any:
    return frame.set_index("place").geometry[code]


def is_third(shape: Any) -> bool:
    """Whether a shape is the third village, to a hundredth of a square metre."""
    return bool(shapely.symmetric_difference(shape, THIRD).area < 1e-12)


def codes(home: Path) -> list[str]:
    return [one.code for each in load(home).findings.reports for one in each.findings]


def test_a_missing_village_is_drawn_snapped_and_loaded(home: Path) -> None:
    assert [(one.code, one.rows) for one in lacking(home)] == [("99020103", 4)]
    made = outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY, name="ปลายนา")
    assert is_third(made.fitted.shape)
    assert made.fitted.corners == 4
    loaded = load(home)
    assert loaded.boundaries["place"].tolist() == ["99020101", "99020102", "99020103"]
    assert loaded.boundaries["approximate"].tolist() == [False, False, True]
    assert shapely.coverage_is_valid(loaded.boundaries.geometry.to_numpy())
    assert len(loaded.answers[0].frame) == 12
    report = next(one for one in loaded.findings.reports if one.role == "outlines")
    assert (report.rows_kept, report.to_decide) == (1, 0)
    (told,) = report.findings
    assert told.facts == {"places": "99020103", "by": HEAD, "on": "2566-03-05"}
    assert HEAD in told.tell("th")
    assert lacking(home) == outlines.gaps(home) == ()


def test_an_outline_survives_being_written_and_read_to_the_last_digit(home: Path) -> None:
    made = outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY)
    ((told, polygons),) = outlines.outlines(home).drawn
    assert told == made.outline
    assert shapely.Polygon(polygons[0][0]).equals_exact(made.fitted.shape, 0)
    text = (home / OUTLINES).read_text("utf-8")
    assert write_outlines(parse_outlines(text)) == text


def test_the_gap_is_taken_by_one_click_and_given_back(home: Path) -> None:
    (gap,) = outlines.gaps(home)
    assert is_third(gap.shape)
    outlines.add_gap(home, "99020103", 1, by=HEAD, on=DAY)
    assert is_third(shape_of(load(home).boundaries, "99020103"))
    outlines.remove(home, "99020103")
    assert not (home / OUTLINES).exists()
    assert is_third(outlines.gaps(home)[0].shape)


def test_a_project_begins_with_the_outline_of_its_tambon_alone(home: Path) -> None:
    said(home, 'file = "villages.geojson"\nlevel = "village"\ninside = "tambon.geojson"',
         'file = "tambon.geojson"\nlevel = "tambon"')  # fmt: skip
    assert load(home).project.boundary.level == "tambon"
    for n, code in enumerate(("99020101", "99020102", "99020103")):
        west = 100.5 + n * 0.02
        corners = [(west, 14.0), (west + 0.02, 14.0), (west + 0.02, 14.03), (west, 14.03)]
        outlines.add(home, code, corners, by=HEAD, on=DAY)
    loaded = load(home)
    assert loaded.project.boundary.level == "village"
    assert is_third(shape_of(loaded.boundaries, "99020103"))
    assert len(loaded.answers[0].frame) == 12


def test_a_project_begins_with_no_boundary_file_at_all(home: Path) -> None:
    text = (home / "tambon.toml").read_text("utf-8")
    begin, end = text.index("[boundary]"), text.index("[[survey]]")
    (home / "tambon.toml").write_text(text[:begin] + text[end:], "utf-8")
    with pytest.raises(MissingFileError) as caught:
        load(home)
    assert caught.value.code == "outline.none"
    assert [one.code for one in lacking(home)] == ["99020101", "99020102", "99020103"]
    points = home / "points.csv"
    points.write_text(
        "รหัสหมู่บ้าน,ละติจูด,ลองจิจูด\n99020101,14.015,100.51\n99020102,14.015,100.53\n"
        "99020103,14.015,100.55\n", "utf-8",
    )  # fmt: skip
    offers = outlining.read(home, points)
    outlining.take(home, offers, {one.row: one.code for one in offers}, by=HEAD, on=DAY)
    frame = load(home).boundaries
    assert frame["approximate"].all()
    assert set(frame["drawn_how"]) == {"points"}
    for code, x in (("99020101", 100.51), ("99020102", 100.53), ("99020103", 100.55)):
        assert shape_of(frame, code).contains(shapely.Point(x, 14.015))
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def kml(*marks: tuple[str, str]) -> str:
    inside = "".join(f"<Placemark><name>{name}</name>{shape}</Placemark>" for name, shape in marks)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>ก</name>{inside}</Folder></Document></kml>"
    )


def area(corners: list[tuple[float, float]]) -> str:
    ring = " ".join(f"{x},{y},0" for x, y in [*corners, corners[0]])
    return (f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
            "</LinearRing></outerBoundaryIs></Polygon>")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [("หมู่ที่ ๓", "99020103"), ("ม.3 ปลายนา", "99020103"), ("Moo 3", "99020103"),
     ("99020103", "99020103"), ("ปลายนา", "99020103"), ("บ้านปลายนา", "99020103"),
     ("เขตบ้าน", ""), ("นายก้อง สมมุติ", "")],
)  # fmt: skip
def test_names_of_my_maps_become_codes(home: Path, name: str, code: str) -> None:
    path = home / "my maps.kml"
    path.write_text(kml((name, area(UNSTEADY))), "utf-8")
    (offer,) = outlining.read(home, path)
    assert offer.code == code
    assert "ก้อง" not in offer.title
    outlining.take(home, [offer], {1: "99020103"}, by=HEAD, on=DAY)
    assert is_third(shape_of(load(home).boundaries, "99020103"))
    assert outlines.outlines(home).drawn[0][0].how == "kml"


def test_a_headmans_point_gets_the_land_that_is_left(home: Path) -> None:
    lay(home, ("99020101",), tambon=False)
    path = home / "p.kml"
    spots = [("หมู่ 2", "<Point><coordinates>100.53,14.01</coordinates></Point>"),
             ("หมู่ 3", "<Point><coordinates>100.55,14.01</coordinates></Point>")]  # fmt: skip
    path.write_text(kml(*spots), "utf-8")
    offers = outlining.read(home, path)
    outlining.take(home, offers, {one.row: one.code for one in offers}, by=HEAD, on=DAY)
    frame = load(home).boundaries
    third = shape_of(frame, "99020103")
    assert third.symmetric_difference(THIRD).area < 1e-12
    assert frame.union_all().area == pytest.approx(0.06 * 0.03)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"code": "99020101"}, "outline.there"),
    ({"code": "99990103"}, "outline.other_area"),
    ({"by": "นายสมชาย ใจดี"}, "outline.person"),
    ({"by": "  "}, "outline.nobody"),
    ({"polygon": UNSTEADY[:2]}, "outline.few"),
    ({"polygon": [(14.0, 100.5), (14.1, 100.5), (14.1, 100.6)]}, "outline.far"),
    ({"polygon": [(float("nan"), 14.0), (100.5, 14.0), (100.6, 14.1)]}, "outline.far"),
    ({"polygon": [(100.5, 14), (100.56, 14.03), (100.56, 14), (100.5, 14.03)]}, "outline.crosses"),
    ({"polygon": [(100.505, 14.01), (100.515, 14.01), (100.515, 14.02)]}, "outline.covered"),
    ({"polygon": [(100.6, 14.1), (100.62, 14.1), (100.62, 14.12)]}, "outline.outside"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "code"), REFUSED)
def test_what_cannot_be_kept_is_refused_and_nothing_written(
    home: Path, changed: dict[str, Any], code: str
) -> None:
    facts: dict[str, Any] = {"code": "99020103", "polygon": UNSTEADY, "by": HEAD, **changed}
    with pytest.raises(TambonError) as caught:
        outlines.add(home, facts["code"], facts["polygon"], by=facts["by"], on=DAY)
    assert caught.value.code == code
    assert "สมชาย" not in caught.value.tell()
    assert not (home / OUTLINES).exists()


def test_a_code_is_one_of_a_village(home: Path) -> None:
    with pytest.raises(CodeError):
        outlines.add(home, "990201", UNSTEADY, by=HEAD, on=DAY)


def test_two_windows_do_not_write_over_each_other(home: Path) -> None:
    seen = edit.version(home, OUTLINES)
    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY, seen=seen)
    with pytest.raises(ConflictError):
        outlines.remove(home, "99020103", seen=seen)
    assert len(outlines.outlines(home).drawn) == 1


def test_a_layer_that_comes_later_has_its_way(home: Path, small: Path) -> None:
    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY)
    shutil.copy(small / "villages.geojson", home / "villages.geojson")
    assert "outline.idle" in codes(home)
    frame = load(home).boundaries
    assert not frame["approximate"].any()
    lay(home, ("99020101",), tambon=False)
    layer = json.loads((home / "villages.geojson").read_text("utf-8"))
    layer["features"][0]["geometry"]["coordinates"] = [
        [[100.5, 14.0], [100.55, 14.0], [100.55, 14.03], [100.5, 14.03], [100.5, 14.0]]
    ]
    (home / "villages.geojson").write_text(json.dumps(layer), "utf-8")
    assert "outline.cut" in codes(home)
    frame = load(home).boundaries
    assert shape_of(frame, "99020103").bounds == (100.55, 14.0, 100.56, 14.03)
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def test_points_of_villages_give_way_to_what_is_drawn(home: Path) -> None:
    (home / "villages.csv").write_text(
        "รหัสหมู่บ้าน,ละติจูด,ลองจิจูด\n99020101,14.015,100.51\n99020102,14.015,100.53\n"
        "99020103,14.015,100.55\n", "utf-8",
    )  # fmt: skip
    said(home, "villages.geojson", "villages.csv")
    corners = [(100.535, 14.0), (100.56, 14.0), (100.56, 14.03), (100.535, 14.03)]
    outlines.add(home, "99020103", corners, by=HEAD, on=DAY)
    frame = load(home).boundaries
    assert frame["approximate"].all()
    assert shape_of(frame, "99020103").bounds[0] == 100.535
    assert shape_of(frame, "99020102").bounds[2] == 100.535
    assert frame["drawn_by"].tolist() == ["", "", HEAD]


OPEN = (
    '{"features": [{"properties": {"code": "9902010", "drawn_by": "ก", "drawn_on": "2566-01-01"},'
    ' "geometry": {"type": "Polygon", "coordinates": [[[100, 14], [101, 14], [101, 15]]]}}]}'
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "outline.syntax"),
        ("[" * 5000, "outline.syntax"),
        ('{"features": 1}', "document.faults"),
        (OPEN, "document.faults"),
    ],
)
def test_a_broken_document_is_told_and_not_used(home: Path, text: str, code: str) -> None:
    (home / OUTLINES).write_text(text, "utf-8")
    with pytest.raises(DocumentError) as caught:
        load(home)
    assert caught.value.code == code
    assert all(caught.value.tell(lang) for lang in ("th", "en"))


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_role_is_kept_or_refused(by: str) -> None:
    try:
        told = Outline(code="99020103", drawn_by=by, drawn_on=DAY)
    except ValueError:
        return
    ring = [(100.0, 14.0), (100.1, 14.0), (100.1, 14.1), (100.0, 14.0)]
    there = Outlines().having(told, [[ring]])
    assert parse_outlines(write_outlines(there)) == there


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_output_says_who_drew_it_and_when(home: Path, tmp_path: Path, lang: str) -> None:
    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY)
    formats = ("geojson", "gpkg", "xlsx", "pptx", "pdf")
    made = road.build(home, out=tmp_path / "out", lang=lang, also=formats)
    day = {"th": "5 มีนาคม 2566", "en": "5 March B.E. 2566"}[lang]
    drawn = {".html", ".geojson", ".gpkg", ".xlsx", ".pptx"}
    told = {
        path.name: " ".join(texts(path))
        for path in made.files
        if path.suffix in drawn and path.name != "disclosure.html"
    }
    assert len(told) == len(drawn)
    assert {name for name, text in told.items() if HEAD not in text or day not in text} == set()
    inputs = json.loads((made.page.parent / "build.json").read_text("utf-8"))["inputs"]
    assert len(inputs["outlines"]["sha256"]) == 64


def test_what_stands_needs_no_surveys(home: Path) -> None:
    (home / "households.csv").unlink()
    now = standing(home)
    assert now.layer["place"].tolist() == ["99020101", "99020102"]
    assert lacking(home) == ()
    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=DAY)


def run(*line: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as caught:
        main(list(line))
    return int(caught.value.code or 0)


def test_the_command_does_what_the_screen_does(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--folder", str(home))
    assert run("outline", *place) == 1
    assert "99020103" in capsys.readouterr().out
    assert run("outline", "99020103", "--gap", "1", "--by", HEAD, *place) == 0
    assert "4,481" in capsys.readouterr().out
    assert outlines.outlines(home).drawn[0][0].name == "ปลายนา"
    assert run("outline", *place) == 0
    assert run("outline", "99020103", "--remove", *place) == 0
    path = tmp_path / "my.kml"
    path.write_text(kml(("หมู่ 3", area(UNSTEADY)), ("ที่ไหนสักแห่ง", area(UNSTEADY))), "utf-8")
    assert run("outline", "--from", str(path), "--by", HEAD, *place) == 1
    assert "--row 2" in capsys.readouterr().out
    assert is_third(shape_of(load(home).boundaries, "99020103"))
    assert run("outline", "99020103", "--from", str(path), "--by", HEAD, "--row", "9", *place) == 2
    assert run("outline", "99020103", "--from", str(path), "--gap", "1", *place) == 2
