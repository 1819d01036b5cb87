"""Classes worked out by hand, and held against mapclassify called directly."""

from __future__ import annotations

import builtins
import random
import warnings
from typing import TYPE_CHECKING, Any

import mapclassify
import numpy as np
import pytest

from tambon_gis.errors import ExtraError
from tambon_gis.model.layer import SCHEMES, Classes
from tambon_gis.model.sealed import FORMS
from tambon_gis.render import classes
from tambon_gis.render.classes import breaks_of, class_of, colours, cuts_of, score_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

STATISTICAL = [name for name in SCHEMES if name[0].isupper()]


def test_the_ladder_that_spreads_the_shares_most_evenly_wins() -> None:
    # 5 10 20 40 -> 1 1 1 1 1, no ladder has a smaller largest class, and it is the first
    assert breaks_of([3, 7, 12, 30, 70]) == (5, 10, 20, 40)
    # 5 10 15 20 -> 2 2 2 2 2; 5 10 20 40 -> 2 2 4 2
    assert breaks_of([1, 4, 6, 9, 11, 14, 16, 19, 21, 30]) == (5, 10, 15, 20)


def test_a_document_may_ask_for_fewer_or_more_classes() -> None:
    shares = [3, 7, 12, 30, 70]
    # 10 20 -> 2 1 2 is even; 1 2, 2 5 and 5 10 leave three or more in the last class
    assert breaks_of(shares, Classes(count=3)) == (10, 20)
    for count in range(2, 8):
        assert len(breaks_of(shares, Classes(count=count))) == count - 1


@pytest.mark.parametrize("count", range(2, 8))
def test_every_ladder_rises_by_round_numbers(count: int) -> None:
    ladders = classes._ladders(count)
    assert len(set(ladders)) > 3
    for ladder in ladders:
        assert len(ladder) == count - 1
        assert sorted(set(ladder)) == list(ladder)
        assert all(bound in {1, 2, 4, 6, 8, 12} or bound % 5 == 0 for bound in ladder)


def test_zeros_are_no_part_of_the_classes() -> None:
    assert breaks_of([0, 0, 0]) == ()
    assert breaks_of([0] * 50 + [3, 7, 12, 30, 70]) == (5, 10, 20, 40)


def test_policy_comes_before_fixed_bounds_and_these_before_a_scheme() -> None:
    how = Classes(
        policy={"bmn-2560/16": (15, 30)}, breaks=(7.5, 20), scheme="quantiles", source="มติ"
    )
    assert breaks_of([1, 2, 3], how, indicator="bmn-2560/16") == (15, 30)
    assert breaks_of([1, 2, 3], how, indicator="bmn-2560/17") == (7.5, 20)
    assert breaks_of([1, 2, 3], how) == (7.5, 20)
    # whole bounds are told without a decimal
    assert [type(bound) for bound in breaks_of([1], how)] == [float, int]


def test_quantiles_where_round_numbers_do_not_separate() -> None:
    # ten shares: the 2nd, 4th, 6th and 8th smallest
    assert breaks_of([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]) == (91, 93, 95, 97)
    # equal shares fall together, and a bound at the largest would leave the last class empty
    assert breaks_of([90] * 6 + [99] * 4) == (90,)


def test_quantiles_on_request() -> None:
    how = Classes(scheme="quantiles", count=4)
    # eight shares, two a class
    assert breaks_of([1, 2, 3, 4, 5, 6, 7, 80], how) == (2, 4, 6)


def test_few_shares_keep_round_numbers() -> None:
    assert breaks_of([33.9, 35.8, 42.7]) in classes.LADDERS


@pytest.mark.parametrize(
    ("share", "expected"), [(0.1, 0), (5, 0), (5.1, 1), (40, 3), (40.1, 4), (100, 4)]
)
def test_a_class_holds_its_upper_bound(share: float, expected: int) -> None:
    assert class_of(share, (5, 10, 20, 40)) == expected


def shares_by_chance(seed: int, size: int = 60) -> list[float]:
    """Published shares: one decimal, many alike, some zero."""
    chance = random.Random(seed)  # noqa: S311
    return [round(min(100.0, chance.expovariate(0.08)), 1) for _ in range(size)]


