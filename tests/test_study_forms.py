"""Forms of the road: where a draft and a form are written, and that nothing is ever overwritten."""

from importlib.resources import files

import openpyxl
import pytest
from loaders_support import GOOD, HEADINGS, SMALL, write_xlsx

from tambon_gis import catalog
from tambon_gis.errors import CodeError, DocumentError, InputError, MissingFileError
from tambon_gis.loaders import projects
from tambon_gis.study import forms, load, start
from tambon_gis.words import LANGS, words

HOUSEHOLDS = SMALL / "households.csv"


def project(folder):
    """A project folder with its document and a place for inputs."""
    (folder / "inputs").mkdir(parents=True)
    (folder / "tambon.toml").write_text(
        '[area]\ncode = "990101"\nname = { th = "ก", en = "A" }\n'
        '[boundary]\nfile = "inputs/v.shp"\nlevel = "village"\n',
        encoding="utf-8",
    )
    return folder


# --- column maps ---


def test_a_draft_is_written_and_found_by_its_name(tmp_path):
    made = forms.columns(HOUSEHOLDS, out=tmp_path)
    assert made.path == tmp_path / "columns" / "households.toml"
    assert (made.name, made.schema) == ("households", "bmn-household")
    assert len(made.certain) == 17
    assert (made.doubtful, made.unknown, made.missing, made.twice) == ((), (), (), ())
    assert made.needless
    found = catalog.column_map("households", folders=[tmp_path])
    assert tuple(found.columns.values()) == made.certain


@pytest.mark.parametrize("more", ["เลขที่", "แปลกมาก", "จำนวนสมาชก"])
def test_a_map_is_needless_only_where_every_heading_is_a_field(tmp_path, more):
    source = tmp_path / "a.csv"
    source.write_text(f"บ้านเลขที่,รหัสหมู่บ้าน,{more}\n1,99020101,2\n", "utf-8")
    made = forms.columns(source, out=tmp_path)
    assert not made.needless
    assert more in {*made.twice, *made.unknown, *made.doubtful}


def test_a_second_draft_takes_another_name_and_leaves_the_first(tmp_path):
    first = forms.columns(HOUSEHOLDS, out=tmp_path)
    first.path.write_text("# ours", encoding="utf-8")
    second = forms.columns(HOUSEHOLDS, out=tmp_path, lang="en")
    assert second.name == "households-2"
    assert first.path.read_text("utf-8") == "# ours"
    assert catalog.column_map("households-2", folders=[tmp_path]).id == "households-2"
    assert {path.name for path in (tmp_path / "columns").iterdir()} == {
        "households.toml", "households-2.toml"
    }  # fmt: skip


def test_a_draft_goes_to_the_project_above_the_file_and_never_beside_it(tmp_path):
    home = project(tmp_path / "ours")
    source = home / "inputs" / "จปฐ 2565 (ใหม่).csv"
    source.write_bytes(HOUSEHOLDS.read_bytes())
    made = forms.columns(source)
    assert made.path.parent == home / "columns"
    assert made.name == "จปฐ-2565-ใหม่"
    assert [path.name for path in (home / "inputs").iterdir()] == [source.name]


def test_a_name_as_long_as_the_system_takes_is_cut(tmp_path):
    source = tmp_path / f"{'ก' * 83}.csv"
    source.write_bytes(HOUSEHOLDS.read_bytes())
    assert [forms.columns(source, out=tmp_path).name for _ in range(2)] == [
        "ก" * 60, f"{'ก' * 60}-2"
    ]  # fmt: skip


def test_without_a_project_it_goes_to_the_current_folder(tmp_path, monkeypatch):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    source = there / "a.csv"
    source.write_bytes(HOUSEHOLDS.read_bytes())
    monkeypatch.chdir(here)
    assert forms.columns(source).path.resolve() == here / "columns" / "a.toml"
    assert [path.name for path in there.iterdir()] == ["a.csv"]


def test_the_area_of_the_project_stands_for_village_codes(tmp_path):
    home = project(tmp_path / "ours")
    rows = [["ลำดับ", "หมู่ที่", "จำนวนสมาชิก (คน)", "วันที่สำรวจ"], [1, 1, 4, "15/03/2565"]]
    source = write_xlsx(home / "inputs" / "a.xlsx", {"A": rows})
    assert forms.columns(source, schema="bmn-household").missing == ()
    (home / "tambon.toml").unlink()
    made = forms.columns(source, schema="bmn-household", out=tmp_path)
    assert made.missing == ("รหัสหมู่บ้าน",)


