"""The plainest rules: the same SQL as of the library, and nothing taken for plain that is not."""

from __future__ import annotations

import logging
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from tambon_gis import catalog
from tambon_gis.engine import sql as engine
from tambon_gis.errors import RuleError
from tambon_gis.model import rule_tree
from tambon_gis.model.rule import Rule
from tambon_gis.model.rule_plain import plain

_SHAPES = (
    "W >= 1",
    "1 + W >= 2",
    "(W + a) / b >= c",
    "a / W >= 1",
    "a >= W",
    "W * a - W < a",
    "(W) > 1",
    "a + b * W <= (W - 1)",
)


def words_of_sql() -> set[str]:
    """Every word that the library knows as more than a name."""
    parser = DuckDB.Parser
    found = {*DuckDB.Tokenizer.KEYWORDS, *dir(exp)}
    for name in dir(parser):
        if isinstance(held := getattr(parser, name), dict | set | frozenset):
            found |= {str(getattr(one, side, one)) for one in held for side in ("name", "value")}
    return {word for one in found if re.fullmatch("[a-z][a-z0-9_]*", word := one.lower())}


def test_words_that_mean_something_are_no_plain_names(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    words = words_of_sql()
    assert {"case", "between", "current_date", "interval"} < words
    for word in sorted(words):
        for shape in _SHAPES:
            rule = shape.replace("W", word)
            if (read := plain(rule)) is not None:
                assert read.sql({}) == rule_tree.sql(rule, {}), rule
                assert read.columns == rule_tree.columns(rule), rule


_ATOMS = st.sampled_from(["a", "b_1", "members", "line", "0", "7", "2.50", "007", "38000"])
_SUMS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", "-", " * ", "/", " /\n"]), inner).map("".join),
        inner.map("({})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(left=_SUMS, sign=st.sampled_from([">=", "<", " = ", "> "]), right=_SUMS)
def test_equal_to_the_library(left: str, sign: str, right: str) -> None:
    rule = left + sign + right
    read = plain(rule)
    assert read is not None
    for values in ({}, {"line": -1.5, "a": 1e30}):
        assert read.sql(values) == rule_tree.sql(rule, values)
    assert read.columns == rule_tree.columns(rule)
    assert rule_tree.is_condition(rule)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a",
            "a + 1",
            "a = 1 AND b = 2",
            "a >= b >= c",
            "a <> 1",
            "a == 1",
            "a = -1",
            "a - -1 > 0",
        ),
        *("a -- b > 1", "a /* b */ > 1", "a // b > 1", "f(a) > 1", "t.a > 1", "a > 1;", "a > 1e3"),
        *(
            "a > 1.",
            "a > 1x",
            "a b > 1",
            "(a > 1)",
            "(a > 1",
            "a) > 1",
            "> 1",
            "",
            "A > 1",
            "a\u00a0> 1",
        ),
        *("null = 1", "true = a", "a > " + "(" * 500, "current_date > 1", "a IS NULL", "'a' = b"),
    ],
)
def test_the_rest_is_left_to_the_library(text: str) -> None:
    assert plain(text) is None


def test_plain_rules_of_the_shipped_books() -> None:
    found = 0
    for name in ("bmn-2560", "bmn-2566", "nrd2c", "tpmap-2561"):
        book = catalog.rulebook(name)
        for text in re.findall(r'"([^"]*[<>=][^"]*)"', book.model_dump_json()):
            if (read := plain(text)) is not None:
                assert read.sql({}) == rule_tree.sql(text, {}), text
                found += 1
    assert found > 20


@pytest.mark.parametrize("rule", ["a / (b / c) >= 1", "a / (b / c) >= 1 OR a = 9"])
def test_a_division_inside_a_divisor_is_unknown_at_zero_too(rule: str) -> None:
    import pandas as pd

    table = pd.DataFrame({"a": [4.0, 4.0], "b": [2.0, 2.0], "c": [1.0, 0.0]})
    for name in ("duckdb", "polars"):
        got = engine.run(f"SELECT {Rule(rule).sql()} AS met FROM t", {"t": table}, engine=name)
        assert got["met"].to_pylist() == [True, None], name


def test_what_is_no_rule_is_refused_as_before() -> None:
    with pytest.raises(RuleError):
        Rule("a >= (1")
