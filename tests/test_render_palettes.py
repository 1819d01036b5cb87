"""Colours as a full eye, a red-blind eye, a green-blind eye and grey paper see them.

The eyes are colorspacious' (Machado, Oliveira and Fernandes 2009), the distances CAM02-UCS: both
were written apart from the package.
"""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from colorspacious import cspace_convert

from tambon_gis.errors import DocumentError
from tambon_gis.model.layer import PALETTES as NAMES
from tambon_gis.model.layer import PATTERNED, View
from tambon_gis.render import palettes
from tambon_gis.render.gis import qml
from tambon_gis.render.image import figure
from tambon_gis.render.palettes import (
    CHANGE,
    CHANGE_BREAKS,
    CHANGE_FLAT,
    DRAWINGS,
    LEAST_DISTANCE,
    LEAST_LIGHTNESS,
    PAIR,
    PALETTES,
    change_class,
    lightness,
    looks_of,
    pair_colour,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EYES = ("normal", "deuteranomaly", "protanomaly")
SHARES = [(name, number) for name in PALETTES for number in range(1, 8)]


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def seen(colour: str, eye: str) -> np.ndarray:
    """A colour as an eye sees it, in CAM02-UCS."""
    shown = rgb(colour)
    if eye != "normal":
        space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
        shown = np.clip(cspace_convert(shown, space, "sRGB1"), 0, 1)
    return np.asarray(cspace_convert(shown, "sRGB1", "CAM02-UCS"))


def distance(first: str, second: str, eye: str) -> float:
    return float(np.linalg.norm(seen(first, eye) - seen(second, eye)))


def grey(colour: str) -> float:
    """Lightness by the other library."""
    return float(cspace_convert(rgb(colour), "sRGB1", "CIELab")[0])


def too_near(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Pairs that some eye, or grey paper, does not tell apart."""
    found = []
    for first, second in pairs:
        found += [
            (first, second, eye) for eye in EYES if distance(first, second, eye) < LEAST_DISTANCE
        ]
        if abs(grey(first) - grey(second)) < LEAST_LIGHTNESS:
            found.append((first, second, "grey"))
    return found


def scale(name: str, number: int) -> list[str]:
    """Every plain colour of a map of shares, from nobody to nearly all."""
    one = PALETTES[name]
    return [looks_of().fills["zero"], one.few, *one.classes[number], one.most]


def test_the_bounds_are_what_is_promised() -> None:
    assert (LEAST_DISTANCE, LEAST_LIGHTNESS) == (7, 7)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#d85a08", "#09458b", "#0a0a0a"])
def test_lightness_is_that_of_the_other_library(colour: str) -> None:
    assert lightness(colour) == pytest.approx(grey(colour), abs=0.02)


@pytest.mark.parametrize(("name", "number"), SHARES)
def test_neighbours_on_a_scale_of_shares_stay_apart(name: str, number: int) -> None:
    steps = scale(name, number)
    assert len(steps) == number + 3
    assert too_near(pairwise(steps)) == []


@pytest.mark.parametrize(("name", "number"), SHARES)
def test_darker_is_worse_in_grey_too_so_that_any_two_stay_apart(name: str, number: int) -> None:
    light = [grey(colour) for colour in scale(name, number)]
    assert light == sorted(light, reverse=True)
    assert too_near(combinations(scale(name, number), 2)) == []


def test_five_classes_stand_further_apart_than_the_least() -> None:
    for name in PALETTES:
        light = [grey(colour) for colour in PALETTES[name].classes[5]]
        assert min(a - b for a, b in pairwise(light)) > 11


def test_any_two_classes_of_change_stay_apart() -> None:
    assert len(CHANGE) == len(CHANGE_BREAKS) + 1 == 7
    assert too_near(combinations(CHANGE, 2)) == []


def test_worse_is_darker_than_as_much_better() -> None:
    for step in range(1, 4):
        worse, better = CHANGE[CHANGE_FLAT + step], CHANGE[CHANGE_FLAT - step]
        assert grey(worse) + LEAST_LIGHTNESS <= grey(better)
    light = [grey(colour) for colour in CHANGE]
    assert light[CHANGE_FLAT] == max(light)
    assert light[:4] == sorted(light[:4])
    assert light[3:] == sorted(light[3:], reverse=True)


def test_change_is_told_as_the_bounds_say() -> None:
    by_hand = {-25: 0, -10: 1, -7: 1, -5: 2, -1.1: 2, -1: 3, 0: 3, 1: 3, 1.1: 4, 5: 4, 10: 5, 11: 6}
    assert {points: change_class(points) for points in by_hand} == by_hand


def test_any_two_of_a_pair_stay_apart() -> None:
    assert len(set(PAIR)) == 9
    assert too_near(combinations(PAIR, 2)) == []


def test_neighbours_of_a_pair_are_twice_as_far_apart_in_grey() -> None:
    light = np.array([[grey(pair_colour(i, j)) for j in range(3)] for i in range(3)])
    assert (light[:-1] - light[1:]).min() >= 2 * LEAST_LIGHTNESS
    assert (light[:, :-1] - light[:, 1:]).min() >= 2 * LEAST_LIGHTNESS
    assert light[0, 0] == light.max()
    assert light[2, 2] == light.min()


def test_the_sides_of_a_pair_differ_in_hue_for_every_eye() -> None:
    # much of the first and little of the second, against the other way round: the same sum
    for eye in EYES:
        assert distance(pair_colour(2, 0), pair_colour(0, 2), eye) > 3 * LEAST_DISTANCE


def test_what_is_no_number_has_a_pattern_of_its_own() -> None:
    looks = looks_of()
    assert set(looks.marks) == set(DRAWINGS) == PATTERNED
    assert len({drawing for _, drawing, _ in DRAWINGS.values()}) == len(DRAWINGS)
    for form, mark in looks.marks.items():
        assert abs(grey(mark) - grey(looks.fills[form])) > 25
    # and under its pattern it is paler than any class, in which the pattern would drown
    darkest = min(grey(looks.fills[form]) for form in PATTERNED)
    assert darkest > max(grey(one.classes[1][0]) for one in PALETTES.values())


def test_every_output_knows_how_to_draw_each_pattern() -> None:
    assert set(figure._HATCH) == set(qml._HATCH) == PATTERNED
    assert len(set(figure._HATCH.values())) == len(set(qml._HATCH.values())) == len(PATTERNED)


def test_every_palette_that_a_document_may_name_is_there() -> None:
    assert {name for kind in ("shade", "circles") for name in NAMES[kind]} == set(PALETTES)


@pytest.mark.parametrize(
    ("steps", "eye"),
    [
        # red against green, of the same lightness
        (["#d7191c", "#1a7a1c"], "grey"),
        (["#d7191c", "#3f5a14"], "protanomaly"),
        (["#a6611a", "#7a7100"], "deuteranomaly"),
        # ColorBrewer's own YlOrBr of nine: its first two steps are one grey
        (["#ffffe5", "#fff7bc"], "grey"),
        # ColorBrewer's own PuOr of seven: both ends are nearly one grey
        (["#b35806", "#998ec3", "#f1a340", "#8073ac"], "grey"),
    ],
)
def test_the_check_finds_palettes_that_fail(steps: Sequence[str], eye: str) -> None:
    assert eye in {found for _, _, found in too_near(combinations(steps, 2))}


def view(look: str, kind: str = "shade") -> View:
    """A view with looks of its own."""
    title = 'title = { th = "ก", en = "a" }'
    text = f'id = "own"\nkind = "{kind}"\nsource = "ทดสอบ"\n{title}\n{look}'
    return View.model_validate(tomllib.loads(text))


def test_a_view_may_change_looks_that_stay_apart() -> None:
    own = (
        '[look.no_data]\ncolour = "#FFFFFF"\nmark = "#333333"\ntitle = { th = "ว่าง", en = "empty" }'
    )
    looks = looks_of(view(own))
    assert (looks.fills["no_data"], looks.marks["no_data"]) == ("#ffffff", "#333333")
    assert looks.titles["no_data"].th == "ว่าง"
    assert looks.fills["hidden"] == looks_of().fills["hidden"]


@pytest.mark.parametrize(
    ("look", "pair"),
    [
        ('[look.zero]\ncolour = "#fee08b"', "zero – few"),
        ('[look.zero]\ncolour = "#ffb23f"', "zero – #ffb23f"),
        ('[look.few]\ncolour = "#fff7bc"', "zero – few"),
        ('[look.most]\ncolour = "#712806"', "most – #7e2c06"),
        ('[look.hidden]\nmark = "#eeeeee"', "hidden.colour – hidden.mark"),
    ],
)
def test_looks_that_are_alike_are_refused(look: str, pair: str) -> None:
    with pytest.raises(DocumentError) as caught:
        looks_of(view(look))
    assert caught.value.code == "layerdocs.alike"
    assert pair in str(caught.value)


def test_another_palette_brings_its_own_bands() -> None:
    looks = looks_of(view('palette = "Blues"'))
    assert (looks.fills["few"], looks.fills["most"]) == (
        PALETTES["Blues"].few,
        PALETTES["Blues"].most,
    )
    assert palettes.colours(5, "Blues") == PALETTES["Blues"].classes[5]
