"""The shipped documents: they parse, agree with the facts, fit together, speak both languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

import tambon_gis
from tambon_gis import catalog
from tambon_gis.errors import DocumentError, MissingFileError
from tambon_gis.model.composite import Composite
from tambon_gis.model.document import parse_document, read_document
from tambon_gis.model.poverty import PovertyDesign
from tambon_gis.model.priority import Priority
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.schema import Schema
from tambon_gis.model.source import SourceMap
from tambon_gis.model.trace import Keywords
from tambon_gis.thai import has_thai, normalise_label
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tambon_gis.model.document import Document

DOCUMENTS = Path(tambon_gis.__file__).parent / "documents"
SHARED = Path(__file__).parents[2] / "shared"
KINDS: dict[str, type[Document]] = {
    "rulebooks": Rulebook,
    "schemas": Schema,
    "sources": SourceMap,
    "composites": Composite,
    "poverty": PovertyDesign,
    "priorities": Priority,
    "keywords": Keywords,
}
SHIPPED = [path for folder in KINDS for path in sorted((DOCUMENTS / folder).glob("*.toml"))]
SENSITIVE = {"1", "2", "3", "14", "15", "16", "17", "24", "26", "28", "29"}
HOUSEHOLD = {"4", "5", "8", "9", "10", "11", "12", "13", "14", "22", "23", "30", "31"}
SHORT = 28
PUBLIC_OF_HOUSEHOLDS = {"village", "moo", "village_name", "tambon", "amphoe", "province"}
AREAS = ["tambon", "amphoe", "province"]


def rulebook(name: str) -> Rulebook:
    return read_document(Rulebook, DOCUMENTS / "rulebooks" / f"{name}.toml")


def schema(name: str) -> Schema:
    return read_document(Schema, DOCUMENTS / "schemas" / f"{name}.toml")


def domain(name: str) -> dict[str, dict[str, str]]:
    path = SHARED / "domain" / name
    if not path.exists():
        pytest.skip(f"../shared/domain/{name} is not here: the facts to compare with are absent")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


# --- they parse ---


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_document_parses_and_is_named_as_its_file(path: Path) -> None:
    document = read_document(KINDS[path.parent.name], path)
    assert document.id == path.stem  # type: ignore[attr-defined]


def test_everything_promised_is_shipped() -> None:
    assert {f"{path.parent.name}/{path.stem}" for path in SHIPPED} >= {
        "rulebooks/bmn-2560",
        "rulebooks/bmn-2566",
        "rulebooks/nrd2c",
        "rulebooks/tpmap-2561",
        "composites/five-aspects",
        "poverty/tpmap",
        "priorities/default",
        "schemas/bmn-household",
        "schemas/bmn-household-items",
        "schemas/bmn-person",
        "schemas/bmn-person-answers",
        "schemas/nrd2c-village",
        "schemas/facilities",
        "schemas/places",
        "sources/tpmap-province-2561",
    }


# --- bmn-2560 ---


def test_bmn_holds_the_hard_facts() -> None:
    book = rulebook("bmn-2560")
    assert book.verified
    assert book.rulebook.unit == "household"
    assert book.rulebook.years == (2560, 2565)
    assert [one.code for one in book.indicator] == [str(code) for code in range(1, 32)]
    counted = Counter(one.dimension for one in book.indicator)
    assert [counted[dimension.id] for dimension in book.dimension] == [7, 7, 5, 4, 8]
    assert {one.code for one in book.indicator if one.counts == "household"} == HOUSEHOLD
    assert Counter(one.counts for one in book.indicator) == {"person": 18, "household": 13}
    assert {one.code for one in book.indicator if one.sensitive} == SENSITIVE
    assert book.values == {
        "income_line": 38000,
        "birth_weight_line": 2500,
        "exercise_days_line": 3,
        "exertion_days_line": 5,
    }
    assert not any(one.same_as for one in book.indicator)


def test_bmn_reads_answers_for_households_and_counts_for_persons() -> None:
    for one in rulebook("bmn-2560").indicator:
        stem = f"ind{int(one.code):02d}"
        if one.code == "22":
            assert one.given is None
            assert one.applies == "members >= 1"
            assert one.needs[-1] == "members"
        elif one.counts == "household":
            assert one.columns == (stem,)
            assert one.given is not None
            assert (one.given.met, one.given.unmet, one.given.not_applicable) == ((1,), (0,), (9,))
        else:
            assert one.columns == (f"{stem}_target", f"{stem}_fail")


def test_bmn_says_what_the_sources_say() -> None:
    book = rulebook("bmn-2560")
    facts = domain("bmn31_indicators.csv")
    assert set(book.by_code) == set(facts)
    for code, fact in facts.items():
        one = book.by_code[code]
        assert (one.title.th, one.title.en) == (fact["name_th"], fact["name_en"])
        assert (one.dimension, one.counts) == (fact["domain"], fact["unit"])
        sure = fact["confidence"] == fact["unit_conf"] == "verified"
        assert one.confidence == ("verified" if sure else "inferred")


def test_bmn_years_and_line_agree_with_the_rounds() -> None:
    path = SHARED / "domain" / "bmn_rounds.csv"
    if not path.exists():
        pytest.skip("../shared/domain/bmn_rounds.csv is not here: nothing to compare with")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        (fact,) = (row for row in csv.DictReader(lines) if row["framework"] == "bmn31")
    book = rulebook("bmn-2560")
    assert "-".join(map(str, book.rulebook.years)) == fact["years_be"]
    assert len(book.indicator) == int(fact["n_indicators"])
    counted = Counter(one.dimension for one in book.indicator)
    assert "/".join(str(counted[d.id]) for d in book.dimension) == fact["domain_split"]
    line = float(fact["income_threshold_baht_per_person_year"])
    assert book.values["income_line"] == line


# --- nrd2c and tpmap ---


def test_nrd2c_never_looks_verified() -> None:
    book = rulebook("nrd2c")
    assert not book.verified
    assert book.rulebook.note is not None
    assert "ยังไม่ยืนยัน" in book.rulebook.note.th
    assert {one.confidence for one in book.indicator} == {"recalled"}
    assert {one.counts for one in book.indicator} == {"village"}
    assert [one.code for one in book.indicator] == [str(code) for code in range(1, 34)]
    assert len(book.dimension) == 7
    assert not any(one.meets or one.definition for one in book.indicator)
    assert book.scores is not None
    assert (book.scores.problem, book.scores.best) == (1, 3)
    assert set(book.scores.titles) == {"1", "2", "3"}


def test_nrd2c_says_what_the_list_says() -> None:
    facts = domain("nrd2c33_indicators_unverified.csv")
    book = rulebook("nrd2c")
    fields = schema("nrd2c-village").by_name
    assert set(book.by_code) == set(facts)
    for code, fact in facts.items():
        one = book.by_code[code]
        assert (one.title.th, one.title.en) == (fact["name_th"], fact["name_en"])
        assert (one.dimension, one.confidence) == (fact["domain"], fact["confidence"])
        assert fields[one.columns[0]].title.th == f"{code} {fact['name_th']}"


def test_tpmap_says_that_it_counts_residents() -> None:
    bmn, tpmap = rulebook("bmn-2560"), rulebook("tpmap-2561")
    assert tpmap.rulebook.unit == "area"
    assert {one.counts for one in tpmap.indicator} == {"resident"}
    assert set(tpmap.by_code) == {*bmn.by_code, "poor"}
    assert {one.code for one in tpmap.indicator if one.sensitive} == SENSITIVE
    for code, one in bmn.by_code.items():
        twin = tpmap.by_code[code]
        assert twin.title.th == f"คนในครัวเรือนที่ตกเกณฑ์: {one.title.th}"
        assert twin.title.en == f"People in households below the indicator: {one.title.en}"
        assert (twin.id, twin.short, twin.dimension) == (one.id, one.short, one.dimension)


def test_tpmap_columns_stand_in_the_published_table() -> None:
    path = SHARED / "data" / "survey" / "tpmap_2561_province_bmn31.csv"
    if not path.exists():
        pytest.skip("../shared/data/survey is not here: the published table is absent")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        headings = set(next(csv.reader(lines)))
    source = read_document(SourceMap, DOCUMENTS / "sources" / "tpmap-province-2561.toml")
    named = {source.file.place, source.columns.households}
    for code in set(rulebook("tpmap-2561").by_code) - {"poor"}:
        named |= {source.columns.asked.format(code=code), source.columns.failing.format(code=code)}
    assert named <= headings


# --- every rulebook ---


def label_faults(book: Rulebook) -> list[str]:
    """What would look wrong in a list of indicators."""
    faults = []
    ids = Counter(one.id for one in book.indicator)
    shorts = Counter(one.short.th for one in book.indicator)
    for one in book.indicator:
        if ids[one.id] > 1 or shorts[one.short.th] > 1:
            faults.append(f"{one.code}: id or short title stands twice")
        if len(one.short.th) > SHORT:
            faults.append(f"{one.code}: short title too long")
        if not (has_thai(one.title.th) and has_thai(one.short.th)):
            faults.append(f"{one.code}: not Thai")
        texts = [one.title.en, one.short.en, one.definition.en if one.definition else "-"]
        if any(has_thai(text) or not text for text in texts):
            faults.append(f"{one.code}: not English")
    return faults


@pytest.mark.parametrize("name", ["bmn-2560", "bmn-2566", "nrd2c", "tpmap-2561"])
def test_labels_are_short_unique_and_in_their_language(name: str) -> None:
    assert label_faults(rulebook(name)) == []


def test_label_check_can_fail() -> None:
    book = rulebook("nrd2c")
    first, second, *rest = book.indicator
    long = first.short.model_copy(update={"th": "ก" * (SHORT + 1), "en": "ถนน"})
    wrong = first.model_copy(update={"short": long, "id": second.id})
    faults = label_faults(book.model_copy(update={"indicator": (wrong, second, *rest)}))
    assert faults == [
        "1: id or short title stands twice",
        "1: short title too long",
        "1: not English",
        "2: id or short title stands twice",
    ]


# --- schemas ---


def missing_columns(book: Rulebook, table: Schema) -> set[str]:
    """Columns that a rulebook reads and a schema lacks."""
    return {column for one in book.indicator for column in one.columns} - set(table.by_name)


READS = [("bmn-2560", "bmn-household"), ("nrd2c", "nrd2c-village")]


@pytest.mark.parametrize(("book", "table"), READS)
def test_schema_holds_every_column_that_the_rulebook_reads(book: str, table: str) -> None:
    assert missing_columns(rulebook(book), schema(table)) == set()


def test_column_check_can_fail() -> None:
    assert "ind16_target" in missing_columns(rulebook("bmn-2560"), schema("nrd2c-village"))


def heading_faults(table: Schema) -> list[str]:
    """Headings that two columns claim, after normalisation."""
    claimed = Counter(
        heading
        for field in table.field
        for heading in {normalise_label(text) for text in (field.title.th, *field.headers)}
    )
    return sorted(heading for heading, times in claimed.items() if times > 1)


@pytest.mark.parametrize(
    "name", ["bmn-household", "bmn-person", "nrd2c-village", "facilities", "places"]
)
def test_no_two_columns_claim_one_heading(name: str) -> None:
    assert heading_faults(schema(name)) == []


def test_heading_check_can_fail() -> None:
    table = schema("facilities")
    name, *rest = table.field
    greedy = name.model_copy(update={"headers": ("หมู่ ที่",)})
    assert heading_faults(table.model_copy(update={"field": (greedy, *rest)})) == ["หมู่ที่"]


DEMO = [
    ("จปฐ2563.xlsx", "bmn-household", 4),
    ("จปฐ2564.xlsx", "bmn-household", 4),
    ("จปฐ2565.xlsx", "bmn-household", 4),
    ("กชช2ค2564.xlsx", "nrd2c-village", 3),
    ("สถานที่.xlsx", "facilities", 2),
]


@pytest.mark.parametrize(("file", "name", "row"), DEMO, ids=[name for name, _, _ in DEMO])
def test_demo_headings_are_the_titles_of_the_schema(file: str, name: str, row: int) -> None:
    path = Path(__file__).parents[1] / "data" / "demo" / file
    if not path.exists():
        pytest.skip(f"data/demo/{file} is not made: run data/demo/make.py")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path, read_only=True)
    ((*headings,),) = book.active.iter_rows(min_row=row, max_row=row, values_only=True)
    book.close()
    fields = [field for field in schema(name).field if field.name not in AREAS]
    assert headings == [field.title.th for field in fields]


def test_household_answers_are_personal() -> None:
    for name in ("bmn-household", "bmn-person"):
        assert {f.name for f in schema(name).field if f.public} == PUBLIC_OF_HOUSEHOLDS
    assert all(field.public for field in schema("nrd2c-village").field)
    facilities = schema("facilities").by_name
    assert {name for name, field in facilities.items() if not field.public} == {"note"}


def indicator_number(title: str) -> str | None:
    """The number in a heading that begins with ตัวชี้วัดที่ N."""
    found = re.match(r"ตัวชี้วัดที่ (\d+) ", title)
    return found.group(1) if found else None


def test_household_columns_keep_zero_unknown_and_nobody_apart() -> None:
    table = schema("bmn-household")
    persons = {one.code for one in rulebook("bmn-2560").indicator if one.counts == "person"}
    for field in table.field:
        number = indicator_number(field.title.th)
        if field.name.endswith("_fail"):
            assert field.at_most == field.name.replace("_fail", "_target")
        if number in persons:
            assert (field.kind, field.dash) == ("integer", "zero")
            assert (field.minimum, field.maximum) == (0, 50)
        elif number is not None:
            assert (field.kind, field.dash) == ("answer", "not_applicable")
            assert field.values == {"ผ่าน": 1, "ไม่ผ่าน": 0, "1": 1, "0": 0, "9": 9}
        elif field.name.startswith("income"):
            assert (field.kind, field.dash, field.minimum) == ("number", "zero", 0)
        else:
            assert field.dash == "unknown"
    assert table.by_name["village"].required
    assert (table.by_name["members"].minimum, table.by_name["members"].maximum) == (1, 50)
    assert "22" not in {indicator_number(field.title.th) for field in table.field}


# --- words ---


def word_faults(th: Mapping[str, str], en: Mapping[str, str]) -> list[str]:
    """What one language has and the other lacks, empty texts, templates that do not agree."""
    faults = [f"{key}: in one language only" for key in sorted(set(th) ^ set(en))]
    for key in sorted(set(th) & set(en)):
        if not (th[key].strip() and en[key].strip()):
            faults.append(f"{key}: empty")
        try:
            agree = placeholders(th[key]) == placeholders(en[key])
        except ValueError:
            faults.append(f"{key}: stray brace")
        else:
            if not agree:
                faults.append(f"{key}: placeholders differ")
    return faults


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def under(prefixes: Iterable[str], lang: str) -> dict[str, str]:
    starts = tuple(prefixes)
    return {key: text for key, text in words(lang).texts.items() if key.startswith(starts)}


def test_both_languages_say_the_same() -> None:
    assert word_faults(words("th").texts, words("en").texts) == []


def test_word_check_can_fail() -> None:
    th = {"a": "{n} แถว", "b": " ", "c": "{", "d": "ก", "f": "{x}"}
    en = {"a": "{m} rows", "b": "b", "c": "c", "e": "e", "f": "{x}"}
    assert word_faults(th, en) == [
        "d: in one language only",
        "e: in one language only",
        "a: placeholders differ",
        "b: empty",
        "c: stray brace",
    ]


def test_glossary_and_methods_are_plain_texts_in_their_language() -> None:
    thai, english = under(["glossary.", "methods."], "th"), under(["glossary.", "methods."], "en")
    assert not any(placeholders(text) for text in (*thai.values(), *english.values()))
    mine = {key for key, text in thai.items() if not has_thai(text)}
    assert mine == {"glossary.term.tpmap.term"}
    foreign = {key for key, text in english.items() if has_thai(text)}
    assert foreign <= {
        "glossary.term.bmn.term",
        "glossary.term.nrd2c.term",
        "glossary.term.plan_form.term",
    }
    terms = {key.rsplit(".", 1)[0] for key in thai if key.startswith("glossary.")}
    assert all({f"{one}.term", f"{one}.meaning"} <= set(thai) for one in terms)
    assert len(terms) >= 30
    sections = {key.rsplit(".", 1)[0] for key in thai if key.startswith("methods.")}
    assert all({f"{one}.title", f"{one}.text"} <= set(thai) for one in sections)


def test_methods_say_the_thresholds_and_what_is_missing() -> None:
    for lang in ("th", "en"):
        say = words(lang).text
        told = say("methods.section.disclosure.text")
        assert "10" in told
        assert "5" in told
        assert "EPSG:1304" in say("methods.section.boundaries.text")
        assert words(lang).has("methods.section.reach.text")


# --- a broken document ---

HEAD = """
[rulebook]
id = "broken"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
unit = "household"
years = [2560, 2565]
source = { th = "-", en = "-" }
status = "verified"

