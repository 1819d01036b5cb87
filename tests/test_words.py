"""Captions, numbers and dates in both languages."""

from __future__ import annotations

import ast
import datetime as dt
import re
import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType

from tambon_gis.render.web.assets import spoken
from tambon_gis.render.web.payload import SPOKEN, SPOKEN_WHOLE
from tambon_gis.words import DEFAULT_LANG, LANGS, Words, words


def say(text: str, **facts: object) -> str:
    return Words(lang="en", texts={"a.b": text}).text("a.b", **facts)


def test_thai_is_the_default_and_answers_for_an_unknown_language() -> None:
    assert (DEFAULT_LANG, LANGS) == ("th", ("th", "en"))
    assert {words().lang, words("th").lang, words("fr").lang} == {"th"}


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_that_is_not_there_is_a_fault_of_the_package(lang: str) -> None:
    assert not words(lang).has("no.such.text")
    with pytest.raises(KeyError):
        words(lang).text("no.such.text")


def test_a_fact_that_is_lacking_is_a_fault_of_the_package() -> None:
    with pytest.raises(KeyError):
        say("{n} rows")


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        (1234567, "1,234,567"),
        (1234.56, "1,234.6"),
        (2000.0, "2,000"),
        (-1234, "-1,234"),
        (np.int64(2041), "2,041"),
        (np.int8(7), "7"),
        (np.float32(1.5), "1.5"),
        (np.float64(12345.0), "12,345"),
        (Fraction(3, 2), "1.5"),
        (True, "True"),
        ("2565", "2565"),
        ("หมู่ 3", "หมู่ 3"),
    ],
)
def test_numbers_have_commas_and_texts_are_left_alone(fact: object, written: str) -> None:
    assert say("{n}", n=fact) == written


@pytest.mark.parametrize(
    ("n", "told"),
    [(0, "0 rows lie"), (1, "1 row lies"), (2, "2 rows lie"), (21, "21 rows lie"),
     (1001, "1,001 rows lie"), (np.int64(1), "1 row lies"), (1.0, "1 row lies"),
     (1.5, "1.5 rows lie"), ("#", "# rows lie")],
)  # fmt: skip
def test_a_word_follows_its_number(n: object, told: str) -> None:
    assert say("{n:row lies|rows lie} there", n=n) == f"{told} there"


def test_no_script_gets_a_text_with_two_forms() -> None:
    """Scripts fill in their texts themselves and know names only."""
    groups = [*(f"page.{one}" for one in SPOKEN), *SPOKEN_WHOLE, "plan.map", "serve.drawing.told"]
    texts = {
        key: text
        for one in groups
        for key, text in words("en").under(one).items()
        if not one.startswith(("page.", "story")) or spoken(f"{one}.{key}".removeprefix("page."))
    }
    assert len(texts) > 100
    assert [key for key, text in texts.items() if re.search(r"\{\w+:", text)] == []


@given(st.integers(-(10**15), 10**15))
def test_an_integer_is_the_same_without_its_commas(number: int) -> None:
    told = words("th").number(number)
    assert int(told.replace(",", "")) == number
    groups = told.lstrip("-").split(",")
    assert 1 <= len(groups[0]) <= 3
    assert all(len(group) == 3 for group in groups[1:])


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_decimals_are_as_many_as_asked_for(number: float, decimals: int) -> None:
    told = words("en").number(number, decimals)
    _, _, after = told.partition(".")
    assert len(after) == decimals
    assert abs(float(told.replace(",", "")) - number) <= 0.5 * 10**-decimals + 1e-6


