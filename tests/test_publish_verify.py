"""Verify: a folder somebody received, changed in one way each; and a year that is forgotten."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tambon_gis.cli import main
from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.publish.habits import bad_habits
from tambon_gis.publish.manifest import checksum
from tambon_gis.publish.verify import verify
from tambon_gis.study import forget, road

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("verify")
    return road.build(small, out=out, also=["xlsx", "geojson"]).page.parent


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "received")


def kinds(folder: Path) -> list[str]:
    return sorted(doubt.kind for doubt in verify(folder).doubts)


def habits_of(text: str) -> list[str]:
    """What is told of a page with our policy and this in it."""
    policy = "default-src 'none'; script-src 'none'"
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>ก</title>'
    page = f"<!doctype html><html><head>{head}</head><body>{text}</body></html>"
    return [kind for kind, *_ in bad_habits("a.html", page.encode())]


def relist(folder: Path, name: str) -> None:
    """The build document says that the file is as it should be."""
    path = folder / "build.json"
    told = json.loads(path.read_text("utf-8"))
    told["outputs"][name] = checksum(folder / name)
    path.write_text(json.dumps(told), encoding="utf-8")


def test_a_folder_as_it_was_made_has_no_doubts(folder):
    found = verify(folder)
    assert (found.doubts, found.area, found.files) == ((), "990201", 5)


def test_a_file_that_is_changed_missing_or_added_is_told(folder):
    (folder / "index.html").write_text("<p>x</p>", encoding="utf-8")
    assert kinds(folder) == ["changed", "no_policy"]
    (folder / "disclosure.html").unlink()
    (folder / "more.txt").write_text("x", encoding="utf-8")
    assert kinds(folder) == ["changed", "missing", "no_policy", "stranger", "unknown_kind"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("leak", "โทร 0812345678"), ("leak", "1101700230708"),
     ("remote", '<img src="https://a.example/x.png">'),
     ("remote", '<link rel="stylesheet" href="//a.example/x.css">'),
     ("remote", "<iframe></iframe>")],
)  # fmt: skip
def test_what_a_page_should_not_hold_is_told_though_the_list_was_mended(folder, kind, text):
    page = folder / "index.html"
    page.write_text(page.read_text("utf-8").replace("</main>", f"{text}</main>"), encoding="utf-8")
    relist(folder, "index.html")
    assert kinds(folder) == [kind]
    assert not [doubt for doubt in verify(folder).doubts if "0812345678" in doubt.tell()]


@pytest.mark.parametrize(
    "text",
    [
        "<p>โครงการ &lt;img src=x onerror=a()&gt;</p>",
        "<p>data = 5, action = 3, @import, url(//a.example)</p>",
        '<p title="&lt;img src=&#34;https://a.example/x.png&#34;&gt;">ก</p>',
        '<button aria-label="src = 2" data-note="poster=1">ก</button>',
        "<style>/* width < 600 */ p{color:red}</style>",
        "<!-- src=x -->",
    ],
)
def test_words_that_a_page_only_shows_are_no_address(text):
    assert habits_of(text) == []


EVIL = '<img src="//a.example/x.png">'


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        EVIL.upper(),
        '<p title="<b>">' + EVIL,
        "<p title='\"'" + EVIL,
        f"<!-->{EVIL}-->",
        f"<!--->{EVIL}-->",
        f"<!-- --!>{EVIL}-->",
        f"<style><!--</style>{EVIL}--></style>",
        f"<style><a></style>{EVIL}</style>",
        f"<style>/*<script>*/</style>{EVIL}</script>",
        f'<p title="<script>">{EVIL}</script>',
        f'<script type="application/json">1</script >{EVIL}</script>',
        f"<script>1</SCRIPT>{EVIL}</script>",
        f"<script/>1</script>{EVIL}",
        f"<svg><script>{EVIL}</script></svg>",
        f"<svg></noscript><script>{EVIL}</script></svg>",
        f"<svg><desc></svg></desc><script>{EVIL}</script>",
        f"<noscript><script></noscript>{EVIL}</script></noscript>",
        f"<textarea><p></textarea>{EVIL}",
        f"<title><a t='</title>{EVIL}'></title>",
        '<img b=c"d e="f> " src=//a.example/x.png>',
        "<img alt=' title=\"' src=//a.example/x.png lang='\"'>",
        "<img/src=//a.example/x.png>",
        "<img alt=''src=//a.example/x.png>",
        "<img\nsrc\n=\n//a.example/x.png>",
        "<img data-src=//a.example/x.png>",
        f"<xmp><p></xmp>{EVIL}</p>",
        f"<plaintext>{EVIL}",
        f"<![CDATA[{EVIL}]]>",
        f"<?x {EVIL}?>",
        f"< p{EVIL}",
        "<style>@import '//a.example/x.css'</style>",
        "<p style='background:url(//a.example/x.png)'>",
        "<base href='//a.example/'>",
        f"<template>{EVIL}</template>",
        "<form action=//a.example/>",
    ],
)
def test_no_way_of_writing_hides_an_address(text):
    assert habits_of(text) == ["remote"]


@pytest.mark.parametrize("text", ["<script>", "<link ", "1.", "stream\n", "<!--"])
def test_a_stranger_cannot_keep_it_busy(folder, text):
    import time

    started = time.process_time()
    (folder / "index.html").write_text("<html>" + 20_000 * text, encoding="utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7\n" + 20_000 * text.encode())
    assert "changed" in kinds(folder)
    assert time.process_time() - started < 10


def test_hidden_sheets_and_authors_are_told(folder):
    path = folder / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("x").sheet_state = "hidden"
    book.properties.creator = "ใครสักคน"
    book.save(path)
    relist(folder, "tables.xlsx")
    assert kinds(folder) == ["author", "hidden_sheet"]


def test_the_internal_edition_is_told(folder):
    path = folder / "build.json"
    path.write_text(path.read_text("utf-8").replace('"public"', '"internal"'), encoding="utf-8")
    assert kinds(folder) == ["internal"]


def told(folder: Path) -> list[tuple[str, str]]:
    return sorted((doubt.kind, doubt.where) for doubt in verify(folder).doubts)


def test_links_out_of_the_folder_are_told_and_not_followed(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.html").write_text("โทร 0812345678", encoding="utf-8")
    (folder / "evil.html").symlink_to(elsewhere / "a.html")
    (folder / "dir").symlink_to(elsewhere)
    (folder / "gone").symlink_to(elsewhere / "nothing")
    expected = [("stranger", "dir"), ("stranger", "evil.html"), ("stranger", "gone")]
    assert told(folder) == expected
    (elsewhere / "index.html").write_bytes((folder / "index.html").read_bytes())
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(elsewhere / "index.html")
    more = [("missing", "index.html"), ("stranger", "index.html")]
    assert told(folder) == sorted([*expected, *more])


def packed(folder: Path, first: str = "README.html") -> None:
    """A folder with a build document of its own, of which every file is as it says."""
    folder.mkdir()
    (folder / first).write_text("<p>", encoding="utf-8")
    (folder / "build.json").write_text(
        json.dumps({"area": "990201", "audience": "public", "outputs": {}}), encoding="utf-8"
    )
    relist(folder, first)


def test_a_pack_stands_in_a_site_and_holds_no_other(folder):
    packed(folder / "pack")
    assert [one for one in told(folder) if one[0] == "stranger"] == []
    packed(folder / "pack" / "pack")
    strangers = [("stranger", f"pack/pack/{name}") for name in ("README.html", "build.json")]
    assert [one for one in told(folder) if one[0] == "stranger"] == strangers
    strangers = [("stranger", f"pack/{name}") for name in ("README.html", "build.json")]
    assert [one for one in told(folder / "pack") if one[0] == "stranger"] == strangers


def test_another_folder_with_a_build_document_is_no_pack(folder, tmp_path):
    packed(folder / "pack", "notes.txt")
    strangers = [("stranger", "pack/build.json"), ("stranger", "pack/notes.txt")]
    assert [one for one in told(folder) if one[0] == "stranger"] == strangers
    shutil.rmtree(folder / "pack")
    packed(tmp_path / "other")
    (folder / "pack").symlink_to(tmp_path / "other")
    assert told(folder) == [("stranger", "pack")]


def test_a_folder_without_a_build_document_cannot_be_verified(folder):
    (folder / "build.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError):
        verify(folder)
    (folder / "build.json").unlink()
    with pytest.raises(MissingFileError):
        verify(folder)


def test_the_command_tells_by_its_exit_code(folder, capsys):
    for change, code in ((None, 0), ("x", 1)):
        if change:
            (folder / "index.html").write_text(change, encoding="utf-8")
        with pytest.raises(SystemExit) as caught:
            main(["verify", str(folder)])
        assert caught.value.code == code
    assert "index.html" in capsys.readouterr().out


def test_a_build_without_a_format_takes_its_old_files_away(small, tmp_path):
    first = road.build(small, out=tmp_path, also=["geojson"])
    folder = first.page.parent
    assert (folder / "map.geojson").exists()
    own = folder / "ours.txt"
    own.write_text("x", encoding="utf-8")
    road.build(small, out=tmp_path)
    assert not (folder / "map.geojson").exists()
    assert own.exists()


# --- forget ---


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    home = shutil.copytree(small, tmp_path / "project")
    shutil.copy(home / "households.csv", home / "older.csv")
    text = (home / "tambon.toml").read_text("utf-8")
    survey = {"year": 2564, "file": '"older.csv"', "schema": '"bmn-household"'}
    lines = [f"{key} = {value}" for key, value in survey.items()]
    older = "\n# ปีก่อน\n[[survey]]\n" + "\n".join([*lines, 'rulebook = "bmn-2560"', ""])
    (home / "tambon.toml").write_text(text + older, encoding="utf-8")
    return home


def test_forgetting_needs_to_be_sure(project, tmp_path):
    told = forget.forget(project, 2564, out=tmp_path)
    assert ([path.name for path in told.files], told.done) == (["older.csv"], False)
    assert (project / "older.csv").exists()


def test_a_forgotten_year_is_gone_and_the_rest_can_be_built(project, tmp_path):
    road.build(project, out=tmp_path)
    assert (tmp_path / "work" / "990201").exists()
    told = forget.forget(project, 2564, out=tmp_path, sure=True)
    assert told.surveys == ("bmn-2560-2564",)
    assert not (project / "older.csv").exists()
    assert not (tmp_path / "work" / "990201").exists()
    text = (project / "tambon.toml").read_text("utf-8")
    assert "2564" not in text
    assert "# A tambon small enough" in text
    loaded = road.build(project, out=tmp_path).loaded
    assert [one.survey.year for one in loaded.answers] == [2565]


def test_a_file_that_another_survey_reads_stays(project, tmp_path):
    path = project / "tambon.toml"
    path.write_text(
        path.read_text("utf-8").replace("older.csv", "households.csv"), encoding="utf-8"
    )
    told = forget.forget(project, 2564, out=tmp_path, sure=True)
    assert (told.kept, told.files) == (("households.csv",), ())
    assert (project / "households.csv").exists()


def test_only_tables_of_a_folder_are_removed_and_nothing_that_another_reads(project, tmp_path):
    data = project / "data"
    (data / "inner").mkdir(parents=True)
    (project / "older.csv").rename(data / "older.csv")
    (data / "minutes.docx").write_text("x", encoding="utf-8")
    (data / "inner" / "now.csv").write_bytes((project / "households.csv").read_bytes())
    document = project / "tambon.toml"
    text = document.read_text("utf-8").replace('"older.csv"', '"data"')
    document.write_text(text.replace('"households.csv"', '"./data/inner/now.csv"'), "utf-8")
    work = tmp_path / "work" / "990201"
    work.mkdir(parents=True)
    for name in ("findings.html", "fixes-form.xlsx"):
        (work / name).write_text("x", encoding="utf-8")
    told = forget.forget(project, 2564, out=tmp_path, sure=True)
    assert [path.name for path in told.files] == ["older.csv", "findings.html"]
    assert told.kept == ("fixes-form.xlsx",)
    assert (data / "minutes.docx").exists()
    assert (data / "inner" / "now.csv").exists()


@pytest.mark.parametrize("file", [".", "../elsewhere.csv"])
def test_nothing_outside_the_project_is_removed(project, tmp_path, file):
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("x", encoding="utf-8")
    document = project / "tambon.toml"
    document.write_text(document.read_text("utf-8").replace("older.csv", file), encoding="utf-8")
    with pytest.raises(InputError):
        forget.forget(project, 2564, out=tmp_path, sure=True)
    assert elsewhere.exists()
    assert (project / "households.csv").exists()


def test_the_same_file_by_another_name_stays(project, tmp_path):
    path = project / "tambon.toml"
    text = path.read_text("utf-8").replace("older.csv", "./households.csv")
    path.write_text(text, encoding="utf-8")
    told = forget.forget(project, 2564, out=tmp_path, sure=True)
    assert (told.kept, told.files) == (("households.csv",), ())


def test_a_year_that_is_not_there_is_told_with_those_that_are(project, tmp_path):
    with pytest.raises(InputError, match="2564, 2565"):
        forget.forget(project, 2560, out=tmp_path)
