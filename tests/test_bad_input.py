"""Bad input: a clear Thai message (what, where, how to mend), exit code 2, nothing half-written."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from tambon_gis.cli import main

DEMO = Path(__file__).parents[1] / "data" / "demo"
HOUSEHOLDS = "จปฐ2565.xlsx"


def document(project, old, new):
    path = project / "tambon.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def not_toml(project):
    document(project, "[boundary]", "[boundary")


def unknown_key(project):
    document(project, 'level = "village"', 'level = "village"\nlevle = "village"')


def not_utf8(project):
    path = project / "tambon.toml"
    path.write_bytes(path.read_text("utf-8").encode("cp874", errors="replace"))


def no_document(project):
    (project / "tambon.toml").unlink()


def file_gone(project):
    (project / HOUSEHOLDS).unlink()


def text_as_workbook(project):
    (project / HOUSEHOLDS).write_text("ไม่ใช่ไฟล์ Excel", "utf-8")


def empty_workbook(project):
    (project / HOUSEHOLDS).write_bytes(b"")


def cut_workbook(project):
    path = project / HOUSEHOLDS
    path.write_bytes(path.read_bytes()[:20_000])


def zip_as_workbook(project):
    with zipfile.ZipFile(project / HOUSEHOLDS, "w") as archive:
        archive.writestr("note.txt", "x")


def no_such_sheet(project):
    document(project, f'file = "{HOUSEHOLDS}"', f'file = "{HOUSEHOLDS}"\nsheet = "แผ่นที่ไม่มี"')


def wrong_columns(project):
    (project / "a.csv").write_text("ชื่อ,อายุ\nก,1\nข,2\n", "utf-8")
    document(project, f'file = "{HOUSEHOLDS}"', 'file = "a.csv"')


def no_dbf(project):
    (project / "boundaries" / "village.dbf").unlink()


def cut_shapefile(project):
    path = project / "boundaries" / "village.shp"
    path.write_bytes(path.read_bytes()[:500])


def metres_without_prj(project):
    (project / "boundaries" / "village.prj").unlink()


def unknown_datum(project):
    path = project / "boundaries" / "village.prj"
    path.write_text(path.read_text().replace("D_Indian_1975", "D_Nowhere"))


def broken_geojson(project):
    (project / "v.geojson").write_text('{"type": "FeatureCollection", "features": [', "utf-8")
    document(project, 'file = "boundaries/village.shp"', 'file = "v.geojson"')


def boundaries_without_codes(project):
    (project / "v.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"b"},'
        '"geometry":{"type":"Polygon","coordinates":[[[100,14],[101,14],[101,15],[100,14]]]}}]}',
        "utf-8",
    )
    document(project, 'file = "boundaries/village.shp"', 'file = "v.geojson"')


def unknown_kind_of_file(project):
    (project / "v.docx").write_bytes(b"PK")
    document(project, f'file = "{HOUSEHOLDS}"', 'file = "v.docx"')


def unknown_rulebook(project):
    document(project, 'rulebook = "nrd2c"', 'rulebook = "nrd3"')


def unknown_schema(project):
    document(project, 'schema = "nrd2c-village"', 'schema = "nrd3"')


def leading_path(project):
    document(project, f'file = "{HOUSEHOLDS}"', f'file = "/{HOUSEHOLDS}"')


FAULTS = [
    not_toml,
    unknown_key,
    not_utf8,
    no_document,
    file_gone,
    text_as_workbook,
    empty_workbook,
    cut_workbook,
    zip_as_workbook,
    no_such_sheet,
    wrong_columns,
    no_dbf,
    cut_shapefile,
    metres_without_prj,
    unknown_datum,
    broken_geojson,
    boundaries_without_codes,
    unknown_kind_of_file,
    unknown_rulebook,
    unknown_schema,
    leading_path,
]


@pytest.fixture
def project(tmp_path):
    return Path(shutil.copytree(DEMO, tmp_path / "project"))


def run(*arguments):
    with pytest.raises(SystemExit) as stop:
        main([str(one) for one in arguments])
    return stop.value.code


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("command", ["build", "check"])
def test_refused_in_words(project, tmp_path, capsys, command, fault):
    fault(project)
    out = tmp_path / "out"
    options = ["--out", out] if command == "build" else []
    before = sorted(p.relative_to(project) for p in project.rglob("*"))
    assert run(command, project, *options) == 2
    told = capsys.readouterr().err
    assert "วิธีแก้: " in told
    assert "ที่: " in told
    assert "Traceback" not in told
    assert str(tmp_path) not in told
    assert not out.exists() or not list(out.rglob("*"))
    assert sorted(p.relative_to(project) for p in project.rglob("*")) == before


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_refused_in_english_too(project, capsys, fault):
    fault(project)
    assert run("--lang", "en", "check", project) == 2
    told = capsys.readouterr().err
    assert "To mend: " in told
    assert "Where: " in told


def test_a_failed_build_leaves_the_old_page(project, tmp_path):
    assert run("build", project, "--out", tmp_path) == 0
    page = tmp_path / "maps" / "990101" / "index.html"
    old = page.read_bytes()
    cut_workbook(project)
    assert run("build", project, "--out", tmp_path) == 2
    assert page.read_bytes() == old
    assert not list(tmp_path.rglob(".tambon-*"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX file modes")
def test_a_file_where_the_folder_should_be(project, tmp_path, capsys):
    (tmp_path / "maps").write_text("in the way")
    assert run("build", project, "--out", tmp_path) == 2
    assert "วิธีแก้: " in capsys.readouterr().err


def test_a_project_without_a_survey(project, tmp_path, capsys):
    """It can be checked; there is nothing to draw."""
    path = project / "tambon.toml"
    text = path.read_text("utf-8")
    start, end = text.index("\n[[survey]]") + 1, text.index("\n[facilities]") + 1
    path.write_text(text[:start] + text[end:], "utf-8")
    assert run("check", project) == 1  # links to indicators that nothing asks wait for a decision
    assert "bmn-2560/9" in capsys.readouterr().out
    (project / "trace.toml").unlink()
    assert run("check", project) == 0
    assert run("build", project, "--out", tmp_path) == 2
    assert "[[survey]]" in capsys.readouterr().err
    assert not (tmp_path / "maps").exists()


def test_a_survey_of_which_no_row_matches(project, tmp_path, capsys):
    """Every row is told; the page is drawn with no data."""
    header = "รหัสหมู่บ้าน,รหัสประจำบ้าน,ตัวชี้วัดที่ 4 ผล"
    (project / "a.csv").write_text(f"{header}\n15010901,1,1\n15010902,2,0\n", "utf-8")
    document(project, f'file = "{HOUSEHOLDS}"', 'file = "a.csv"')
    assert run("check", project) == 1
    assert "กันไว้" in capsys.readouterr().out
    assert run("build", project, "--out", tmp_path) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "990101"', 'code = "990102"'),
        ('rulebook = "nrd2c"', 'rulebook = "tpmap-2561"'),
    ],
    ids=["another_area", "year_outside_the_rulebook"],
)
def test_a_map_of_the_wrong_thing_is_refused(project, capsys, old, new):
    document(project, old, new)
    assert run("check", project) == 2
    assert "วิธีแก้: " in capsys.readouterr().err


def test_an_empty_survey_needs_a_decision(project, capsys):
    (project / "a.csv").write_text("รหัสหมู่บ้าน,รหัสประจำบ้าน,ตัวชี้วัดที่ 4 ผล\n", "utf-8")
    document(project, f'file = "{HOUSEHOLDS}"', 'file = "a.csv"')
    assert run("check", project) == 1
    assert "ไม่มีแถวข้อมูล" in capsys.readouterr().out


def test_unknown_engine(project, tmp_path, capsys):
    assert run("build", project, "--out", tmp_path, "--engine", "excel") == 2
    assert "duckdb" in capsys.readouterr().err


def test_exit_codes_of_check(project, capsys):
    assert run("check", project) == 1
    assert run("check", project / "จปฐ2564.xlsx") == 0
    assert run("check", project / "no-such-file.xlsx") == 2
    told = capsys.readouterr()
    assert "H243" in told.out
    assert "สามหมื่น" not in told.out + told.err
