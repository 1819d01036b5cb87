"""Facilities with odd coordinates, plan forms with odd rows, and project documents with slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torture.homes import csv_file, xlsx_file
from torture.land import geojson
from torture.registry import Made, add, case

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"]
PLACES = (
    ("วัดต้นน้ำ", "วัด", "1", "14.555", "100.455"),
    ("โรงเรียน", "โรงเรียน", "2", "14.556", "100.465"),
)
BAD: dict[str, tuple[str, tuple[str, str]]] = {
    # name: (defect, latitude and longitude of the second place)
    "point_swapped": ("latitude and longitude in each other's column", ("100.465", "14.556")),
    "point_zero": ("a place at 0, 0", ("0", "0")),
    "point_outside": ("a place in India", ("14.556", "80.465")),
    "point_blank": ("a place without coordinates", ("", "")),
    "point_half": ("a place without a longitude", ("14.556", "")),
    "point_degrees": ("coordinates in degrees and minutes", ("14°33'", "100°27'")),
    "point_utm": ("coordinates in metres of zone 47", ("1609800", "657500")),
    "point_thai": ("coordinates in Thai digits", ("๑๔.๕๕๖", "๑๐๐.๔๖๕")),
}


def _place(at: tuple[str, str]) -> object:
    """The maker of a table of facilities with one bad place."""
    rows = [HEAD, list(PLACES[0]), [*PLACES[1][:3], *at]]
    return lambda folder: csv_file(folder, rows, name="places.csv", body=(2, 3))


for _name, (_about, _at) in BAD.items():
    add(_name, _about, _place(_at))


@case("gpx_points", "facilities as waypoints of a hand-held receiver")
def gpx_points(folder: Path) -> Made:
    """Name and symbol, nothing else."""
    points = "".join(
        f'<wpt lat="{y}" lon="{x}"><name>{name}</name><sym>{kind}</sym></wpt>'
        for name, kind, _, y, x in PLACES
    )
    text = (
        '<?xml version="1.0"?><gpx version="1.1" creator="t" '
        f'xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>'
    )
    (folder / "places.gpx").write_text(text, encoding="utf-8")
    return Made(folder / "places.gpx", (1, 2))


@case("kml_points", "facilities as pins of Google My Maps")
def kml_points(folder: Path) -> Made:
    """The folder is the kind; a pin of 0, 0 among them."""
    from torture.layers import kml_text

    pins = "".join(
        f"<Placemark><name>{name}</name><Point><coordinates>{x},{y},0</coordinates></Point>"
        "</Placemark>"
        for name, x, y in (("วัดต้นน้ำ", "100.455", "14.555"), ("ไม่รู้ที่", "0", "0"))
    )
    (folder / "places.kml").write_text(kml_text(pins), encoding="utf-8")
    return Made(folder / "places.kml", (1, 2))


PLAN_HEAD = ["ลำดับ", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "2566", "2567", "ตัวชี้วัด",
             "ผลที่คาดว่าจะได้รับ", "หน่วยงาน"]  # fmt: skip
ONE = ["1", "ประปา", "มีน้ำ", "หมู่ที่ 1", "100000", "-", "ร้อยละ 90", "มีน้ำดื่ม", "กองช่าง"]
TWO = ["2", "ถนน", "สะดวก", "หมู่ที่ 2", "300000", "200000", "1 สาย", "ปลอดภัย", "กองช่าง"]
PLANS: dict[str, tuple[str, list[list[str]], tuple[int, ...]]] = {
    # name: (defect, rows under the headings, rows of data)
    "plan_continued": ("a project that goes on in the next row",
                       [ONE, ["", "", "", "หมู่ที่ 3", "50000"], TWO], (2, 3, 4)),
    "plan_total": ("a row of sums inside a plan", [ONE, ["รวม", "โครงการ", "", "", "100000"], TWO],
                   (2, 4)),
    "plan_words": ("a budget in words", [[*ONE[:4], "ตามข้อบัญญัติ", *ONE[5:]], TWO], (2, 3)),
    "plan_number": ("a project number that is no number", [["ก", *ONE[1:]], TWO], (2, 3)),
    "plan_title": ("a project without a title", [["1", "", *ONE[2:]], TWO], (2, 3)),
    "plan_heading_again": ("the headings of a plan again on the second page",
                           [ONE, PLAN_HEAD, TWO], (2, 4)),
}  # fmt: skip


def _plan(rows: list[list[str]], body: tuple[int, ...]) -> object:
    """The maker of a plan form."""
    return lambda folder: csv_file(folder, [PLAN_HEAD, *rows], name="plan.csv", body=body)


for _name, (_about, _rows, _body) in PLANS.items():
    add(_name, _about, _plan(_rows, _body))


@case("plan_no_headings", "a workbook that is no plan form")
def plan_no_headings(folder: Path) -> Made:
    """The wrong attachment."""
    return xlsx_file(folder, name="plan.xlsx", body=None)


PROJECT = """\
[area]
code = "990101"
name = { th = "สาธิต", en = "Sathit" }
synthetic = true

[boundary]
file = "land.geojson"
level = "village"

[[survey]]
year = 2565
file = "homes.csv"
schema = "bmn-household"
rulebook = "bmn-2560"
"""
DOCUMENTS: dict[str, tuple[str, str, str]] = {
    # name: (defect, text of the good document, what stands there instead)
    "project_year_ce": ("a year of the Common Era in the project", "2565", "2022"),
    "project_key": ("a key that a project does not know", "synthetic", "sythetic"),
    "project_backslash": ("a file name with a backslash", '"homes.csv"', '"data\\\\homes.csv"'),
    "project_climbs": ("a file name that starts at the root", '"homes.csv"', '"/etc/passwd"'),
    "project_file": ("a file of the project that is not there", '"homes.csv"', '"home.csv"'),
    "project_rulebook": ("a rulebook that does not exist", '"bmn-2560"', '"bmn-2599"'),
    "project_toml": ("a quotation mark is missing", 'code = "990101"', 'code = "990101'),
    "project_code": ("an area code that lost its zeros", '"990101"', "990101"),
    "project_range": ("a range that is none", "year = 2565", 'range = "A5-H60"\nyear = 2565'),
    "project_area": ("an area in which no polygon lies", '"990101"', '"990201"'),
}  # fmt: skip


def _document(old: str, new: str) -> object:
    """The maker of a project with a slip in its document."""

    def make(folder: Path) -> Made:
        geojson(folder)
        csv_file(folder, [["รหัสหมู่บ้าน", "รหัสประจำบ้าน", "จำนวนสมาชิก (คน)"], ["99010101", "1", "4"]])
        assert old in PROJECT
        (folder / "tambon.toml").write_text(PROJECT.replace(old, new, 1), encoding="utf-8")
        return Made(folder)

    return make


for _name, (_about, _old, _new) in DOCUMENTS.items():
    add(_name, _about, _document(_old, _new))


@case("project_not_utf8", "a project document saved in cp874")
def project_not_utf8(folder: Path) -> Made:
    """Notepad asked, and somebody said ANSI."""
    geojson(folder)
    (folder / "tambon.toml").write_bytes(PROJECT.encode("cp874"))
    return Made(folder)


@case("project_absent", "a folder without a project document")
def project_absent(folder: Path) -> Made:
    """Only the data."""
    return Made(geojson(folder).path.parent)
