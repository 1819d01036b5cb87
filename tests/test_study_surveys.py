"""Whole projects with files as they come: folders, several sheets, other headings, decisions."""

import csv
import json
import shutil

import openpyxl
import pytest
from loaders_support import SMALL
from shapely import Point, box
from shapely.geometry import mapping

from tambon_gis.errors import MissingFileError
from tambon_gis.study import look, road
from tambon_gis.study.load import load, read_project

HEADINGS = "households.csv"


@pytest.fixture(scope="module")
def lines():
    """The cells of the small tambon's households: the heading row, then twelve rows."""
    with (SMALL / HEADINGS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return rows[1], rows[2:14]


@pytest.fixture(scope="module")
def counted():
    """What the small tambon counts, village by village: told by hand in the tests of counting."""
    return tally(SMALL)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(SMALL, folder)
    return folder


def tally(folder):
    frame, _ = road.tally(load(folder))
    columns = ["code", "level", "place", "asked", "met", "unknown"]
    return frame[columns].sort_values(columns[:3], ignore_index=True).astype(str)


def survey(project, line, *more):
    document = project / "tambon.toml"
    text = document.read_text("utf-8").replace(f'file = "{HEADINGS}"', line)
    document.write_text("\n".join([text, *more]), "utf-8")


def written(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def by_village(rows):
    return [[row for row in rows if row[6 - 1] == name] for name in ("ต้นน้ำ", "กลางทุ่ง", "ปลายนา")]


def test_a_folder_with_a_workbook_a_village_counts_like_one_file(project, lines, counted):
    head, rows = lines
    (project / "survey").mkdir()
    for n, part in enumerate(by_village(rows), start=1):
        written(project / "survey" / f"หมู่ {n}.xlsx", ("ครัวเรือน", [head, *part]))
    survey(project, 'file = "survey"')
    assert tally(project).equals(counted)
    loaded = load(project)
    told = [one for one in loaded.findings.reports if one.role == "bmn-2560-2565"]
    assert [(one.file, one.rows_read, one.rows_kept) for one in told] == [
        ("หมู่ 1.xlsx", 4, 4), ("หมู่ 2.xlsx", 4, 4), ("หมู่ 3.xlsx", 4, 4),
    ]  # fmt: skip
    page = road.draw(loaded).content.credits
    # to tens: every village of the small tambon is hidden, and 12 would say how many live there
    assert [(o.rows_kept, o.rounded) for o in page.sources if o.year == 2565] == [(10, True)]


def test_a_household_in_two_files_of_a_folder_is_counted_once(project, lines, counted):
    head, rows = lines
    first, second, third = by_village(rows)
    (project / "survey").mkdir()
    for n, part in enumerate((first, [*second, first[0]], third), start=1):
        written(project / "survey" / f"{n}.xlsx", ("ครัวเรือน", [head, *part]))
    survey(project, 'file = "survey"')
    assert tally(project).equals(counted)
    loaded = load(project)
    second = next(one for one in loaded.findings.reports if one.file == "2.xlsx")
    assert (second.rows_read, second.rows_kept, second.rows_refused) == (5, 4, 1)
    (twice,) = [one for one in second.findings if one.code == "row.duplicate_elsewhere"]
    assert (twice.cell, twice.severity) == ("B6", "decide")


def test_what_was_set_aside_is_guarded_against_leaks_too(project, lines):
    head, rows = lines
    name, village = head.index("ชื่อ-สกุลหัวหน้าครัวเรือน"), head.index("รหัสหมู่บ้าน")
    again, lost = list(rows[0]), list(rows[1])
    again[name] = "ซ้ำซ้อน ไม่ใช้แถวนี้"  # the same house again: refused
    lost[village], lost[village + 1] = "ไม่มีรหัส", ""  # neither code nor moo: refused
    lost[name], lost[1] = "หายไป ไม่มีที่อยู่", "99020000099"
    written(project / "b.xlsx", ("ก", [head, *rows, again, lost]))
    survey(project, 'file = "b.xlsx"')
    loaded = load(project)
    assert sum(one.rows_refused for one in loaded.findings.reports) == 2
    assert {again[name], lost[name], rows[0][name]} <= loaded.answers[0].personal.texts


def test_a_household_is_no_sum_though_its_row_begins_with_such_a_word(project, lines, counted):
    head, rows = lines
    named = [[row[5], *row[:5], *row[6:]] for row in (head, *rows)]
    for at, word in ((3, "รวม"), (5, "เฉลี่ย"), (7, "รวม (หมู่ 2)"), (9, "ตัวอย่าง")):
        named[at][0] = word
    total = ["รวม", *[None] * 7, 41]
    written(project / "b.xlsx", ("ก", [*named, total]))
    survey(project, 'file = "b.xlsx"')
    assert tally(project).equals(counted)
    told = [f for r in load(project).findings.reports for f in r.findings]
    assert [f.row for f in told if f.code == "rows.like_total"] == [4, 6, 8, 10]
    assert [f.cell for f in told if f.code == "rows.total"] == ["14"]


def test_a_name_beside_a_code_is_never_repeated(project, lines):
    head, rows = lines
    rows = [list(row) for row in rows]
    village, moo = head.index("รหัสหมู่บ้าน"), head.index("หมู่ที่")
    rows[0][village] = "99020101 นายลับมาก"
    rows[1][moo] = "1 ลับมาก"
    rows[2][moo] = "นางลับมาก 1"
    rows[3][village] = "ลับมาก"
    written(project / "b.xlsx", ("ก", [head, *rows]))
    survey(project, 'file = "b.xlsx"')
    told = [f for r in load(project).findings.reports for f in r.findings]
    assert len([f for f in told if f.severity == "decide"]) >= 4
    assert "ลับมาก" not in "".join(
        f.tell(lang) + str(f.facts) for f in told for lang in ("th", "en")
    )


def test_lock_files_of_a_folder_are_no_tables(tmp_path, lines):
    head, rows = lines
    written(tmp_path / "ม1.xlsx", ("ก", [head, *rows]))
    for name in ("~$ม1.xlsx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    (report,) = look.check(tmp_path).reports
    assert (report.file, report.rows_kept) == ("ม1.xlsx", 12)


def test_one_sheet_a_village_is_read_when_asked_and_told_when_not(project, lines, counted):
    head, rows = lines
    parts = by_village(rows)
    sheets = [(f"ม.{n}", [head, *part]) for n, part in enumerate(parts, start=1)]
    written(project / "all.xlsx", *sheets)
    survey(project, 'file = "all.xlsx"\nsheet = "*"')
    assert tally(project).equals(counted)
    text = (project / "tambon.toml").read_text("utf-8")
    (project / "tambon.toml").write_text(text.replace('sheet = "*"\n', ""), "utf-8")
    left = [
        (one.sheet, one.severity)
        for report in load(project).findings.reports
        for one in report.findings
        if one.code == "table.sheet_same"
    ]
    assert left == [("ม.2", "decide"), ("ม.3", "decide")]


def test_other_headings_meet_the_schema_through_a_map(project, lines, counted):
    head, rows = lines
    other = {"รหัสหมู่บ้าน": "หมู่บ้านรหัส", "จำนวนสมาชิก (คน)": "จน.คน", "ตัวชี้วัดที่ 4 ผล": "ผลสี่"}
    written(project / "b.xlsx", ("ก", [[other.get(one, one) for one in head], *rows]))
    survey(project, 'file = "b.xlsx"\ncolumns = "ours"')
    (project / "columns").mkdir()
    (project / "columns" / "ours.toml").write_text(
        "[map]\nid = 'ours'\ntitle = { th = 'ของเรา', en = 'ours' }\nschema = 'bmn-household'\n"
        "[columns]\nvillage = 'หมู่บ้านรหัส'\nmembers = 'จน.คน'\nind04 = 'ผลสี่'\n".replace(
            "ind04", field_of("ตัวชี้วัดที่ 4 ผล")
        ),
        "utf-8",
    )
    assert tally(project).equals(counted)


def field_of(title):
    from tambon_gis import catalog

    return next(f.name for f in catalog.schema("bmn-household").field if f.title.th == title)


def test_moo_alone_is_enough_within_a_tambon(project, lines, counted):
    head, rows = lines
    at = head.index("รหัสหมู่บ้าน")
    kept = [[cell for n, cell in enumerate(row) if n != at] for row in (head, *rows)]
    written(project / "moo.xlsx", ("ก", kept))
    survey(project, 'file = "moo.xlsx"')
    assert tally(project).equals(counted)
    told = [one.code for r in load(project).findings.reports for one in r.findings]
    assert "place.from_moo" in told


def test_decisions_are_replayed_and_idle_ones_told(project, lines, counted):
    head, rows = lines
    at = head.index("รหัสหมู่บ้าน")
    wrong = [[*row[:at], "99020199", *row[at + 1 :]] if row[5] == "ปลายนา" else row for row in rows]
    written(project / "b.xlsx", ("ก", [head, *wrong]))
    survey(project, 'file = "b.xlsx"')
    assert sum(one.rows_refused for one in load(project).findings.reports) == 4
    (project / "fixes.toml").write_text(
        "[[fix]]\nplace = '99020199'\nuse = '99020103'\ndecided_by = 'ประชุม'\n"
        "[[fix]]\nplace = '99020155'\nleave_out = true\n",
        "utf-8",
    )
    assert tally(project).equals(counted)
    found = load(project).findings
    codes = found.by_code()
    assert (codes["fix.used"], codes["fix.idle"]) == (4, 1)
    (told,) = [one for one in found.reports if one.role == "fixes"]
    assert (told.rows_read, told.rows_kept, told.rows_refused) == (2, 1, 1)
    assert "fixes" not in road.draw(load(project)).html


def test_a_decision_about_a_composed_place_is_carried_out(project, lines):
    head, rows = lines
    at, moo = head.index("รหัสหมู่บ้าน"), head.index("หมู่ที่")
    rows = [[*row[:moo], "8" if row[5] == "ปลายนา" else row[moo], *row[moo + 1 :]] for row in rows]
    kept = [[cell for n, cell in enumerate(row) if n != at] for row in (head, *rows)]
    written(project / "moo.xlsx", ("ก", kept))
    survey(project, 'file = "moo.xlsx"')
    (project / "fixes.toml").write_text("[[fix]]\nplace = '99020108'\nuse = '99020103'\n", "utf-8")
    loaded = load(project)
    assert loaded.findings.by_code()["fix.used"] == 4
    assert loaded.answers[0].frame["place"].value_counts().to_dict() == {
        "99020101": 4, "99020102": 4, "99020103": 4,
    }  # fmt: skip


def test_two_years_and_the_village_forms_are_held_side_by_side(project):
    shutil.copy(project / HEADINGS, project / "before.csv")
    rows = (project / HEADINGS).read_text("utf-8-sig").splitlines()
    (project / "before.csv").write_text("\n".join(rows[:10]), "utf-8")  # 8 of 12 households
    more = (
        '[[survey]]\nyear = 2564\nfile = "before.csv"\nschema = "bmn-household"\n'
        'rulebook = "bmn-2560"\n'
    )
    survey(project, f'file = "{HEADINGS}"', more)
    joins = {(one.kind, one.key): one for one in load(project).findings.joins}
    places = joins["year_year", "place"]
    assert (places.left.role, places.right.role) == ("bmn-2560-2564", "bmn-2560-2565")
    assert (places.left.keys, places.right.keys, places.right.keys_left) == (2, 3, 1)
    houses = joins["year_year", "house_code"]
    assert (houses.left.rows, houses.right.rows, houses.right.rows_left) == (8, 12, 4)


def test_points_of_villages_become_approximate_areas_and_the_page_says_so(project):
    tambon = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"TAM_CODE": "990201", "TAM_NAM_T": "ตัวอย่าง"}, "geometry": {"type": "Polygon", '
        '"coordinates": [[[100.5,14],[100.56,14],[100.56,14.03],[100.5,14.03],[100.5,14]]]}}]}'
    )
    (project / "tambon.geojson").write_text(tambon, "utf-8")
    marks = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='VILL_CODE'><value>{code}</value>"
        f"</Data></ExtendedData><Point><coordinates>{x},14.01,0</coordinates></Point></Placemark>"
        for name, code, x in (
            ("ต้นน้ำ", "99020101", 100.51),
            ("กลางทุ่ง", "99020102", 100.53),
            ("ปลายนา", "99020103", 100.55),
        )
    )
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    (project / "pins.kml").write_text(kml, "utf-8")
    document = project / "tambon.toml"
    text = document.read_text("utf-8").replace(
        'file = "villages.geojson"', 'file = "pins.kml"\ninside = "tambon.geojson"'
    )
    document.write_text(text, "utf-8")
    loaded = load(project)
    assert loaded.boundaries["place"].tolist() == ["99020101", "99020102", "99020103"]
    assert loaded.boundaries["approximate"].all()
    bounds = loaded.boundaries.geometry.bounds.round(3).to_numpy().tolist()
    assert [box[0] for box in bounds] == [100.5, 100.52, 100.54]  # half way between the points
    drawn, exact = road.draw(loaded), road.draw(load(SMALL))
    assert drawn.content.places.approximate
    assert not exact.content.places.approximate
    said = "แนวเขตโดยประมาณ"  # the script holds the word in either page
    assert drawn.html.count(said) > exact.html.count(said)


def test_a_folder_of_tables_may_be_checked_without_a_project(tmp_path, lines):
    head, rows = lines
    for n, part in enumerate(by_village(rows), start=1):
        written(tmp_path / f"{n}.xlsx", ("ก", [head, *part]))
    found = look.check(tmp_path)
    assert [(one.file, one.rows_kept) for one in found.reports] == [
        ("1.xlsx", 4), ("2.xlsx", 4), ("3.xlsx", 4),
    ]  # fmt: skip


def twelve_more(rows, place, name):
    """Households of another village, one for each row."""
    at = {"house": 1, "village": 3, "moo": 4, "name": 5}
    found = [list(row) for row in rows]
    for n, row in enumerate(found):
        row[at["house"]] = f"990200001{n:02d}"
        row[at["village"]], row[at["moo"]], row[at["name"]] = place, str(int(place[6:])), name
    return found


def on_the_map(project, *features):
    """Further polygons behind those of the small tambon."""
    path = project / "villages.geojson"
    found = json.loads(path.read_text("utf-8"))
    for code, name, shape in features:
        properties = {"VILL_CODE": code, "VILL_NAM_T": name, "MOO": int(code[6:])}
        found["features"].append(
            {"type": "Feature", "properties": properties, "geometry": shape and mapping(shape)}
        )
    path.write_text(json.dumps(found), "utf-8")


@pytest.mark.parametrize(
    ("shapes", "rows"),
    [
        ([box(100.56, 14, 100.58, 14.03), box(100.561, 14, 100.581, 14.03)], "4:5"),  # on top
        ([Point(100.57, 14.01)], "4"),
        ([None], "4"),
    ],
)
def test_households_whose_boundary_was_set_aside_are_told_so_and_moved_nowhere(
    project, lines, shapes, rows
):
    head, homes = lines
    on_the_map(project, *[("99020104", "หนองใหม่", shape) for shape in shapes])
    written(project / "b.xlsx", ("ก", [head, *homes, *twelve_more(homes, "99020104", "หนองใหม่")]))
    survey(project, 'file = "b.xlsx"')
    found = load(project).findings
    (told,) = [f for r in found.reports for f in r.findings if f.code.startswith("join.set")]
    assert (told.code, told.severity, told.count, told.households) == (
        "join.set_aside", "decide", 12, 12,
    )  # fmt: skip
    assert told.suggestions == ()
    assert f"villages.geojson › {rows}" in told.tell("th")
    assert "join.unknown" not in found.by_code()
    (report,) = [one for one in found.reports if one.role == "bmn-2560-2565"]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (24, 12, 12)


def test_a_code_that_a_decision_took_off_the_map_is_told_so(project):
    (project / "fixes.toml").write_text(
        "[[fix]]\ninput = 'boundary'\nplace = '99020102'\nuse = '99020104'\n", "utf-8"
    )
    found = load(project).findings
    (told,) = [f for r in found.reports for f in r.findings if f.code == "join.set_aside"]
    assert (told.facts["place"], told.suggestions) == ("99020102", ())
    assert told.facts["map"] == "villages.geojson › 2"


def test_a_whole_village_without_a_boundary_is_not_offered_its_neighbours(project, lines):
    head, homes = lines
    on_the_map(project, ("99020105", "ท้ายสุด", box(100.56, 14, 100.58, 14.03)))
    more = twelve_more(homes, "99020104", "หนองใหม่")
    slip = [list(more[0])]
    slip[0][1], slip[0][3], slip[0][4] = "99020000199", "99020114", ""
    written(project / "b.xlsx", ("ก", [head, *homes, *more, *slip]))
    survey(project, 'file = "b.xlsx"')
    found = [f for r in load(project).findings.reports for f in r.findings]
    (told,) = [f for f in found if f.code == "join.unknown"]
    assert (told.count, told.suggestions) == (12, ())


def test_what_a_decision_moved_is_not_asked_about_again(project, lines):
    head, homes = lines
    at = head.index("รหัสหมู่บ้าน")
    points = {"ต้นน้ำ": 100.51, "กลางทุ่ง": 100.53, "ปลายนา": 100.55}
    rows = [[*row, "14.01", str(points[row[5]])] for row in homes]
    for row in rows[-2:]:
        row[at], row[at + 1] = "99020109", "9"
    written(project / "b.xlsx", ("ก", [[*head, "ละติจูด", "ลองจิจูด"], *rows]))
    survey(project, 'file = "b.xlsx"')
    before = load(project).findings
    assert (before.to_decide, before.by_code()["join.unknown"]) == (1, 2)
    (project / "fixes.toml").write_text("[[fix]]\nplace = '99020109'\nuse = '99020101'\n", "utf-8")
    after = load(project).findings
    assert after.to_decide == 0
    told = {(f.code, f.severity, f.count) for r in after.reports for f in r.findings}
    assert {("row.moo_differs", "note", 2), ("point.elsewhere", "note", 1)} <= told
    (project / "fixes.toml").write_text("[[fix]]\nplace = '99020109'\nuse = '99020108'\n", "utf-8")
    lost = [f for r in load(project).findings.reports for f in r.findings if f.severity == "decide"]
    assert sorted(f.code for f in lost) == ["fix.no_polygon", "join.unknown"]


def test_a_dataset_that_was_begun_is_told_as_such(small, tmp_path):
    home = tmp_path / "small"
    shutil.copytree(small, home)
    (home / "households.csv").unlink()
    (home / ".households.csv.unfinished").mkdir()
    with pytest.raises(MissingFileError) as told:
        read_project(home)
    assert (told.value.code, told.value.where) == ("store.unfinished", "households.csv")
