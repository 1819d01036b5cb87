"""An attacker: everything that is consistent with a published table, as an integer program.

Written from the published rules alone. It reads nothing but sealed rows: forms, asked, failing,
levels, groups and pooled years. Each cell has three unknowns: how many units fail, how many
households fail, how many were asked; sums and forms bind them.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

FEWEST = 3
FAR = 100_000
LEVELS = ("village", "tambon", "amphoe", "province", "country")
DIGITS = {"village": 8, "tambon": 6, "amphoe": 4, "province": 2, "country": 0}
UNITS, HOMES, ASKED, SIZE = range(4)


class Attacker:
    """What can be known of every cell of a published table."""

    def __init__(self, frame: pd.DataFrame, groups: tuple[str, ...] = ()) -> None:
        self.rows = frame.to_dict("records")
        self.groups = groups
        self.low = np.zeros(4 * len(self.rows))
        self.high = np.full(4 * len(self.rows), float(FAR))
        self.sums: list[tuple[dict[int, int], float, float]] = []
        self.spot = {self._key(row): n for n, row in enumerate(self.rows)}
        self._tie()
        for n, row in enumerate(self.rows):
            self._read(n, row)
        self._matrix = self._rows()

    def _key(self, row: dict[str, Any], **other: Any) -> tuple[Any, ...]:
        named = {**row, **other}
        names = ("year", "framework", "code", "place", "pooled", *self.groups)
        return tuple(None if _null(named.get(name)) else named[name] for name in names)

    def _tie(self) -> None:
        """Every sum that a reader knows to hold."""
        parts: dict[tuple[int, str], list[int]] = {}
        for n, row in enumerate(self.rows):
            if row["form"] == "no_data":
                continue
            total = self._above(row)
            if total is not None:
                parts.setdefault((total, "ladder"), []).append(n)
            for group in self.groups:
                over = self.spot.get(self._key(row, **{group: None}))
                if not _null(row[group]) and over is not None:
                    parts.setdefault((over, group), []).append(n)
            for over in self._pools(row):
                parts.setdefault((over, "pooled"), []).append(n)
        self.below = parts
        self.vague = self._vague()
        for (total, _), below in parts.items():
            for unit in (UNITS, HOMES, ASKED, SIZE):
                times = {4 * one + unit: 1 for one in below}
                self.sums.append(({**times, 4 * total + unit: -1}, 0, 0))

    def _pools(self, row: dict[str, Any]) -> list[int]:
        """Pooled rows that a row of one year is in."""
        if not _null(row.get("pooled")):
            return []
        found = []
        for m, span in enumerate(self.rows):
            if _null(span.get("pooled")):
                continue
            first, last = (int(year) for year in span["pooled"].split("-"))
            same = self._key(row, year=0) == self._key(span, year=0, pooled=None)
            if same and first <= row["year"] <= last:
                found.append(m)
        return found

    def _above(self, row: dict[str, Any]) -> int | None:
        for level in LEVELS[LEVELS.index(row["level"]) + 1 :]:
            place = row["place"][: DIGITS[level]] if DIGITS[level] else "TH"
            found = self.spot.get(self._key(row, place=place))
            if found is not None:
                return found
        return None

    def _vague(self) -> set[int]:
        """
        Rows whose asked is told about only: over a hidden cell, or tied to such a row by a sum.

        Of the latter only those told in tens can be.
        """
        tens = {
            n for n, row in enumerate(self.rows)
            if not _null(row["asked"]) and row["asked"] % 10 == row["households"] % 10 == 0
        }  # fmt: skip
        hidden = {n for n, row in enumerate(self.rows) if row["form"] == "hidden"}
        found: set[int] = set()
        size = -1
        while size != len(found):
            size = len(found)
            for (total, kind), below in self.below.items():
                over = kind in {"ladder", "pooled"}
                if over and (found | hidden) & set(below):
                    found.add(total)
                if (found | (hidden if over else set())) & {total, *below}:
                    found |= {total, *below} & tens
        return found - hidden

    def _is_part(self, n: int) -> bool:
        return not any(total == n for total, _ in self.below)

    def _read(self, n: int, row: dict[str, Any]) -> None:
        """The bounds that a form tells."""
        units, homes, asked, size = range(4 * n, 4 * n + 4)
        form, person = row["form"], row["counts"] != "household"
        self.sums.append(({units: 1, homes: -1}, 0, FAR if person else 0))
        self.sums.append(({asked: 1, units: -1}, 0, FAR))
        # in each household that passes somebody passes
        self.sums.append(({asked: 1, size: -1, units: -1, homes: 1}, 0, FAR if person else 0))
        self.sums.append(({size: 1, homes: -1}, 0, FAR))
        if form == "no_data":
            self.high[[units, homes, asked, size]] = 0
            return
        village = row["level"] == "village" and self._is_part(n)
        if form == "hidden":
            grouped = any(not _null(row[group]) for group in self.groups)
            if village and not grouped:
                self.high[homes] = self.high[size] = 9
                self.high[asked] = FAR if person else 9
            return
        told = None if n in self.vague else int(row["asked"])
        if told is not None:
            self.low[asked] = self.high[asked] = told
        around = told is None
        if told is not None:
            self.low[size] = self.high[size] = int(row["households"])
        homes_told = FAR if around else int(row["households"])
        if form in {"zero", "exact"}:
            self.low[units] = self.high[units] = row["failing"]
        if form == "rounded":
            base = int(row["rounded_to"])
            self.low[units] = max(0, row["failing"] - base // 2)
            self.high[units] = row["failing"] + math.ceil(base / 2) - 1
        low, high = {
            "zero": (0, 0),
            "few": (1, 4),
            "zero_band": (0, 4),
            "most": (0 if around else homes_told - 4, homes_told),
            "exact": (5, homes_told if around else homes_told - 5),
            "rounded": (5, homes_told if around else homes_told - 5),
        }[form]
        self.low[homes], self.high[homes] = max(self.low[homes], low), min(self.high[homes], high)

    def _rows(self) -> LinearConstraint:
        which = [n for n, (times, _, _) in enumerate(self.sums) for _ in times]
        spots = [spot for times, _, _ in self.sums for spot in times]
        values = [float(value) for times, _, _ in self.sums for value in times.values()]
        shape = (len(self.sums), 4 * len(self.rows))
        matrix = csr_array((values, (which, spots)), shape=shape)
        return LinearConstraint(matrix, [s[1] for s in self.sums], [s[2] for s in self.sums])

    def _solve(
        self, goal: dict[int, int], spans: dict[int, tuple[float, float]]
    ) -> np.ndarray | None:
        weights = np.zeros(len(self.low))
        weights[list(goal)] = list(goal.values())
        bottom, top = self.low.copy(), self.high.copy()
        for spot, (low, high) in spans.items():
            bottom[spot], top[spot] = max(bottom[spot], low), min(top[spot], high)
            if bottom[spot] > top[spot]:
                return None
        answer = milp(
            weights,
            integrality=np.ones(len(weights)),
            bounds=Bounds(bottom, top),
            constraints=self._matrix,
            options={"mip_rel_gap": 0.0},
        )
        return None if answer.x is None else np.rint(answer.x)

    def holds(self, *counts: list[int]) -> bool:
        """Whether the truth is among the worlds that fit: else the attacker misreads the rules."""
        truth = np.array(counts, dtype=float).T.ravel()
        sums = self._matrix.A @ truth
        inside = (self.low <= truth).all() and (truth <= self.high).all()
        return bool(inside and (self._matrix.lb <= sums).all() and (sums <= self._matrix.ub).all())

    def counts(self) -> dict[tuple[int, int], int]:
        """(row, unit) of every banded cell -> its possible counts, three standing for more."""
        spots = [4 * n + unit for n in self.banded() for unit in self._units(n)]
        seen: dict[int, set[int]] = {spot: set() for spot in spots}
        rng = np.random.default_rng(0)
        for _ in range(4):  # worlds far apart tell much of many cells at once
            self._look(dict(zip(spots, rng.choice([-1, 1], len(spots)), strict=True)), seen)
        for spot in spots:
            ranges = [(0, FAR)]
            while ranges and len(seen[spot]) < FEWEST:
                low, high = ranges.pop()
                for sign in (1, -1):
                    if len(seen[spot]) < FEWEST:
                        self._look({spot: sign}, seen, {spot: (low, high)})
                if (low, high) == (0, FAR):
                    known = sorted(seen[spot])
                    gaps = pairwise(known)
                    ranges = [(a + 1, b - 1) for a, b in gaps if b - a > 1]
        return {(spot // 4, spot % 4): len(counts) for spot, counts in seen.items()}

    def size(self, n: int) -> tuple[int, int]:
        """The fewest and the most households that may have been asked."""
        found = [self._solve({4 * n + SIZE: sign}, {}) for sign in (1, -1)]
        least, most = (int(one[4 * n + SIZE]) for one in found if one is not None)
        return least, most

    def failing(self, n: int) -> tuple[int, int]:
        """The fewest and the most units that may fail."""
        found = [self._solve({4 * n + UNITS: sign}, {}) for sign in (1, -1)]
        least, most = (int(one[4 * n + UNITS]) for one in found if one is not None)
        return least, most

    def _units(self, n: int) -> tuple[int, ...]:
        return (UNITS,) if self.rows[n]["counts"] == "household" else (UNITS, HOMES)

    def _look(
        self,
        goal: dict[int, int],
        seen: dict[int, set[int]],
        spans: dict[int, tuple[float, float]] | None = None,
    ) -> None:
        """One more world, if any fits; what it holds is possible."""
        found = self._solve(goal, spans or {})
        if found is not None:
            for spot, counts in seen.items():
                counts.add(int(found[spot]))

    def banded(self) -> list[int]:
        """Rows of bands, and of small villages that are hidden."""
        return [
            n
            for n, row in enumerate(self.rows)
            if row["form"] in {"few", "most", "zero_band"}
            or (row["form"] == "hidden" and row["level"] == "village" and self._is_part(n))
        ]

    def narrowed(self) -> list[dict[str, Any]]:
        """Banded cells with fewer than three possible counts of households or units."""
        return [self.rows[n] for (n, _), left in self.counts().items() if left < FEWEST]


def _null(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))
