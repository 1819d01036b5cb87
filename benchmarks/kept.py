"""Results in one shape a task, so that what two contenders found can be held side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["save", "shaped"]

#: Levels of the national job.
LEVELS = ("village", "tambon", "amphoe", "province")
_HEADS = ("n", "n_unknown", "q", "score")
_COUNTS = ("asked", "met", "unknown")
_PARTS = ("deprived", "censored")


def save(kind: str, result: Any, path: Path) -> None:
    """Write a result in the shape of its task."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shaped(kind, result).to_parquet(path)


def shaped(kind: str, result: Any) -> pd.DataFrame:
    """A result as a frame, rows and columns in one order."""
    return SHAPES[kind](result)


def national(result: Any) -> pd.DataFrame:
    """One row a place, counts of every indicator beside those of poverty."""
    if hasattr(result, "counted"):
        result = _of_overview(result)
    frame = _frame(result).set_index("place").astype("int64")
    return _ordered(frame)


def _of_overview(found: Any) -> pd.DataFrame:
    """Our long tables, made wide."""
    levels = list(LEVELS)
    heads = found.headcounts(levels).set_index("place")[list(_HEADS)]
    counted = _wide(found.counted(levels), _COUNTS)
    parts = _wide(found.by_indicator(levels), _PARTS)
    return heads.join(counted).join(parts).reset_index()


def _wide(long: pd.DataFrame, sums: tuple[str, ...]) -> pd.DataFrame:
    """One column a sum and indicator: ``asked07``."""
    rows = long.set_index(["place", "code"])[list(sums)]
    wide = rows.unstack()  # noqa: PD010  (a pivot table would add up, and take its time)
    wide.columns = [f"{name}{int(code):02d}" for name, code in wide.columns]
    return wide


def poverty(result: Any) -> pd.DataFrame:
    """H, A and M0 of each village, and the two ratios of each indicator."""
    return _of_mpitb(result) if isinstance(result, pd.DataFrame) else _of_poverty(*result)


def _of_poverty(heads: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Ours: whole numbers, divided here."""
    heads = heads.set_index("place").astype({"n": float, "q": float, "score": float})
    share = heads["score"] / heads["denominator"].astype(float)
    found = pd.DataFrame(
        {
            "H": heads["q"] / heads["n"],
            "A": (share / heads["q"]).where(heads["q"] > 0, 0),
            "M0": share / heads["n"],
        }
    )
    wide = _wide(parts, _PARTS).astype(float)
    ratios = wide.div(heads["n"], axis=0)
    return _ordered(found.join(ratios))


def _of_mpitb(found: pd.DataFrame) -> pd.DataFrame:
    """What mpitb gives: a long table of measures."""
    of_villages = found[found["subg"].notna()]
    whole = of_villages[of_villages["measure"].isin(["H", "A", "M0"])]
    table = whole.pivot_table(index="subg", columns="measure", values="b")[["H", "A", "M0"]]
    names = {"hd": "deprived", "hdk": "censored"}
    some = of_villages[of_villages["measure"].isin(names)]
    ratios = some.pivot_table(index="subg", columns=["measure", "indicator"], values="b")
    ratios.columns = [f"{names[name]}{code.removeprefix('ind')}" for name, code in ratios.columns]
    joined = table.join(ratios).rename_axis("place").rename_axis(None, axis=1)
    return _ordered(joined)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by place, columns by name."""
    return frame.sort_index()[sorted(frame.columns)].copy().reset_index()


def points(result: Any) -> pd.DataFrame:
    """The place of each point that lies in one, by row; of several the first."""
    frame = _frame(result).rename(columns={"within": "place"})
    frame = frame.loc[frame["place"].notna(), ["row", "place"]]
    numbers = pd.to_numeric(frame["place"].astype("category").cat.categories).astype("int32")
    codes = numbers.to_numpy()[frame["place"].astype("category").cat.codes]
    plain = pd.DataFrame({"row": frame["row"].to_numpy("int32"), "place": codes})
    return plain.sort_values(["row", "place"]).drop_duplicates("row").reset_index(drop=True)


def cells(result: Any) -> pd.DataFrame:
    """How many rows there are, and every cell as plain text."""
    frame = pd.DataFrame(result) if isinstance(result, list) else _frame(result)
    frame = frame.set_axis([f"c{n}" for n in range(frame.shape[1])], axis=1)
    first = frame.iloc[0, 0]
    if isinstance(first, str) and first.startswith("หัวข้อ"):
        frame = frame.iloc[1:]
    return frame.apply(_plain).reset_index(drop=True)


def _plain(column: pd.Series) -> pd.Series:
    """Text as it stands, numbers and days in one spelling, blanks as blanks."""
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    text = text.str.replace(r"[ T]00:00:00(\.0+)?$", "", regex=True)
    numbers = pd.to_numeric(text, errors="coerce")
    return text.where(numbers.isna(), numbers.astype(float).map("{:.9g}".format)).astype("str")


def numbers(result: dict[str, int]) -> pd.DataFrame:
    """A few numbers."""
    return pd.DataFrame([result])


def clusters(result: pd.DataFrame) -> pd.DataFrame:
    """I of each area."""
    frame = result[["place", "local_i"]].astype({"local_i": float, "place": str})
    return frame.sort_values("place", ignore_index=True)


def indicators(result: pd.DataFrame) -> pd.DataFrame:
    """The share that fails each indicator, one row a village."""
    frame = result.astype({"place": str}).set_index("place").astype(float)
    return _ordered(frame.rename_axis(None, axis=1))


def _frame(result: Any) -> pd.DataFrame:
    """A pandas frame of whatever a contender gives."""
    return result if isinstance(result, pd.DataFrame) else result.to_pandas()


SHAPES: dict[str, Callable[[Any], pd.DataFrame]] = {
    "national": national,
    "poverty": poverty,
    "points": points,
    "cells": cells,
    "numbers": numbers,
    "clusters": clusters,
    "indicators": indicators,
}