def test_the_project_s_own_schema_is_known(tmp_path):
    shipped = (files("tambon_gis") / "documents/schemas/facilities.toml").read_text("utf-8")
    own = shipped.replace('id = "facilities"', 'id = "ours"').replace("ชื่อสถานที่", "ชื่อของเรา")
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "ours.toml").write_text(own, encoding="utf-8")
    rows = [["ชื่อของเรา", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"], ["ก", "วัด", 1, 14.1, 100.5]]
    source = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    made = forms.columns(source, out=tmp_path)
    assert (made.schema, made.missing) == ("ours", ())


def test_doubtful_and_missing_lines_are_counted(tmp_path):
    rows = [["บ้าน", "ชื่อสถานทีี่", "ประเภท", "ละติจูด"], ["x", "ก", "วัด", 14.1]]
    source = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    made = forms.columns(source, schema="facilities", out=tmp_path)
    assert made.doubtful == ("ชื่อสถานทีี่",)
    assert made.missing == ("ชื่อสถานที่", "ลองจิจูด")
    assert made.unknown == ("บ้าน",)


def test_the_sheet_may_be_named(tmp_path):
    titles = [one.title.th for one in catalog.schema("facilities").field]
    sheets = {"A": [titles, [1] * len(titles)], "B": [titles[:4], [1] * 4]}
    source = write_xlsx(tmp_path / "a.xlsx", sheets)
    assert len(forms.columns(source, out=tmp_path, sheet="B").certain) == 4


def test_a_table_of_no_known_kind_is_refused(tmp_path):
    source = write_xlsx(tmp_path / "a.xlsx", {"A": [["xx", "yy", "zz"], ["q", "r", "s"]]})
    with pytest.raises(InputError) as caught:
        forms.columns(source, out=tmp_path)
    assert caught.value.code == "columns.nothing"
    assert all("a.xlsx" in caught.value.tell(lang) for lang in LANGS)
    assert not (tmp_path / "columns").exists()


def test_files_and_schemas_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(MissingFileError):
        forms.columns(tmp_path / "no.csv", out=tmp_path)
    with pytest.raises(DocumentError):
        forms.columns(HOUSEHOLDS, schema="no-such", out=tmp_path)
    assert not (tmp_path / "columns").exists()


def test_no_value_of_the_file_enters_a_draft(tmp_path):
    cells = [f"ลับ{n}" for n in range(len(GOOD))]
    source = write_xlsx(tmp_path / "a.xlsx", {"A": [HEADINGS, cells]})
    text = forms.columns(source, out=tmp_path).path.read_text("utf-8")
    assert "ลับ" not in text


# --- empty forms ---


@pytest.mark.parametrize("kind", forms.KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_form_is_written_once(tmp_path, kind, lang):
    path = forms.template(kind, out=tmp_path, lang=lang)
    assert path.parent == tmp_path
    assert path.suffix == ".xlsx"
    content = path.read_bytes()
    with pytest.raises(InputError) as caught:
        forms.template(kind, out=tmp_path, lang=lang)
    assert caught.value.code == "file.exists"
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_form_may_have_a_name_and_a_new_folder(tmp_path):
    path = forms.template("facilities", out=tmp_path / "ใหม่" / "สถานที่.xlsx")
    assert path.is_file()
    assert forms.template("facilities", out=tmp_path / "อีก").parent.name == "อีก"


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(InputError) as caught:
        forms.template("houses", out=tmp_path)
    assert caught.value.code == "template.unknown"
    for lang in LANGS:
        assert all(kind in caught.value.tell(lang) for kind in forms.KINDS)


def test_a_form_is_a_workbook(tmp_path):
    with pytest.raises(InputError) as caught:
        forms.template("village", out=tmp_path / "a.csv")
    assert caught.value.code == "file.suffix"


@pytest.mark.parametrize("villages", [0, 100, -1])
def test_a_number_of_villages_that_cannot_be_is_refused(tmp_path, villages):
    with pytest.raises(InputError) as caught:
        forms.template("village", out=tmp_path, place="990101", villages=villages)
    assert caught.value.code == "template.villages"


def test_villages_need_the_code_of_a_tambon(tmp_path):
    with pytest.raises(InputError):
        forms.template("village", out=tmp_path, villages=3)
    for place in ("9901", "99010101", "หัวไผ่"):
        with pytest.raises(CodeError):
            forms.template("village", out=tmp_path, place=place)


def column(path, at):
    """The filled cells of a column below the example row."""
    cells = (
        openpyxl.load_workbook(path)
        .worksheets[0]
        .iter_rows(min_row=5, min_col=at, max_col=at, values_only=True)
    )
    return [cell for (cell,) in cells if cell is not None]


def test_villages_are_filled_in_where_their_number_is_known(tmp_path):
    path = forms.template("village", out=tmp_path / "a.xlsx", place="๙๙๐๑๐๑", villages=3)
    assert column(path, 1) == ["99010101", "99010102", "99010103"]
    assert column(path, 2) == [1, 2, 3]
    without = forms.template("village", out=tmp_path / "b.xlsx", place="990101")
    assert column(without, 1) == []
    notes = openpyxl.load_workbook(without).worksheets[1]
    codes = [row[1] for row in notes.iter_rows(values_only=True) if str(row[1]).startswith("9901")]
    assert codes[0] == "99010101"
    assert codes[-1] == "99010120"


def test_the_years_of_the_plan_may_be_chosen(tmp_path):
    path = forms.template("projects", out=tmp_path, first_year=2561)
    plan, _ = projects.read(path)
    assert "budget_2561" in plan.columns
    with pytest.raises(InputError) as caught:
        forms.template("projects", out=tmp_path / "b.xlsx", first_year=2018)
    assert caught.value.code == "template.year"
    assert not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize("place", ["15010", "๑๕๐๑๐", "015010", "9901"])
def test_a_code_of_a_tambon_is_written_whole(tmp_path, place):
    """A digit that was left out is not put in front: no province has a code below 10."""
    for make in (
        lambda: forms.template("village", out=tmp_path, place=place),
        lambda: start.new(tmp_path / "a", place=place),
    ):
        with pytest.raises(CodeError) as caught:
            make()
        assert "6 หลัก" in caught.value.tell("th")
    assert list(tmp_path.iterdir()) == []


def test_a_tambon_that_its_province_does_not_have_is_refused_with_those_it_has(tmp_path):
    with pytest.raises(InputError) as caught:
        start.new(tmp_path / "a", place="150199")
    assert caught.value.code == "template.place"
    assert "150109 หัวไผ่" in caught.value.tell("th")
    with pytest.raises(InputError) as caught:
        start.new(tmp_path / "a", place="159801", name="ก")
    assert "1501 เมือง" in caught.value.tell("th")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("villages", [0, 120])
def test_a_project_is_written_only_when_all_of_it_can_be(tmp_path, villages):
    home = tmp_path / "a"
    with pytest.raises(InputError) as caught:
        start.new(home, place="150109", villages=villages)
    assert caught.value.code == "template.villages"
    assert not home.exists()
    start.new(home, place="150109", villages=4)
    assert len(list((home / "inputs").iterdir())) == 4


@pytest.mark.parametrize("lang", LANGS)
def test_a_project_reads_the_forms_that_it_began_with(tmp_path, lang):
    """Each form is filled in as a person would, and the whole project is loaded from them."""
    told = {"place": "990101", "villages": 2, "name": "ก", "year": 2565}
    home = start.new(tmp_path / "a", lang=lang, **told).parent
    say = words(lang)

    def write(kind, rows):
        path = home / "inputs" / say.text(f"template.file.{kind}")
        book = openpyxl.load_workbook(path)
        for cell, value in rows.items():
            book.worksheets[0][cell] = value
        book.save(path)

    write("places", {"B5": "บ้านหนึ่ง", "C5": 14.58, "D5": 100.45, "B6": "บ้านสอง", "C6": "๑๔.๖",
                     "D6": 100.47})  # fmt: skip
    write("household", {"A5": 1, "B5": "99010100001", "D5": "99010101", "A6": 2,
                        "B6": "99010200001", "D6": "99010102"})  # fmt: skip
    write("facilities", {"A5": "วัดหนึ่ง", "B5": "วัด", "C5": 1, "D5": 14.58, "E5": 100.45})
    loaded = load.load(home)
    assert loaded.boundaries["place"].tolist() == ["99010101", "99010102"]
    assert loaded.boundaries["name"].tolist() == ["บ้านหนึ่ง", "บ้านสอง"]
    assert loaded.boundaries["approximate"].all()
    assert len(loaded.facilities) == 1
    assert [len(one.frame) for one in loaded.answers] == [2]