MONTHS = {
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_is_written_out_in_the_buddhist_era(lang: str, month: int) -> None:
    told = words(lang).date(dt.date(2022, month, 28))
    era = "B.E. " if lang == "en" else ""
    assert told == f"28 {MONTHS[lang].split()[month - 1]} {era}2565"


def test_texts_under_a_key_lose_only_that_key() -> None:
    some = Words(lang="en", texts={"page.a": "1", "page.b.c": "2", "pages.d": "3"})
    assert some.under("page") == {"a": "1", "b.c": "2"}
    assert some.under("page.b") == {"c": "2"}
    assert some.under("pag") == {}


#: Files and groups of words that pages say: their names stand as texts in scripts and programs.
PAGE = ("page", "views", "vectors", "sheet", "story", "access")
SCRIPTS = tuple(f"{group}." for group in SPOKEN)
HOUSE = Path(__file__).parents[1] / "tambon_gis"
TEXT = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
JOINED = re.compile(TEXT + r"\s*[+~]\s*[\w.()\[\]]+")
ASKED = re.compile(r"(?:\bT\.say|\bt|\bw)\(\s*" + TEXT + r"\s*[,)]")


@cache
def sources() -> tuple[dict[Path, ast.Module], dict[Path, str]]:
    """Programs as trees; scripts and templates of pages as text."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in HOUSE.rglob("*.py")}
    kinds = ("*.js", "*.j2", "*.typ")
    return trees, {path: path.read_text("utf-8") for kind in kinds for path in HOUSE.rglob(kind)}


def docstrings(tree: ast.Module) -> set[int]:
    """The constants that are docstrings: what they name is not used by naming it."""
    out = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            out.add(id(body[0].value))
    return out


@cache
def said() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Whole texts of the sources, patterns of composed ones, and names that may fill them."""
    trees, texts = sources()
    literals: set[str] = set()
    patterns: set[str] = set()
    names: set[str] = set()
    for path, tree in trees.items():
        names |= set(re.findall(r"[A-Za-z_][\w-]*", path.read_text("utf-8")))
        left = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else "(.+)"
                    for part in node.values
                ]
                patterns.add("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals |= set() if id(node) in left else {node.value}
    for text in texts.values():
        names |= set(re.findall(r"[A-Za-z_][\w-]*", text))
        literals |= {found[1:-1] for found in re.findall(TEXT, text)}
        patterns |= {re.escape(found[1:-1]) + "(.+)" for found in JOINED.findall(text)}
    for path in (HOUSE / "documents").rglob("*.toml"):
        if "words" not in path.parts:
            names |= set(re.findall(r"[A-Za-z_][\w-]*", path.read_text("utf-8")))
    literals |= {found[1:-1] for text in texts.values() for found in ASKED.findall(text)}
    names |= set(get_args(ErrorType))
    told = {one for one in patterns if re.match(r"[a-z_]+\\\.", one)}
    return frozenset(literals), frozenset(told), frozenset(names)


def composed(key: str, pattern: str) -> bool:
    """Whether a pattern makes a key from names of the sources; alone behind a file, from a text."""
    literals, _, names = said()
    found = re.fullmatch(pattern, key)
    if not found:
        return False
    if re.fullmatch(r"[a-z_]+\\\.\(\.\+\)", pattern) and key.count(".") > 1:
        return found[1] in literals
    parts = [part for group in found.groups() for part in group.split(".")]
    if key.partition(".")[0] in PAGE or any(key.startswith(one) for one in SCRIPTS):
        names = frozenset()
    return all(part in names or part in literals or part.isdecimal() or cut(part) for part in parts)


def cut(part: str) -> bool:
    """Whether a name is put together at an underscore: fold_{way}, key + "_last", month_{n}."""
    literals, _, names = said()
    ends = [(part[: at + 1], part[at:]) for at, letter in enumerate(part) if letter == "_"]
    return any(
        (front in stems() and (back[1:] in names or back[1:].isdecimal()))
        or (back in literals and front[:-1] in names)
        for front, back in ends
    )


@cache
def stems() -> frozenset[str]:
    """Beginnings of composed names: what stands before the first field of an f-string."""
    trees, texts = sources()
    found = {
        str(node.values[0].value)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and node.values
        and isinstance(node.values[0], ast.Constant)
    }
    found |= {one[1:-1] for text in texts.values() for one in JOINED.findall(text)}
    return frozenset(found)


def used(key: str) -> bool:
    """Whether a source says a key, as a whole, below its file, as part of a table, or composed."""
    literals, patterns, _ = said()
    below = key.partition(".")[2]
    if key in literals or ("." in below and below in literals):
        return True
    steps = key.split(".")
    tables = {".".join(steps[:n]) for n in range(2, len(steps))}
    if tables & literals:
        return True
    return any(
        composed(name, pattern) for name in (key, below) if "." in name for pattern in patterns
    )


def asked() -> set[str]:
    """Every key that a source asks for by its whole name."""
    trees, texts = sources()
    out = {found[1:-1] for text in texts.values() for found in ASKED.findall(text)}
    for tree in trees.values():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "text"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                out.add(node.args[0].value)
    return {key for key in out if "." in key}


def lacking(keys: set[str], known: set[str]) -> set[str]:
    """Keys that no document holds, as they are or below a file."""
    below = {key.partition(".")[2] for key in known}
    return keys - known - below


def test_both_languages_hold_the_same_keys_with_the_same_facts() -> None:
    th, en = (words(lang).texts for lang in LANGS)
    assert set(th) == set(en)
    facts = re.compile(r"{(\w*)")
    differ = {key for key in th if set(facts.findall(th[key])) != set(facts.findall(en[key]))}
    assert differ == set()
    assert [key for key in th if not (th[key].strip() and en[key].strip())] == []


def test_each_document_stands_in_both_languages() -> None:
    folder = HOUSE / "documents" / "words"
    names = [{path.name for path in (folder / lang).iterdir()} for lang in LANGS]
    assert names[0] == names[1]
    for path in folder.rglob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))


