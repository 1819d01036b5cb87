"""The worked example's table of persons: folded, it gives what its household table says.

Both come of the same made-up people, but by different ways: the household workbook holds two
numbers an indicator, counted by the script; the persons hold birth dates and answers, and the
rulebook's own rules fold them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tambon_gis.analysis import aggregate, fold
from tambon_gis.study.load import load
from tambon_gis.study.tally import surveyed, tally

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tambon_gis.study.loaded import Loaded

#: Indicators that the person workbook asks for. The others need questions that it does not have.
SHARED = ("1", "3", "6", "7", "15", "16", "19", "20", "21", "24", "25", "26")


@pytest.fixture(scope="module")
def loaded(request: pytest.FixtureRequest) -> Loaded:
    demo: Path = request.getfixturevalue("demo")
    return load(demo)


@pytest.fixture(scope="module")
def both(loaded: Loaded) -> pd.DataFrame:
    """Households of 2565 with what they say, and what their members say."""
    homes, members = (
        next(a for a in loaded.answers if a.survey.year == 2565 and a.survey.persons == persons)
        for persons in (False, True)
    )
    return fold.join(homes.frame, fold.fold(members.frame, members.rulebook))


@pytest.mark.parametrize("code", SHARED)
def test_folded_persons_are_what_the_household_says(both: pd.DataFrame, code: str) -> None:
    says = both[[f"ind{int(code):02d}_target", f"ind{int(code):02d}_fail"]].set_axis([0, 1], axis=1)
    folded = both[[f"fold_{code}_{part}" for part in ("asked", "failing", "unknown")]]
    folded = folded.set_axis(["asked", "failing", "unknown"], axis=1)
    known = says.notna().all(axis=1) & folded["unknown"].eq(0).fillna(value=False)
    assert known.sum() > 1800
    equal = says[known].to_numpy(dtype=int) == folded.loc[known, ["asked", "failing"]].to_numpy(int)
    assert equal.all(), f"{(~equal.all(axis=1)).sum()} of {known.sum()} households differ"


def test_a_blank_answer_of_a_person_is_unknown(both: pd.DataFrame) -> None:
    unknown = both["fold_24_unknown"].fillna(0)
    assert 0 < unknown.sum() < 100
    states = both["fold_24_state"][unknown.gt(0) & both["fold_24_failing"].eq(0)]
    assert states.isna().all()


def test_the_given_answer_comes_first(loaded: Loaded) -> None:
    """Persons beside a household table change no number of it."""
    counted, _ = tally(loaded)
    alone = next(a for a in loaded.answers if a.survey.year == 2565 and not a.survey.persons)
    mine = aggregate.count(alone.frame, alone.rulebook, year=2565)
    keys = ["year", "framework", "code", "place"]
    found = counted[counted["level"].eq("village")].merge(mine, on=keys, suffixes=("", "_alone"))
    assert len(found) == len(mine)
    for name in ("asked", "met", "unknown", "households_asked"):
        assert found[name].tolist() == found[f"{name}_alone"].tolist()


def test_persons_are_no_survey_of_their_own_beside_their_households(loaded: Loaded) -> None:
    kept = surveyed(loaded)
    assert [one.survey.role for one in kept] == [
        one.survey.role for one in loaded.answers if not one.survey.persons
    ]
    last = next(one for one in kept if one.survey.year == 2565 and "fold_6_asked" in one.frame)
    assert len(last.frame) == 1967