def parts(shares: Sequence[float], bounds: Sequence[float]) -> list[frozenset[float]]:
    """Shares that fall together, in the order of the classes."""
    groups: dict[int, set[float]] = {}
    for share in shares:
        groups.setdefault(int(np.searchsorted(bounds, share)), set()).add(share)
    return [frozenset(groups[key]) for key in sorted(groups)]


@pytest.mark.parametrize("scheme", STATISTICAL)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_schemes_part_the_shares_as_mapclassify_does(scheme: str, seed: int) -> None:
    shares = [share for share in shares_by_chance(seed) if share > 0]
    takes = {
        "EqualInterval",
        "FisherJenks",
        "JenksCaspall",
        "MaximumBreaks",
        "PrettyBreaks",
        "Quantiles",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = {"k": 7} if scheme in takes else {}
        expected = getattr(mapclassify, scheme)(shares, **told).bins
    found = breaks_of(shares, Classes(scheme=scheme, count=7))
    assert list(found) == sorted(set(found))
    assert all(round(bound, 1) == bound for bound in found)
    wanted = parts(shares, list(expected))
    assert parts(shares, found) == [*wanted[:6], frozenset().union(*wanted[6:])][: len(wanted)]


def test_natural_breaks_of_three_clumps_are_between_the_clumps() -> None:
    shares = [1, 2, 3, 30, 31, 32, 70, 71, 72]
    assert breaks_of(shares, Classes(scheme="FisherJenks", count=3)) == (3, 32)


@pytest.mark.parametrize("scheme", STATISTICAL)
def test_schemes_give_the_same_bounds_every_time_and_draw_no_lots(scheme: str) -> None:
    shares, how = shares_by_chance(7), Classes(scheme=scheme, count=5)
    found = []
    for seed, order in ((1, shares), (2, shares[::-1]), (3, sorted(shares))):
        np.random.seed(seed)  # noqa: NPY002
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        found.append(breaks_of(order, how))
        assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    assert found[0] == found[1] == found[2] != ()


def test_schemes_with_fewer_shares_than_classes_part_each() -> None:
    assert breaks_of([4.5, 9, 9], Classes(scheme="FisherJenks")) == (4.5,)
    assert breaks_of([9, 9], Classes(scheme="EqualInterval")) == ()


def test_a_missing_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "mapclassify":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    shares = shares_by_chance(1)
    assert breaks_of(shares) in classes.LADDERS
    with pytest.raises(ExtraError) as caught:
        breaks_of(shares, Classes(scheme="FisherJenks"))
    assert 'pip install "tambon_gis[spatial]"' in str(caught.value)


def test_cuts_are_thirds_else_round_numbers() -> None:
    assert cuts_of([0, 0, 1, 2, 3, 4, 5, 6]) == (2, 4)
    # two different shares give no thirds: 10 20 leaves one in each outer class
    low, high = cuts_of([4, 4, 30])
    assert 0 < low < high
    assert class_of(4, (low, high)) < class_of(30, (low, high))
    assert cuts_of([0, 0]) is None


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour."""
    shown = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in shown]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", range(1, 8))
def test_darker_is_worse_even_in_grey(number: int) -> None:
    fills = classes.FORM_FILL
    steps = [fills["zero"], fills["few"], *colours(number), fills["most"]]
    light = [luminance(colour) for colour in steps]
    assert light == sorted(light, reverse=True)
    assert len(set(steps)) == number + 3


def test_every_form_has_a_look_of_its_own() -> None:
    looks = {
        form: (classes.FORM_FILL[form], classes.PATTERNS.get(form))
        for form in FORMS
        if form not in {"exact", "rounded"}
    }
    assert len(set(looks.values())) == len(looks)
    every = {colour for number in range(1, 8) for colour in colours(number)}
    assert not {fill for fill, pattern in looks.values() if pattern is None} & every


@pytest.mark.parametrize(("problem", "best"), [(1, 3), (3, 1), (1, 2), (0, 5), (0, 10), (1, 1)])
def test_scores_go_from_the_darkest_problem_to_the_best(problem: int, best: int) -> None:
    found = score_colours(problem, best)
    step = 1 if best >= problem else -1
    assert list(found) == list(range(problem, best + step, step))
    light = [luminance(colour) for colour in found.values()]
    assert light == sorted(light)
    assert found[best] == classes.FORM_FILL["zero"]
    if len(found) <= 8:
        assert len(set(light)) == len(light)
