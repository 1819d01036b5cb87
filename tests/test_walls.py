"""The walls of the house, each with a proof that its check can fail."""

from __future__ import annotations

import ast
import configparser
import dataclasses
import os
import shutil
import subprocess
import sys
import typing
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from pydantic_core.core_schema import ErrorType

import tambon_gis
from tambon_gis import errors
from tambon_gis.errors import DisclosureError, TambonError
from tambon_gis.model import sealed
from tambon_gis.model.planned import Plan
from tambon_gis.model.sealed import Disclosure, Facilities, Measures, Sealed
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = Path(tambon_gis.__file__).parent
REPO = PACKAGE.parent
MAY_SEAL = {"analysis/disclose.py", "analysis/derived.py", "publish/review.py"}
LONGEST_FUNCTION = 50
LONGEST_MODULE = 450
LARGEST_LITERAL = 100
LONGEST_TEXT = 1000

TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}


def planted(source: str) -> ast.Module:
    """A module with one fault in it."""
    return ast.parse(source)


# --- who may import whom ---

CONTRACT = "importlinter:contract:"
PLANTS = {
    "floors": ("analysis/protection/forms.py", "from tambon_gis.publish import scan"),
    "folium": ("render/geometry.py", "import folium"),
    "engines": ("analysis/protection/forms.py", "import duckdb"),
    "downloads": ("study/shelf.py", "import requests"),
    "web": ("study/edit.py", "import fastapi"),
    "door": ("serve/here.py", "from tambon_gis.publish import scan"),
    "geometry": ("analysis/protection/forms.py", "import shapely"),
    "clusters": ("analysis/spatial/grid.py", "import esda"),
    "counting": ("analysis/counting/counts.py", "from tambon_gis.analysis import pool"),
    "comparing": ("analysis/comparing/rounds.py", "from tambon_gis.analysis import priority"),
    "protection": ("analysis/protection/star.py", "from tambon_gis.model import rulebook"),
    "poverty": ("analysis/poverty/scan.py", "from tambon_gis.analysis.spatial import metres"),
    "spatial": ("analysis/spatial/zones.py", "from tambon_gis.analysis import poverty"),
    "planning": ("analysis/planning/links.py", "from tambon_gis.analysis import disclose"),
    "solver": ("analysis/planning/follow.py", "import scipy"),
    "formats": ("loaders/formats/csv.py", "from tambon_gis.loaders.layout import header"),
    "layout": ("loaders/layout/folder.py", "from tambon_gis.loaders.geodata import text"),
    "reading": ("loaders/reading/days.py", "from tambon_gis.loaders.formats import encoding"),
    "geodata": ("loaders/geodata/text.py", "from tambon_gis.loaders.land import overlay"),
    "land": ("loaders/land/approximate.py", "from tambon_gis.loaders import tables"),
    "decide": ("loaders/decide/suggest.py", "from tambon_gis.loaders.geodata import text"),
    "forms": ("loaders/forms/paper.py", "from tambon_gis.loaders.reading import read_number"),
    "workbooks": ("loaders/tables.py", "import fastexcel"),
    "gdal": ("loaders/layers.py", "from pyogrio import raw"),
    "sheets": ("study/forms.py", "import xlsxwriter"),
    "terminal": ("study/road.py", "from rich.console import Console"),
    "pictures": ("render/image/cards.py", "import matplotlib"),
    "render_web": ("render/web/fold.py", "from tambon_gis.render.image import figure"),
    "render_image": ("render/image/cards.py", "from tambon_gis.render.web import block"),
    "render_paper": ("render/paper/paper_parts.py", "from tambon_gis.render.book import sheets"),
    "render_deck": ("render/deck/deck_parts.py", "from tambon_gis.render.gis import qml"),
    "render_book": ("render/book/packing.py", "from tambon_gis.render.web import block"),
    "render_gis": ("render/gis/gpkg.py", "from tambon_gis.render.told import ledger"),
    "render_told": ("render/told/ledger.py", "from tambon_gis.render.book import sheets"),
    "render_shared": ("render/geometry.py", "from tambon_gis.render.web import block"),
    "office": ("render/book/tables_book.py", "import pptx"),
    "schemes": ("render/layers.py", "import mapclassify"),
    "qr": ("render/web/page.py", "import segno"),
    "arrow": ("analysis/protection/forms.py", "import pyarrow"),
}
UPWARD = {
    "ground to door": ("words.py", "from tambon_gis import cli"),
    "vocabulary to wing": ("model/rule.py", "from tambon_gis.analysis import forms"),
    "wing to road": ("render/classes.py", "from tambon_gis.study import start"),
    "wing to catalog": ("loaders/reading/values.py", "from tambon_gis import catalog"),
}