def test_no_text_is_left_over() -> None:
    assert [key for key in words("th").texts if not used(key)] == []


def test_no_text_is_lacking() -> None:
    assert len(asked()) > 150
    assert lacking(asked(), set(words("th").texts)) == set()


def test_a_text_that_nobody_says_is_found_and_one_that_nobody_wrote() -> None:
    for key in ("page.legend.sesquipedalian", "page.view.first", "access.nonsuch", "story.a.zzz"):
        assert not used(key), key
    for key in ("page.legend.hidden", "errors.label.mend", "glossary.term.village.term"):
        assert used(key) or key not in words("th").texts, key
    known = set(words("th").texts)
    assert lacking({"page.view.nonsuch", "view.years"}, known) == {"page.view.nonsuch"}


@pytest.mark.parametrize(
    ("text", "thai"),
    [
        ("พ.ศ. 2565", "พ.ศ. ๒๕๖๕"),
        ("1,234.5 %", "๑,๒๓๔.๕ %"),
        ("0–4 ครัวเรือน", "๐–๔ ครัวเรือน"),
        ("A4 bmn-2560/16 EPSG:1304 v0.1.0", "A4 bmn-2560/16 EPSG:1304 v0.1.0"),
        ("B.E. 2565, GPS", "B.E. ๒๕๖๕, GPS"),
        ("๗ และ 8", "๗ และ ๘"),
    ],
)
def test_thai_digits_leave_names_alone(text: str, thai: str) -> None:
    assert words("th", digits="thai").written(text) == thai
    assert words("th").written(text) == text


def test_thai_digits_reach_texts_numbers_and_dates() -> None:
    say = words("th", digits="thai")
    assert say.number(1234567) == "๑,๒๓๔,๕๖๗"
    assert say.date(dt.date(2022, 3, 5)) == "๕ มีนาคม ๒๕๖๕"
    assert Words("en", {"a.b": "{n} of 3"}, digits="thai").text("a.b", n=2041) == "๒,๐๔๑ of ๓"
    assert words("th", digits="thai") == say
    assert words("th").digits == "arabic"