[[dimension]]
id = "health"
title = { th = "ก", en = "a" }
"""
INDICATOR = """
[[indicator]]
code = "{code}"
id = "one"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
dimension = "{dimension}"
counts = "household"
{more}
"""


def indicator(code: str, more: str, dimension: str = "health") -> str:
    return INDICATOR.format(code=code, more=more, dimension=dimension)


GIVEN = 'given = { answer = "a" }'
STRANGER = 'needs = ["income"]\nmeets = "income >= rent"'


def refused(text: str, kind: type[Document] = Rulebook) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_document(kind, text, name="broken.toml")
    told = caught.value.tell("en")
    assert "broken.toml" in told
    assert caught.value.tell("th") != told
    return told


def test_a_sound_document_is_taken() -> None:
    """The frame of the broken ones below is not what they are refused for."""
    text = HEAD + indicator("1", GIVEN) + indicator("2", STRANGER.replace("rent", "38000"))
    assert set(parse_document(Rulebook, text, name="sound.toml").by_code) == {"1", "2"}


def test_every_unknown_key_and_wrong_value_is_told_at_once() -> None:
    told = refused(
        HEAD.replace('status = "verified"', 'status = "perhaps"\ncolour = "red"')
        + indicator("1", GIVEN + "\nsensitve = true")
        + indicator("2", 'meets = "1 = 1"\nbands = [ { score = 1 } ]')
        + indicator("3", 'needs = ["a"]\nmeets = "a >"')
        + indicator("4", 'needs = ["a"]\nmeets = "sqrt(a) > 1"')
        + indicator("5", 'given = { answer = "a", score = "b" }')
    )
    for key in (
        "rulebook › status",
        "rulebook › colour",
        "indicator no. 1 › sensitve",
        "indicator no. 2",
    ):
        assert f"· {key}: " in told
    for key in ("no. 3 › meets", "no. 4 › meets", "no. 5 › given"):
        assert f"· indicator {key}: " in told


def test_everything_that_does_not_hang_together_is_told_at_once() -> None:
    told = refused(
        HEAD
        + indicator("1", GIVEN)
        + indicator("1", STRANGER)
        + indicator("2", GIVEN, dimension="wealth")
        + indicator("3", 'given = { score = "c" }')
    )
    assert "indicator 1 stands twice" in told
    assert "'rent'" in told
    assert "'wealth'" in told
    assert "indicator 3: a score needs" in told


def test_unknown_keys_do_not_hide_what_does_not_hang_together() -> None:
    told = refused(HEAD + indicator("1", GIVEN + "\nsensitve = true") + indicator("1", STRANGER))
    assert "sensitve" in told
    assert "indicator 1 stands twice" in told
    assert "'rent'" in told


def test_a_broken_schema_tells_every_fault() -> None:
    told = refused(
        """
        [table]
        id = "t"
        title = { th = "ก", en = "a" }
        unit = "household"
        key = ["house"]
        place = "village"
        source = "-"
        [[field]]
        name = "a"
        title = { th = "ก", en = "a" }
        kind = "integer"
        at_most = "b"
        [[field]]
        name = "a"
        title = { th = "ข", en = "b" }
        kind = "integer"
        """,
        Schema,
    )
    for fault in ("field 'a' stands twice", "no field 'b'", "no field 'house'", "'village'"):
        assert fault in told


def test_a_file_that_is_no_document_is_told_by_name(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes("ก = 1".encode("cp874"))
    with pytest.raises(DocumentError, match=r"latin\.toml"):
        read_document(Rulebook, latin)
    with pytest.raises(MissingFileError, match=r"absent\.toml"):
        read_document(Rulebook, tmp_path / "absent.toml")
    assert "line 1" in refused("[rulebook\nid = 1")


def test_a_changed_copy_forgets_what_was_worked_out_of_the_old_one() -> None:
    schema = catalog.schema("facilities")
    assert schema.by_name["latitude"].maximum is not None
    free = schema.model_copy(
        update={"field": tuple(one.model_copy(update={"maximum": None}) for one in schema.field)}
    )
    assert free.by_name["latitude"].maximum is None
    assert schema.by_name["latitude"].maximum is not None
