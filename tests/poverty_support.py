"""Poverty by plain loops and fractions, and designs and tables to hold it against.

It shares nothing with the package: a row is a dict, a score a sum of fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import strategies as st

from tambon_gis.model.poverty import PovertyDesign

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = {"th": "ก", "en": "a"}
PLACES = ("99010101", "99010102", "99010201")
CODES = tuple("abcdef")
#: (weight, codes): deprived where any of them is unmet.
Parts = list[tuple[Fraction, list[str]]]


def design(
    dimensions: Sequence[tuple[str, object, dict[str, object]]],
    cutoff: object = "union",
    *,
    by: str = "indicator",
    **more: object,
) -> PovertyDesign:
    """A design of (id, weight or None, code -> weight or None)."""
    head = {"id": "x", "title": TEXT, "short": TEXT, "framework": "brute", "source": TEXT}
    parts = [
        {
            "id": name,
            "title": TEXT,
            "indicators": [
                {"code": code} if inner is None else {"code": code, "weight": inner}
                for code, inner in codes.items()
            ],
        }
        | ({} if weight is None else {"weight": weight})
        for name, weight, codes in dimensions
    ]
    told = {**head, "cutoff": cutoff, "by": by, "status": "illustrative", **more}
    return PovertyDesign.model_validate({"poverty": told, "dimension": parts})


def equal(codes: Sequence[str], cutoff: object = "union") -> PovertyDesign:
    """One dimension, equal weights."""
    return design([("d", None, dict.fromkeys(codes))], cutoff)


def brute(rows: list[dict[str, Any]], parts: Parts, k: Fraction, weight: str | None = None) -> Any:
    """Everything that is known of rows (states 1, 0, -1, None) under weights and a cut-off."""
    found: Any = dict.fromkeys(["n", "n_unknown", "q", "sure", "possible", "rows", "rows_poor"], 0)
    found |= {"score": Fraction(0), "deprived": [0] * len(parts), "censored": [0] * len(parts)}
    for row in rows:
        mass = 1 if weight is None else row[weight]
        gaps = []
        for _, codes in parts:
            answers = [row[code] for code in codes]
            gaps.append(1 if 0 in answers else None if None in answers else 0)
        least = sum(w for (w, _), gap in zip(parts, gaps, strict=True) if gap == 1)
        most = sum(w for (w, _), gap in zip(parts, gaps, strict=True) if gap != 0)
        if None in gaps:
            found["n_unknown"] += mass
            found["sure"] += mass * (least >= k)
            found["possible"] += mass * (most >= k)
            continue
        poor = least >= k
        found["n"] += mass
        found["rows"] += 1
        found["rows_poor"] += poor
        found["q"] += mass * poor
        found["score"] += mass * poor * least
        for j, gap in enumerate(gaps):
            found["deprived"][j] += mass * gap
            found["censored"][j] += mass * gap * poor
    return found


def parts_of(one: PovertyDesign) -> Parts:
    """Weights of a document read anew: share of the whole times share of the dimension."""
    parts: Parts = []
    for part in one.dimension:
        whole = part.weight if part.weight is not None else Fraction(1, len(one.dimension))
        if one.poverty.by == "dimension":
            parts.append((whole, [indicator.code for indicator in part.indicators]))
            continue
        for indicator in part.indicators:
            inner = indicator.weight
            inner = inner if inner is not None else Fraction(1, len(part.indicators))
            parts.append((whole * inner, [indicator.code]))
    return parts


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the table of states that `assess` gives."""
    names = ["place", "sex", "members", *CODES]
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in names}, columns=names)
    frame.insert(0, "row", range(1, len(rows) + 1))
    kinds = {"place": "str", "sex": "Int64", "members": "Int64", **dict.fromkeys(CODES, "Int8")}
    return frame.astype(kinds)


def states(*, holes: bool = True) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of states in three villages of two tambons."""
    answers = st.sampled_from([1, 1, 0, 0, -1, *([None] if holes else [])])
    row = {
        "place": st.sampled_from(PLACES),
        "sex": st.sampled_from([1, 2, None]),
        "members": st.integers(0, 9),
        **dict.fromkeys(CODES, answers),
    }
    return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=25)


@st.composite
def weights(draw: st.DrawFn, size: int) -> list[Fraction]:
    """Fractions above 0 in sum 1."""
    points = draw(st.lists(st.integers(1, 12), min_size=size, max_size=size))
    return [Fraction(one, sum(points)) for one in points]


@st.composite
def designs(draw: st.DrawFn) -> PovertyDesign:
    """Designs of both kinds, with and without given weights, and often a cut-off that is a tie."""
    sizes = draw(st.sampled_from([(1, 2, 3), (3, 3), (6,), (2, 4), (1, 1, 1, 1, 2)]))
    by = draw(st.sampled_from(["indicator", "dimension"]))
    outer = draw(st.one_of(st.none(), weights(len(sizes))))
    letters, dimensions = iter(CODES), []
    for number, size in enumerate(sizes):
        codes = [next(letters) for _ in range(size)]
        inner = None if by == "dimension" else draw(st.one_of(st.none(), weights(size)))
        texts: dict[str, object] = {
            code: None if inner is None else str(inner[n]) for n, code in enumerate(codes)
        }
        dimensions.append((f"d{number}", None if outer is None else str(outer[number]), texts))
    parts = parts_of(design(dimensions, by=by))
    some = draw(st.lists(st.sampled_from(parts), min_size=1, unique_by=lambda part: part[1][0]))
    tie = min(sum(weight for weight, _ in some), Fraction(1))
    other = draw(st.fractions(Fraction(1, 20), 1, max_denominator=20))
    return design(dimensions, str(draw(st.sampled_from([tie, other]))), by=by)