def contracts() -> dict[str, str]:
    """Id and name of every contract of setup.cfg."""
    config = configparser.ConfigParser()
    config.read(REPO / "setup.cfg", encoding="utf-8")
    return {
        section.removeprefix(CONTRACT): config[section]["name"]
        for section in config.sections()
        if section.startswith(CONTRACT)
    }


def lint(root: Path) -> tuple[int, set[str]]:
    """Exit code of import-linter in a folder, and the names of the broken contracts."""
    run = subprocess.run(
        [sys.executable, "-c", LINT, "--config", str(root / "setup.cfg"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    told = run.stdout.splitlines()
    assert "Contracts: " in run.stdout, run.stdout + run.stderr
    return run.returncode, {n for n in contracts().values() if f"{n} BROKEN" in " ".join(told)}


LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package in which a violation may be planted."""
    skip = shutil.ignore_patterns("__pycache__", "documents", "templates")
    shutil.copytree(PACKAGE, tmp_path / "tambon_gis", ignore=skip)
    shutil.copy(REPO / "setup.cfg", tmp_path)
    return tmp_path


def plant(root: Path, file: str, line: str) -> None:
    path = root / "tambon_gis" / file
    path.write_text(path.read_text("utf-8") + f"\n{line}\n", encoding="utf-8")


def test_imports_keep_every_contract() -> None:
    assert lint(REPO) == (0, set())


def test_every_contract_has_a_plant() -> None:
    assert set(contracts()) == set(PLANTS)


@pytest.mark.parametrize("contract", sorted(PLANTS))
def test_each_contract_can_fail(copy: Path, contract: str) -> None:
    plant(copy, *PLANTS[contract])
    assert lint(copy) == (1, {contracts()[contract]})


@pytest.mark.parametrize("what", sorted(UPWARD))
def test_no_arrow_upward(copy: Path, what: str) -> None:
    plant(copy, *UPWARD[what])
    code, broken = lint(copy)
    assert code == 1
    assert contracts()["floors"] in broken  # from the ground up, a way opens into every room


# --- who may seal ---


def seal_names(tree: ast.Module) -> set[str]:
    """Which of ``seal`` and ``_KEY`` a module takes from ``model.sealed``."""
    secrets, aliases, found = {"seal", "_KEY", "*"}, set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("model.sealed"):
            found |= {one.name for one in node.names} & secrets
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("model"):
            aliases |= {one.asname or one.name for one in node.names if one.name == "sealed"}
        if isinstance(node, ast.Import):
            aliases |= {
                one.asname or one.name for one in node.names if one.name.endswith("model.sealed")
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in secrets:
            owner = ast.unparse(node.value)
            found |= {node.attr} if owner in aliases or owner.endswith("model.sealed") else set()
    return found


def test_only_two_modules_seal() -> None:
    takers = {file: seal_names(tree) for file, tree in TREES.items() if file != "model/sealed.py"}
    assert {file for file, names in takers.items() if names} == MAY_SEAL
    assert all("_KEY" not in names for names in takers.values())


@pytest.mark.parametrize(
    "source",
    [
        "from tambon_gis.model.sealed import Measures, seal",
        "from tambon_gis.model.sealed import seal as wrap",
        "from tambon_gis.model.sealed import _KEY",
        "from tambon_gis.model.sealed import *",
        "from tambon_gis.model import sealed\nsealed.seal(sealed.Plan, frame=1)",
        "import tambon_gis.model.sealed as s\ns._KEY",
        "import tambon_gis.model.sealed\ntambon_gis.model.sealed.seal",
    ],
)
def test_seal_check_can_fail(source: str) -> None:
    assert seal_names(planted(source))


def test_seal_check_lets_readers_and_the_road_be() -> None:
    assert not seal_names(planted("from tambon_gis.model.sealed import Measures\ndef seal(): ..."))


def all_sealed() -> list[type[Sealed]]:
    return Sealed.__subclasses__()


@pytest.mark.parametrize("kind", all_sealed(), ids=lambda kind: kind.__name__)
def test_nothing_sealed_is_made_without_the_seal(kind: type[Sealed]) -> None:
    parts: dict[str, Any] = {field.name: None for field in dataclasses.fields(kind)}
    for key in ({}, {"key": None}, {"key": object()}):
        with pytest.raises(DisclosureError) as caught:
            kind(**parts, **key)
        assert kind.__name__ in caught.value.tell("en")


def test_a_sealed_object_lends_its_seal_to_nothing_else() -> None:
    one = sealed.seal(Plan, frame=pd.DataFrame({"title": ["ก"]}))
    secret = pd.DataFrame({"head_name": ["-"]})
    with pytest.raises(DisclosureError):
        dataclasses.replace(one, frame=secret)
    with pytest.raises(DisclosureError):
        Facilities(frame=secret, key=one.key)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.frame = secret  # type: ignore[misc]


def test_sealed_cells_have_the_columns_of_their_stage() -> None:
    told = Disclosure(forms={}, coloured=0.0, smallest_asked=10, smallest_cell=5, left=())
    with pytest.raises(errors.StageError, match="households"):
        sealed.seal(Measures, frame=pd.DataFrame({"year": [2565]}), disclosure=told)


# --- what the package never does ---


def bad_habits(tree: ast.Module) -> list[str]:
    """Eval, exec, print, bare or swallowing except, assert."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [node.func.id] if node.func.id in {"eval", "exec", "print"} else []
        if isinstance(node, ast.ExceptHandler):
            found += ["bare except"] if node.type is None else []
            only = node.body[0] if len(node.body) == 1 else None
            broad = isinstance(node.type, ast.Name) and node.type.id.endswith("Exception")
            found += ["swallowed"] if broad and isinstance(only, ast.Pass) else []
        if isinstance(node, ast.Assert):
            found.append("assert")
    return found


def test_no_bad_habits() -> None:
    assert {file: found for file, tree in TREES.items() if (found := bad_habits(tree))} == {}


@pytest.mark.parametrize(
    ("source", "habit"),
    [
        ("eval('1')", "eval"),
        ("exec('1')", "exec"),
        ("print(1)", "print"),
        ("try:\n    1\nexcept:\n    raise", "bare except"),
        ("try:\n    1\nexcept Exception:\n    pass", "swallowed"),
        ("assert 1", "assert"),
    ],
)
def test_habit_check_can_fail(source: str, habit: str) -> None:
    assert bad_habits(planted(source)) == [habit]


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the constants that are docstrings, of attributes as well."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def data_as_code(tree: ast.Module) -> list[str]:
    """Literals so large that they are data."""
    found = []
    spared = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Dict | ast.Set):
            size = sum(isinstance(part, ast.Constant) for part in ast.walk(node))
            found += [f"line {node.lineno}: {size} values"] if size > LARGEST_LITERAL else []
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            size = 0 if id(node) in spared else len(node.value)
            found += [f"line {node.lineno}: text of {size}"] if size > LONGEST_TEXT else []
    return found


def test_no_data_dressed_as_code() -> None:
    assert {file: found for file, tree in TREES.items() if (found := data_as_code(tree))} == {}


def test_data_check_can_fail() -> None:
    codes = {str(code): "ก" for code in range(51)}
    assert data_as_code(planted(f"PLACES = {codes!r}")) == ["line 1: 102 values"]
    assert data_as_code(planted(f"CSS = {'x' * 1001!r}")) == ["line 1: text of 1001"]
    assert not data_as_code(planted(f"def f():\n    {'x' * 1001!r}"))


def thai_names(tree: ast.Module) -> list[str]:
    """Identifiers with letters that are not ASCII."""
    names = [
        name
        for node in ast.walk(tree)
        for name in (getattr(node, "id", None), getattr(node, "name", None), _argument(node))
    ]
    return [name for name in names if isinstance(name, str) and not name.isascii()]


def _argument(node: ast.AST) -> str | None:
    return node.arg if isinstance(node, ast.arg | ast.keyword) else None


def test_thai_is_never_an_identifier() -> None:
    assert {file: found for file, tree in TREES.items() if (found := thai_names(tree))} == {}


def test_identifier_check_can_fail() -> None:
    assert thai_names(planted("ก = 1\ndef f(ข): ...")) == ["ก", "ข"]


# --- how long things are ---


def long_functions(tree: ast.Module) -> list[str]:
    """Functions whose body, without docstring, is too long."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        found += [f"{node.name}: {lines}"] if lines > LONGEST_FUNCTION else []
    return found


def test_functions_are_short() -> None:
    assert {file: found for file, tree in TREES.items() if (found := long_functions(tree))} == {}


def test_length_check_can_fail() -> None:
    def body(lines: int) -> str:
        return 'def f():\n    """Say\n    it."""\n' + "    x = 1\n" * lines

    assert long_functions(planted(body(51))) == ["f: 51"]
    assert not long_functions(planted(body(50)))


def long_modules(root: Path) -> list[str]:
    return [
        path.name
        for path in root.rglob("*.py")
        if len(path.read_text("utf-8").splitlines()) > LONGEST_MODULE
    ]


def test_modules_are_short(tmp_path: Path) -> None:
    assert long_modules(PACKAGE) == []
    (tmp_path / "long.py").write_text("x = 1\n" * 451)
    assert long_modules(tmp_path) == ["long.py"]


# --- every error and every finding has its sentences ---

KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, TambonError)
}


def calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in names:
                yield node


def literal(node: ast.Call, keyword: str) -> str | None:
    """The first argument of a call, where it is a text."""
    given = node.args[:1] or [k.value for k in node.keywords if k.arg == keyword]
    if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value
    return None


def placeholders(*texts: str) -> set[str]:
    return {n for text in texts for _, n, _, _ in Formatter().parse(text) if n is not None}


def error_faults(tree: ast.Module) -> list[str]:
    """Errors without sentences in a language, or without the facts that the sentences name."""
    found = []
    for call in calls(tree, KINDS):
        code = literal(call, "code")
        if call.args and isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "code":
            continue  # raised again, with a better place
        if code is None:
            found.append(f"line {call.lineno}: the code is not a text")
            continue
        facts = {keyword.arg for keyword in call.keywords}
        for lang in ("th", "en"):
            keys = [f"errors.{code}.{part}" for part in ("what", "mend")]
            lacking = [key for key in keys if not words(lang).has(key)]
            found += [f"{lang} {key}" for key in lacking]
            if not lacking and None not in facts:
                named = placeholders(*(words(lang).texts[key] for key in keys))
                found += [f"{code} {lang} {fact}" for fact in sorted(named - facts)]
    return found


def test_every_error_says_what_and_how_to_mend() -> None:
    trees = {file: tree for file, tree in TREES.items() if file != "errors.py"}
    assert {file: found for file, tree in trees.items() if (found := error_faults(tree))} == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("raise InputError('no.such')", "th errors.no.such.what"),
        ("raise InputError(code)", "line 1: the code is not a text"),
        ("raise errors.EngineError('engine.unknown', engine=1)", "engine.unknown th known"),
    ],
)
def test_error_check_can_fail(source: str, fault: str) -> None:
    assert fault in error_faults(planted(source))


def spoken(names: set[str], keyword: str) -> set[str]:
    found = {literal(call, keyword) for tree in TREES.values() for call in calls(tree, names)}
    return {code for code in found if code is not None}


def told(prefix: str) -> set[str]:
    """Codes that have sentences in a words document."""
    ends = (".what", ".mend")
    keys = {key for key in words("th").under(prefix) if not key.startswith("label.")}
    return {key.rsplit(".", 1)[0] for key in keys if key.endswith(ends)}


def test_no_error_sentence_is_idle() -> None:
    assert told("errors") - spoken(KINDS, "code") == set()
    assert "file.missing" in told("errors")


def refusal_faults(tree: ast.Module) -> list[str]:
    """Refusals of a document without a sentence in a language, or without its facts."""
    found = []
    for call in calls(tree, {"refusal"}):
        key = f"document.fault.{literal(call, 'code')}"
        facts = {keyword.arg for keyword in call.keywords}
        for lang in ("th", "en"):
            if not words(lang).has(key):
                found.append(f"{lang} {key}")
                continue
            named = placeholders(words(lang).texts[key]) - {"entry"}
            found += [f"{key} {lang} {fact}" for fact in sorted(named - facts)]
    return found


def test_every_refusal_of_a_document_has_its_sentence() -> None:
    assert {file: found for file, tree in TREES.items() if (found := refusal_faults(tree))} == {}


def test_refusal_check_can_fail() -> None:
    assert refusal_faults(planted("refusal('no_such')"))[0] == "th document.fault.no_such"
    assert "document.fault.no_field th name" in refusal_faults(planted("refusal('no_field')"))


def test_no_sentence_of_a_document_is_idle() -> None:
    of_pydantic = set(typing.get_args(ErrorType)) | {"other"}
    assert set(words("th").under("document.fault")) - of_pydantic == spoken({"refusal"}, "code")


def finding_faults(tree: ast.Module) -> list[str]:
    """Findings without sentences in a language."""
    return [
        f"{lang} findings.{code}.{part}"
        for call in calls(tree, {"Finding"})
        if (code := literal(call, "code")) is not None
        for lang in ("th", "en")
        for part in ("what", "mend")
        if not words(lang).has(f"findings.{code}.{part}")
    ]


def test_every_finding_has_its_sentences() -> None:
    if not told("findings"):
        pytest.skip("findings.toml is not written yet: nothing to hold the findings against")
    assert {file: found for file, tree in TREES.items() if (found := finding_faults(tree))} == {}


def test_finding_check_can_fail() -> None:
    faults = finding_faults(planted("Finding('no.such', 'note')\nFinding(code='no.other')"))
    assert {"th findings.no.such.what", "en findings.no.other.mend"} <= set(faults)


def test_no_finding_sentence_is_idle() -> None:
    texts = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    skipped = {f"rows.{why}" for why in ("title", "total", "note", "empty")}
    assert told("findings") - texts - skipped == set()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_an_error_tells_what_where_and_mend(lang: str) -> None:
    fault = errors.MissingFileError("file.missing", where="จปฐ2565.xlsx")
    what, where, mend = fault.tell(lang).splitlines()
    say: Callable[..., str] = words(lang).text
    assert what == say("errors.file.missing.what")
    assert where == say("errors.label.where", where="จปฐ2565.xlsx")
    assert mend == say("errors.label.mend", mend=say("errors.file.missing.mend"))


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.DocumentError, ValueError),
        (errors.MissingFileError, FileNotFoundError),
        (errors.InputError, ValueError),
        (errors.CodeError, ValueError),
        (errors.CrsError, ValueError),
        (errors.RuleError, ValueError),
        (errors.StageError, ValueError),
        (errors.EngineError, ImportError),
        (errors.DisclosureError, PermissionError),
        (errors.LeakError, PermissionError),
    ],
)
def test_an_error_is_caught_as_the_builtin_and_speaks_thai(
    kind: type[TambonError], builtin: type[Exception]
) -> None:
    with pytest.raises(builtin) as caught:
        raise kind("file.missing", where="ก.csv")
    assert str(caught.value) == words("th").text("errors.file.missing.what") + (
        "\nที่: ก.csv\n"
    ) + words("th").text("errors.label.mend", mend=words("th").text("errors.file.missing.mend"))
