"""The language of rules: what it takes, what it refuses, and the SQL that it becomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import RuleError
from tambon_gis.model.rule import Rule

ALLOWED = [
    "a",
    "a > 1",
    "a == 1",
    "a <> b",
    "-a < -1",
    "not a",
    "(a + b) * c / d - 1 >= 0",
    "a % 2 = 0",
    "abs(a) > 1",
    "a between 1 and 2",
    "a not between 1 and 2",
    "a in (1, 2, null)",
    "a not in (1)",
    "a is null or b is not null",
    "a is true and b is not false",
    "case when a > 1 then 1 else 0 end = 1",
    "coalesce(a, b, 0) = 1",
    "kind = 'วัด; เก่า'",
    "true",
]
FORBIDDEN = [
    "a > 1;",
    "a > 1; drop table survey",
    "(select 1) > 0",
    "a in (select b from survey)",
    "exists (select 1)",
    "a > 1 union select 1",
    "survey.a > 1",
    "main.survey.a > 1",
    "a.b.c.d > 1",
    "count(*) > 1",
    "sum(a) > 1",
    "sum(a) over () > 1",
    "random() > 1",
    "sqrt(a) > 1",
    "round(a) > 1",
    "read_csv('x') = 1",
    "getenv('HOME') = 'x'",
    "current_date > a",
    "a::int > 1",
    "cast(a as int) > 1",
    "a like '%'",
    "a || b = 'x'",
    "a[1] > 1",
    "[1, 2] = a",
    "{'x': 1} = a",
    "a in b",
    "(a, b) = (1, 2)",
    "a as b",
    "*",
    "a.*",
    "? > a",
    "$1 > a",
    "interval 1 day > a",
    "a > 1e400",
]
BROKEN = ["", "  ", "a >", "a > > 1", "(a", "a and", "case when a then", "'open", "1 2 3"]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_a_rule_may_say(text: str) -> None:
    assert Rule(text).sql()


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_a_rule_may_not_say_is_named(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        Rule(text)
    assert caught.value.code == "rule.forbidden"
    assert text in caught.value.tell("th")
    assert text in caught.value.tell("en")


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        Rule(text)
    assert caught.value.code in {"rule.syntax", "rule.forbidden"}


def test_no_comment_reaches_the_engine() -> None:
    for text in ("a > 1 -- ; drop table x", "a > 1 /* ; drop table x */"):
        assert Rule(text).sql() == '"a" > 1e0'


SQL = [
    ("a > 0.0285", '"a" > 0.028500000000000001e0'),
    ("a > 1000000", '"a" > 1000000e0'),
    ("a > 1_000", '"a" > 1000e0'),
    ("a = line", '"a" = 38000e0'),
    ("a * b > 1", 'CAST("a" AS DOUBLE) * CAST("b" AS DOUBLE) > 1e0'),
    ("a / 2 > 1", 'CAST("a" AS DOUBLE) / NULLIF(2e0, 0e0) > 1e0'),
    ("a in (1, 2)", '"a" IN (1e0, 2e0)'),
    ("kind = 'วัด'", "\"kind\" = 'วัด'"),
    ("kind = 'it''s'", "\"kind\" = 'it''s'"),
    ("a is null", '"a" IS NULL'),
    ("a is true", '(CASE WHEN ("a") THEN TRUE ELSE FALSE END)'),
    ("a is false", '(CASE WHEN NOT ("a") THEN TRUE ELSE FALSE END)'),
]


@pytest.mark.parametrize(("text", "sql"), SQL)
def test_the_sql_of_a_rule(text: str, sql: str) -> None:
    assert Rule(text).sql({"line": 38000}) == sql


def test_names_of_a_rule_are_sorted_and_stand_once() -> None:
    assert Rule("b + a >= line and b > 0").columns == ("a", "b", "line")


def test_a_name_of_sql_is_quoted() -> None:
    assert Rule('"order" > 1').sql() == '"order" > 1e0'
    assert Rule('"a"" > 1 or 1=1 --" = 1').columns == ('a" > 1 or 1=1 --',)
    assert Rule('"a"" > 1 or 1=1 --" = 1').sql() == '"a"" > 1 or 1=1 --" = 1e0'


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0))
def test_a_number_keeps_its_value(number: float) -> None:
    _, _, written = Rule("a > line").sql({"line": number}).partition(" > ")
    assert float(written) == number
    assert "e" in written


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a > 1", True),
        ("not (a = 1) and (b is null or c in (1, 2))", True),
        ("case when a > 1 then b = 1 when a < 0 then null else true end", True),
        ("coalesce(a > 1, false)", True),
        ("a between 1 and 2", True),
        ("a", False),
        ("a + 1", False),
        ("a > 1 and b", False),
        ("case when a > 1 then 1 else 0 end", False),
        ("coalesce(a, 0)", False),
    ],
)
def test_a_condition_is_told_from_a_number(text: str, *, condition: bool) -> None:
    assert Rule(text).is_condition == condition
