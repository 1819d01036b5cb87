"""Classes worked out by hand."""

from __future__ import annotations

import pytest

from tambon_gis.model.sealed import FORMS
from tambon_gis.render import classes
from tambon_gis.render.classes import breaks_of, class_of, colours, score_colours


def test_the_ladder_that_spreads_the_shares_most_evenly_wins() -> None:
    # 5 10 20 40 -> 1 1 1 1 1, no ladder has a smaller largest class, and it is the first
    assert breaks_of([3, 7, 12, 30, 70]) == (5, 10, 20, 40)
    # 5 10 15 20 -> 2 2 2 2 2; 5 10 20 40 -> 2 2 4 2
    assert breaks_of([1, 4, 6, 9, 11, 14, 16, 19, 21, 30]) == (5, 10, 15, 20)


def test_zeros_are_no_part_of_the_classes() -> None:
    assert breaks_of([0, 0, 0]) == ()
    assert breaks_of([0] * 50 + [3, 7, 12, 30, 70]) == (5, 10, 20, 40)


def test_policy_comes_first() -> None:
    assert breaks_of([1, 2, 3], policy=(15.0, 30.0)) == (15.0, 30.0)


def test_quantiles_where_round_numbers_do_not_separate() -> None:
    # ten shares: the 2nd, 4th, 6th and 8th smallest
    assert breaks_of([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]) == (91, 93, 95, 97)
    # equal shares fall together, and a bound at the largest would leave the last class empty
    assert breaks_of([90] * 6 + [99] * 4) == (90,)


def test_few_shares_keep_round_numbers() -> None:
    assert breaks_of([33.9, 35.8, 42.7]) in classes.LADDERS


@pytest.mark.parametrize(
    ("share", "expected"), [(0.1, 0), (5, 0), (5.1, 1), (40, 3), (40.1, 4), (100, 4)]
)
def test_a_class_holds_its_upper_bound(share: float, expected: int) -> None:
    assert class_of(share, (5, 10, 20, 40)) == expected


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", range(1, 6))
def test_darker_is_worse_even_in_grey(number: int) -> None:
    steps = [classes.FORM_FILL["few"], *colours(number), classes.FORM_FILL["most"]]
    light = [luminance(colour) for colour in steps]
    assert light == sorted(light, reverse=True)
    assert len(set(steps)) == number + 2


def test_every_form_has_a_look_of_its_own() -> None:
    looks = {
        form: (classes.FORM_FILL[form], classes.PATTERNS.get(form))
        for form in FORMS
        if form not in {"exact", "rounded"}
    }
    assert len(set(looks.values())) == len(looks)
    assert not {fill for fill, pattern in looks.values() if pattern is None} & set(classes.PALETTE)


def test_scores_go_from_the_problem_to_the_best() -> None:
    assert list(score_colours(1, 3)) == [1, 2, 3]
    assert list(score_colours(3, 1)) == [3, 2, 1]
    assert score_colours(1, 3)[1] == score_colours(3, 1)[3]
