"""The command line: help everywhere, two languages, plain errors, and quick to answer."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer

from tambon_gis import cli
from tambon_gis.errors import InputError
from tambon_gis.model.document import read_document
from tambon_gis.model.process import Process
from tambon_gis.model.project import Project
from tambon_gis.study import start
from tambon_gis.thai import has_thai
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Said = tuple[int, str, str]

HEAVY = ("pandas", "geopandas", "numpy", "folium", "pydantic", "duckdb", "shapely", "sqlglot")


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of one call is not that of the next."""
    monkeypatch.setenv("TAMBON_GIS_LANG", "th")


@pytest.fixture
def tambon(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call the command line: exit code, standard output, standard error."""

    def call(*arguments: str) -> Said:
        os.environ["TAMBON_GIS_LANG"] = "th"
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(ended.value.code or 0), out, err

    return call


def python(code: str, *arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


# --- help ---


def tree(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that lead to it."""
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from tree(child, (*path, name))


def help_of(lang: str) -> dict[tuple[str, ...], str]:
    """What every command and every parameter says of itself."""
    command = typer.main.get_command(cli.app)
    cli._translate(command, "app", words(lang))
    found = {}
    for path, one in tree(command):
        found[path] = one.help
        found |= {(*path, f"<{p.name}>"): p.help for p in one.params if p.name != "help"}
    return found


PATHS = [path for path, _ in tree(typer.main.get_command(cli.app))]


def test_the_commands_are_those_that_were_promised() -> None:
    assert {" ".join(path) for path in PATHS} >= {
        "demo", "new", "check", "build", "rulebook list", "rulebook show", "rulebook check",
        "doctor", "columns", "template", "rulebook codebook", "recheck",
    }  # fmt: skip


def test_every_command_and_parameter_has_help_in_both_languages() -> None:
    thai, english = help_of("th"), help_of("en")
    assert len(thai) > len(PATHS)
    for key, text in thai.items():
        assert text, key
        assert english[key], key
        assert has_thai(text), key
        assert not has_thai(english[key]), key


def test_a_command_without_help_cannot_be_added() -> None:
    """The proof that the check can fail: a command whose texts nobody wrote stops the tree."""
    app = typer.Typer(add_completion=False)
    app.command("wander")(lambda: None)
    app.command("build")(lambda: None)
    with pytest.raises(KeyError, match=r"cli\.help\.wander\.about"):
        cli._translate(typer.main.get_command(app), "app", words("th"))


def test_no_help_text_is_idle() -> None:
    used = set()
    for path in help_of("th"):
        *command, last = path if path and path[-1].startswith("<") else (*path, "about")
        used.add(f"{'_'.join(command) or 'app'}.{last.strip('<>')}")
    assert set(words("th").under("cli.help")) == used


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_shown(path: tuple[str, ...], tambon: Callable[..., Said]) -> None:
    said = {lang: tambon("--lang", lang, *path, "--help") for lang in LANGS}
    assert {code for code, _, _ in said.values()} == {0}
    assert said["th"][1] != said["en"][1]
    assert has_thai(said["th"][1])
    assert not has_thai(said["en"][1])
    key = "_".join(path) or "app"
    told = " ".join(said["en"][1].split())
    assert words("en").text(f"cli.help.{key}.about").split("(")[0].strip() in told


LOADED = f"""
import sys
from tambon_gis.cli import main
try:
    main(sys.argv[1:])
finally:
    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def test_help_loads_nothing_heavy(repo: Path) -> None:
    run = python(LOADED, "--help", cwd=repo, PYTHONUTF8="1")
    assert run.returncode == 0
    assert run.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("line", "code"), [(("build", "--help"), 0), (("rulebook",), 2), (("no-such",), 2)]
)
def test_help_of_a_command_and_mistakes_load_nothing_heavy(
    line: tuple[str, ...], code: int, repo: Path
) -> None:
    """But pydantic, through which newer releases of typer read the parameters of a command."""
    run = python(LOADED, *line, cwd=repo, PYTHONUTF8="1")
    assert run.returncode == code
    assert set(ast.literal_eval(run.stderr.splitlines()[-1])) <= {"pydantic"}


def test_the_check_for_heavy_modules_can_fail(repo: Path) -> None:
    run = python(LOADED, "rulebook", "list", cwd=repo, PYTHONUTF8="1")
    assert "pydantic" in run.stderr.splitlines()[-1]


def test_importing_the_package_costs_nothing(repo: Path) -> None:
    code = f"import sys, tambon_gis; print([n for n in {HEAVY!r} if n in sys.modules])"
    assert python(code, cwd=repo).stdout.strip() == "[]"


def test_every_name_that_the_package_offers_is_there() -> None:
    import tambon_gis

    for name in set(tambon_gis.__all__) - {"__version__"}:
        assert getattr(tambon_gis, name) is not None
    assert dir(tambon_gis) == sorted(tambon_gis.__all__)
    with pytest.raises(AttributeError, match="no_such"):
        _ = tambon_gis.no_such


def test_thai_reaches_a_pipe_of_another_code_page(repo: Path) -> None:
    code = "from tambon_gis.cli import main; main(['--help'])"
    run = python(code, cwd=repo, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert run.returncode == 0
    assert has_thai(run.stdout)


# --- language ---


@pytest.mark.parametrize(
    "line",
    [
        ["--lang", "en", "rulebook", "list"],
        ["rulebook", "--lang", "en", "list"],
        ["rulebook", "list", "--lang", "en"],
        ["rulebook", "list", "--lang=en"],
    ],
)
def test_the_language_may_stand_anywhere(line: list[str], tambon: Callable[..., Said]) -> None:
    code, out, _ = tambon(*line)
    assert code == 0
    assert "B.E. 2560-2565" in out
    assert "พ.ศ." not in out


def test_thai_is_spoken_unless_asked(tambon: Callable[..., Said]) -> None:
    assert has_thai(tambon("rulebook", "list")[1])
    assert "พ.ศ." in tambon("rulebook", "list", "--lang", "fr")[1]


def test_the_environment_may_choose_the_language(repo: Path) -> None:
    code = "from tambon_gis.cli import main; main(['no-such'])"
    run = python(code, cwd=repo, TAMBON_GIS_LANG="en", PYTHONUTF8="1")
    assert run.stderr.startswith(words("en").text("cli.usage", fault="").split("{")[0][:20])


# --- mistakes ---


@pytest.mark.parametrize(
    "line",
    [
        ["no-such"],
        ["rulebook", "no-such"],
        ["check"],
        ["check", "a", "b"],
        ["check", "a", "--no-such"],
        ["build", "--engine"],
        ["--lang"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_in_the_language_of_the_call(
    line: list[str], tambon: Callable[..., Said]
) -> None:
    code, out, err = tambon(*line)
    assert code == 2
    assert out == ""
    head, *_, mend = words("th").text("cli.usage", fault="\n").splitlines()
    assert err.startswith(head)
    assert err.rstrip().endswith(mend)


@pytest.mark.parametrize("line", [[], ["rulebook"]], ids=["bare", "rulebook"])
def test_a_bare_command_shows_its_help(line: list[str], tambon: Callable[..., Said]) -> None:
    code, out, err = tambon(*line)
    assert code == 2
    assert err == ""
    assert out.strip() == tambon(*line, "--help")[1].strip()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", [["check"], ["rulebook", "check"], ["build"]], ids=" ".join)
def test_a_missing_file_says_what_where_and_how_to_mend(
    lang: str, command: list[str], tambon: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "ไม่มี.toml"
    code, out, err = tambon(*command, str(path), "--lang", lang)
    say = words(lang)
    lines = err.splitlines()
    assert code == 2
    assert out == ""
    error = "project.missing" if command == ["build"] else "file.missing"
    assert lines[0] == say.text(f"errors.{error}.what")
    assert lines[1] == say.text("errors.label.where", where="ไม่มี.toml")
    assert lines[2] == say.text("errors.label.mend", mend=say.text(f"errors.{error}.mend"))
    assert str(tmp_path) not in err
    assert list(tmp_path.iterdir()) == []


# --- new ---


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_project_is_made_and_parses(
    lang: str, tambon: Callable[..., Said], tmp_path: Path
) -> None:
    home = tmp_path / "หัวไผ่"
    code, out, _ = tambon("new", str(home), "--lang", lang)
    assert code == 0
    assert str(home / "tambon.toml") in out
    project = read_document(Project, home / "tambon.toml")
    assert (project.area.code, project.area.name.th) == ("150109", "หัวไผ่")
    text = (home / "tambon.toml").read_text("utf-8")
    comments = [line for line in text.splitlines() if line.startswith("# ")]
    assert len(comments) > 5
    if lang == "en":
        assert "edit it in any text editor" in text
    assert (home / "inputs").is_dir()
    ignored = (home / ".gitignore").read_text("utf-8").splitlines()
    assert {"inputs/", "work/", "maps/"} <= set(ignored)
    there = sorted(path.name for path in home.iterdir())
    assert there == [".gitignore", "inputs", "process.toml", "tambon.toml"]
    assert read_document(Process, home / "process.toml") == Process()


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_project_with_a_code_has_its_forms(
    lang: str, tambon: Callable[..., Said], tmp_path: Path
) -> None:
    """The document names the forms that lie in inputs; a real tambon has its official name."""
    home = tmp_path / "hua-phai"
    asked = ("--place", "150109", "--villages", "7", "--year", "๒๕๖๕")
    code, out, _ = tambon("new", str(home), *asked, "--lang", lang)
    assert code == 0
    assert str(home / "inputs") in out
    project = read_document(Project, home / "tambon.toml")
    assert (project.area.code, project.area.name.th) == ("150109", "หัวไผ่")
    assert not project.area.synthetic
    named = [project.boundary.file, project.survey[0].file, project.facilities, project.plan]
    files = {one if isinstance(one, str) else one.file for one in named if one is not None}
    there = {f"inputs/{path.name}" for path in (home / "inputs").iterdir()}
    assert files == there
    assert len(there) == 4


def test_a_made_up_code_says_so_and_takes_a_name(
    tambon: Callable[..., Said], tmp_path: Path
) -> None:
    home = tmp_path / "new"
    tambon("new", str(home), "--place", "๙๙๐๒๐๑", "--name", "ตัวอย่าง")
    area = read_document(Project, home / "tambon.toml").area
    assert (area.code, area.name.th, area.synthetic) == ("990201", "ตัวอย่าง", True)


def test_a_code_that_is_no_tambon_is_refused(tambon: Callable[..., Said], tmp_path: Path) -> None:
    code, _, err = tambon("new", str(tmp_path / "a"), "--place", "1501")
    assert code == 2
    assert "6" in err
    assert not (tmp_path / "a").exists()


def test_empty_forms_are_told_and_not_taken_for_data(
    tambon: Callable[..., Said], tmp_path: Path
) -> None:
    home = tmp_path / "new"
    tambon("new", str(home), "--place", "990201", "--villages", "4")
    code, _, err = tambon("check", str(home))
    assert code == 2
    assert err.startswith(words("th").text("errors.boundary.no_points.what", rows=4))


def test_sections_that_are_commented_out_parse_as_well(
    tambon: Callable[..., Said], tmp_path: Path
) -> None:
    """What the comments invite to uncomment is a project that parses."""
    for lang in LANGS:
        home = tmp_path / lang
        tambon("new", str(home), "--lang", lang)
        lines = (home / "tambon.toml").read_text("utf-8").splitlines()
        offered = [
            line.removeprefix("# ")
            if line.startswith("# [") or (line.startswith("# ") and " = " in line)
            else line
            for line in lines
        ]
        (home / "tambon.toml").write_text("\n".join(offered), "utf-8")
        project = read_document(Project, home / "tambon.toml")
        assert len(project.survey) == 2
        assert project.facilities is not None
        assert project.plan is not None
        assert project.boundary.code is not None
        assert len(project.publish_sensitive) == 1
        assert len(project.other) == 1
        lines = (home / "process.toml").read_text("utf-8").splitlines()
        offered = [one.removeprefix("# ") for one in lines if one.startswith("# [") or " = " in one]
        (home / "process.toml").write_text("\n".join(offered), "utf-8")
        done = read_document(Process, home / "process.toml")
        assert (len(done.process), len(done.meeting), len(done.due)) == (1, 1, 1)
        titles = {one.title.th for one in project.role}
        assert {*done.meeting[0].role, done.due[0].role} <= titles


def test_a_project_is_never_written_over(tambon: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "tambon.toml").write_text("mine", "utf-8")
    code, _, err = tambon("new", str(tmp_path))
    assert code == 2
    assert err.startswith(words("th").text("errors.project.exists.what"))
    assert (tmp_path / "tambon.toml").read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["tambon.toml"]
    with pytest.raises(InputError):
        start.new(tmp_path)


# --- rulebooks ---


def test_rulebooks_are_listed_with_their_status(tambon: Callable[..., Said]) -> None:
    _, out, _ = tambon("rulebook", "list", "--lang", "en")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert set(lines) >= {"bmn-2560", "nrd2c", "tpmap-2561"}
    assert "indicators: 31" in lines["bmn-2560"]
    assert "unverified" not in lines["bmn-2560"]
    assert "unverified" in lines["nrd2c"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_rulebook_is_shown_whole(lang: str, tambon: Callable[..., Said]) -> None:
    from tambon_gis import catalog

    code, out, _ = tambon("rulebook", "show", "bmn-2560", "--lang", lang)
    assert code == 0
    book = catalog.rulebook("bmn-2560")
    for one in book.indicator:
        (line,) = [line for line in out.splitlines() if line.split()[:1] == [one.code]]
        assert one.title.of(lang) in line
        assert words(lang).text(f"cli.counts.{one.counts}") in line
        assert ("*" in line) == one.sensitive
    assert book.rulebook.source.of(lang) in out


def test_what_is_not_known_of_a_rulebook_is_said(tambon: Callable[..., Said]) -> None:
    _, listed, _ = tambon("rulebook", "list", "--lang", "en")
    (line,) = [line for line in listed.splitlines() if line.startswith("bmn-2566")]
    assert "uncertain" in line
    assert "indicators: 37" in line
    _, out, _ = tambon("rulebook", "show", "bmn-2566", "--lang", "en")
    assert out.count(words("en").text("cli.counts.unknown")) == 37
    assert out.strip().endswith(": 37")


def test_a_codebook_is_written(tambon: Callable[..., Said], tmp_path: Path) -> None:
    code, out, err = tambon("rulebook", "codebook", "nrd2c", "--out", str(tmp_path), "--lang", "en")
    assert (code, err) == (0, "")
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["codebook-nrd2c.html", "codebook-nrd2c.xlsx"]
    assert all(str(tmp_path / name) in out for name in made)


PUBLISHED = "amphoe,surveyed,fail,percent\nพุนพิน,6850,617,9.00\nไชยา,2788,82,2.94\n"


def test_a_misprint_is_found(tambon: Callable[..., Said], tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(PUBLISHED, "utf-8")
    line = ["recheck", str(path), "--asked", "surveyed", "--failing", "fail", "--percent"]
    code, out, _ = tambon(*line, "percent", "--label", "amphoe", "--lang", "en")
    assert code == 1
    assert "report.csv › D2" in out
    assert "9.01" in out
    path.write_text(PUBLISHED.replace("9.00", "9.01"), "utf-8")
    code, out, _ = tambon(*line, "percent", "--lang", "en")
    assert (code, out.strip()) == (0, words("en").text("cli.recheck.clean", rows=2))
    code, _, err = tambon(*line, "pct", "--lang", "en")
    assert code == 2
    assert "pct" in err


def test_an_unknown_rulebook_names_those_that_are_known(tambon: Callable[..., Said]) -> None:
    code, _, err = tambon("rulebook", "show", "bmn-9999")
    assert code == 2
    assert "bmn-9999" in err
    assert "bmn-2560" in err


def own_rulebook(folder: Path, text: str) -> Path:
    path = folder / "ของเรา.toml"
    path.write_text(text, "utf-8")
    return path


GOOD = """
[rulebook]
id = "ours"
title = { th = "ของเรา", en = "Ours" }
short = { th = "ของเรา", en = "Ours" }
unit = "household"
years = [2565, 2565]
source = { th = "ประชาคม", en = "community" }
status = "unverified"
[[dimension]]
id = "water"
title = { th = "น้ำ", en = "Water" }
[[indicator]]
code = "1"
id = "tap"
title = { th = "มีก๊อกน้ำ", en = "Has a tap" }
short = { th = "ก๊อกน้ำ", en = "Tap" }
dimension = "water"
counts = "household"
needs = ["taps", "members"]
meets = "taps >= 1 and members >= 1"
"""


def test_a_good_rulebook_of_ones_own(tambon: Callable[..., Said], tmp_path: Path) -> None:
    code, out, err = tambon("rulebook", "check", str(own_rulebook(tmp_path, GOOD)))
    assert (code, err) == (0, "")
    assert out.strip() == words("th").text("cli.rulebook.good", id="ours", n=1)


@pytest.mark.parametrize("lang", LANGS)
def test_a_bad_rulebook_tells_all_its_faults(
    lang: str, tambon: Callable[..., Said], tmp_path: Path
) -> None:
    bad = (
        GOOD.replace('status = "unverified"', 'status = "sure"\nauthor = "ก"')
        .replace("taps >= 1", "sqrt(taps) >= 1")
        .replace("counts =", "count =")
    )
    code, out, err = tambon("rulebook", "check", str(own_rulebook(tmp_path, bad)), "--lang", lang)
    assert (code, out) == (2, "")
    assert "ของเรา.toml" in err
    first = words(lang).text("document.item", list="indicator", n=1)
    for key in ("rulebook › status", "rulebook › author", f"{first} › meets", f"{first} › count"):
        assert f"· {key}: " in err
    assert words(lang).text("errors.document.faults.mend") in err


def test_a_rulebook_that_is_no_toml(tambon: Callable[..., Said], tmp_path: Path) -> None:
    code, _, err = tambon("rulebook", "check", str(own_rulebook(tmp_path, "[rulebook")))
    assert code == 2
    assert "ของเรา.toml" in err
    assert tambon("rulebook", "check", str(tmp_path))[0] == 2


def test_a_projects_own_rulebook_comes_first(
    tambon: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rulebooks").mkdir()
    (tmp_path / "rulebooks" / "ours.toml").write_text(GOOD, "utf-8")
    text = GOOD.replace('id = "ours"', 'id = "bmn-2560"')
    (tmp_path / "rulebooks" / "bmn-2560.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    _, out, _ = tambon("rulebook", "list")
    assert "ours" in out
    _, out, _ = tambon("rulebook", "show", "bmn-2560")
    assert "มีก๊อกน้ำ" in out


@pytest.mark.parametrize(
    ("line", "lang", "told"),
    [
        (["chek"], "th", "ไม่มีคำสั่ง “chek”"),
        (["build", "--nope"], "th", "ไม่มีตัวเลือก “--nope”"),
        (["check"], "th", "ขาดค่า “path”"),
        (["chek"], "en", "there is no command “chek”"),
        (["check", "a", "b"], "th", "มีคำเกินมา: b"),
        (["build", "--engine"], "th", "ต้องใส่ค่าหลัง “--engine”"),
        (["scenario", "--proposed=3"], "th", "“--proposed” ไม่ต้องมีค่าตามหลัง"),
        (["scenario", "--by", "x"], "th", "ค่าของ “--by” ต้องเป็นคำใดคำหนึ่ง: score, cases"),
        (["scenario", "--budget", "มาก"], "th", "ค่าของ “--budget” ต้องเป็นตัวเลข"),
        (["scenario", "--budget", "1,2"], "th", "ค่าของ “--budget” ต้องเป็นตัวเลข"),
        (["scenario", "--budget", "-5"], "th", "ค่าของ “--budget” ต้องเป็นตัวเลขที่ไม่ติดลบ"),
        (["scenario", "--budget", "nan"], "th", "ค่าของ “--budget” ต้องเป็นตัวเลข"),
        (["scenario", "--year", "2566.5"], "en", "“--year” must be a number"),
        (["update", "ปีนี้", "a"], "th", "ค่าของ “year” ต้องเป็นตัวเลข"),
        (["recheck", "a", "--asked", "b", "--decimals", "9"], "th", "ค่าของ “--decimals”"),
    ],
)
def test_a_slip_in_the_line_is_told_in_ones_own_language(
    line: list[str], lang: str, told: str, tambon: Callable[..., Said]
) -> None:
    code, _, err = tambon(*line, "--lang", lang)
    assert code == 2
    assert told in err
    assert not re.search("No such|Invalid|should|Got |Option |requires", err)


def test_numbers_are_read_as_people_write_them(
    tambon: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from tambon_gis.study import scenarios

    asked = []

    def compare(*given: object, **_: object) -> object:
        asked.append(given[1])
        return SimpleNamespace(told=(), saved=None)

    monkeypatch.setattr(scenarios, "compare", compare)
    monkeypatch.setattr("tambon_gis.render.told.choices.lines", lambda _: ())
    for text, year in (("๓๐๐,๐๐๐", "๒๕๖๖"), ("1,300,000.50", "2567"), ("0", "๒567")):
        assert tambon("scenario", str(tmp_path), "--budget", text, "--year", year)[0] == 0
    assert [(one.budget, one.years) for one in asked] == [
        (300000.0, (2566,)), (1300000.5, (2567,)), (0.0, (2567,))
    ]  # fmt: skip


def test_a_table_of_no_known_kind_is_told_all_kinds(
    tambon: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("ลำดับ,ชื่อ\n1,x\n", "utf-8")
    for lang in LANGS:
        code, _, err = tambon("check", str(tmp_path / "a.csv"), "--lang", lang)
        assert code == 2
        assert "ผ.02" in err


# --- doctor, columns, template ---


def test_the_doctor_says_where_it_wrote_and_that_nothing_needs_a_decision(
    tambon: Callable[..., Said], tmp_path: Path
) -> None:
    code, out, _ = tambon("--lang", "en", "doctor", "tests/data/small", "--out", str(tmp_path))
    assert code == 0
    assert "doctor.html" in out
    assert "doctor.xlsx" in out
    assert "fixes.xlsx" not in out


def test_a_map_of_headings_is_drafted(tambon: Callable[..., Said], tmp_path: Path) -> None:
    table = tmp_path / "บ้าน.csv"
    table.write_text("รหัสหมู่บ้าน,รหัสประจำบ้าน,จำนวนสมาชก\n99020101,99020000001,4\n", "utf-8")
    code, out, _ = tambon("columns", str(table), "--out", str(tmp_path))
    assert code == 1  # one heading waits for a person
    assert "จำนวนสมาชก" in out
    assert 'columns = "บ้าน"' in out
    assert (tmp_path / "columns" / "บ้าน.toml").is_file()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_headings_that_all_fit_need_nothing(
    tambon: Callable[..., Said], tmp_path: Path, lang: str
) -> None:
    table = "tests/data/small/households.csv"
    code, out, _ = tambon("--lang", lang, "columns", table, "--out", str(tmp_path))
    assert code == 0
    assert {"th": "ไม่ต้องทำอะไร", "en": "nothing to do"}[lang] in out
    assert "[[survey]]" not in out
    twice = tmp_path / "b.csv"
    twice.write_text("เลขที่,รหัสหมู่บ้าน,บ้านเลขที่\n1,99020101,2\n", "utf-8")
    code, out, _ = tambon("--lang", lang, "columns", str(twice), "--out", str(tmp_path))
    assert code == 1
    assert "(1): เลขที่" in out
    assert "[[survey]]" in out


def test_a_form_is_written_once(tambon: Callable[..., Said], tmp_path: Path) -> None:
    target = str(tmp_path / "แบบ.xlsx")
    assert tambon("template", "household", "--out", target, "--place", "150109")[0] == 0
    code, _, err = tambon("--lang", "en", "template", "household", "--out", target)
    assert code == 2
    assert "To mend" in err
    code, _, err = tambon("template", "no-such")
    assert code == 2
    assert "household" in err
