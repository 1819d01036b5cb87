"""Words: every code of a loader has its sentences in both languages, and they can be filled."""

import re
import string
from pathlib import Path

import pytest
from loaders_support import REPO

from tambon_gis.words import LANGS, words

LOADERS = REPO / "tambon_gis" / "loaders"
ERROR = re.compile(r'(?:InputError|CrsError|MissingFileError|CodeError)\(\s*"([a-z_.]+)"')
KINDS = (
    "csv|table|columns|header|rows|row|value|crs|dbf|shape|boundary|place|join|count|counts"
    "|point|plan|fix|layer|archive"
)
CODE = re.compile(rf'"((?:{KINDS})\.[a-z_0-9]+)"')
FROM_A_KIND = {"rows.title", "rows.total", "rows.note"}


def used():
    texts = [path.read_text(encoding="utf-8") for path in LOADERS.rglob("*.py")]
    errors = {code for text in texts for code in ERROR.findall(text)}
    codes = {code for text in texts for code in CODE.findall(text)}
    codes = {code for code in codes if not code.endswith(".csv")}  # a file name in an example
    return errors, (codes - errors) | FROM_A_KIND | {"csv.encoding"}


ERRORS, FINDINGS = used()


@pytest.mark.parametrize("lang", LANGS)
def test_every_error_says_what_and_how_to_mend(lang):
    assert len(ERRORS) > 20
    missing = [f"errors.{code}.{part}" for code in ERRORS for part in ("what", "mend")
               if not words(lang).has(f"errors.{code}.{part}")]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_finding_says_what_and_how_to_mend(lang):
    assert len(FINDINGS) > 50
    missing = [f"findings.{code}.{part}" for code in FINDINGS for part in ("what", "mend")
               if not words(lang).has(f"findings.{code}.{part}")]  # fmt: skip
    assert missing == []


def test_both_languages_name_the_same_facts():
    thai, english = (words(lang).under("findings") for lang in LANGS)
    assert thai.keys() == english.keys()

    def facts(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    differing = [
        key for key in thai if facts(thai[key]) - {"count"} != facts(english[key]) - {"count"}
    ]
    assert differing == []


def test_the_scan_can_fail():
    assert CODE.findall('Finding("row.never_said", "note")') == ["row.never_said"]
    assert not words("th").has("findings.row.never_said.what")


def test_no_loader_knows_another_wing():
    wings = re.compile(r"tambon_gis\.(analysis|render|publish|study|catalog)\b")
    for path in Path(LOADERS).rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        code = [line for line in lines if not line.lstrip().startswith(">>>")]
        assert not wings.search("\n".join(code)), path.name
