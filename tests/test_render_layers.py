"""Layers dressed by the documents of views: the same classes in every year."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
import render_sample

from tambon_gis import catalog, render
from tambon_gis.model.layer import View
from tambon_gis.render.classes import class_of
from tambon_gis.render.layers import default_view, first_view, layers_of, shares_of
from tambon_gis.render.palettes import PALETTES
from tambon_gis.render.still import fills_of, still_of

CONTENT = render_sample.content()


def view(**changes: object) -> View:
    """The shipped shade with changes."""
    given = catalog.view("shade").model_dump() | changes
    return View.model_validate(given)


def layers(*views: View):
    codes = [str(code) for code in CONTENT.places.frame["place"]]
    return layers_of(
        CONTENT.measures, CONTENT.rulebooks, codes, CONTENT.credits.area_code, views=views
    )


def one(reference: str, *views: View):
    return next(layer for layer in layers(*views) if layer.reference == reference)


def test_shares_are_those_that_places_were_given_in_every_year() -> None:
    layer = one("bmn-2560/9")
    frame = CONTENT.measures.frame
    rows = frame[
        (frame["framework"] == "bmn-2560")
        & (frame["code"] == "9")
        & (frame["level"] == "village")
        & frame["form"].isin(["exact", "rounded"])
    ]
    assert len(rows["year"].unique()) > 1
    assert sorted(shares_of(layer)) == sorted(rows["share"].dropna().tolist())


def test_one_set_of_bounds_stands_for_every_year() -> None:
    wide = view(classes={"scheme": "quantiles", "count": 3})
    layer = one("bmn-2560/9", wide)
    values = sorted(share for share in shares_of(layer) if share > 0)
    assert len(layer.cells) == 3
    # the smallest values with at least a third, and two thirds, of all years at or below them
    assert layer.breaks == tuple(
        next(v for v in values if sum(w <= v for w in values) * 3 >= k * len(values))
        for k in (1, 2)
    )


def test_policy_of_one_indicator_leaves_the_others_alone() -> None:
    decided = {"policy": {"bmn-2560/9": (3, 6)}, "source": "มติประชาคม"}
    plain, changed = layers(catalog.view("shade")), layers(view(classes=decided))
    for before, after in zip(plain, changed, strict=True):
        expected = (3, 6) if before.reference == "bmn-2560/9" else before.breaks
        assert after.breaks == expected


def test_scores_take_no_classes() -> None:
    fixed = layers(view(classes={"breaks": (5,)}))
    assert {layer.breaks for layer in fixed if layer.scored} == {()}
    assert {layer.breaks for layer in fixed if not layer.scored and layer.cells} == {(5,)}


def test_the_first_view_of_any_indicator_dresses_all() -> None:
    tied = view(id="tied", indicator="bmn-2560/9", palette="YlGnBu")
    blue = view(id="blue", palette="Blues")
    circles = catalog.view("circles")
    assert default_view([circles, tied, blue]) is blue
    assert default_view([circles, tied]) is None
    assert {layer.palette for layer in layers(circles, tied, blue)} == {"Blues"}
    assert {layer.palette for layer in layers()} == {"YlOrBr"}


@pytest.mark.parametrize("palette", ["YlOrBr", "Blues", "YlGnBu"])
def test_the_still_picture_wears_the_same(palette: str) -> None:
    dressed = layers(view(palette=palette))
    index, year = first_view(dressed)
    layer = dressed[index]
    known = PALETTES[palette]
    shares = layer.cells[year].numbers["share"].split(",")
    for fill, letter, share in zip(
        fills_of(layer, year), layer.cells[year].forms, shares[:-1], strict=False
    ):
        if letter == "f":
            assert fill.colour == known.few
        if letter == "e":
            step = class_of(float(share), layer.breaks)
            assert fill.colour == known.classes[len(layer.breaks) + 1][step]


def test_own_words_and_colours_stand_in_the_legend() -> None:
    titles = [{"th": "น้อย", "en": "Low"}, {"th": "มาก", "en": "High"}]
    own = view(
        classes={"breaks": (10,), "titles": titles},
        look={
            "hidden": {
                "colour": "#fafafa",
                "mark": "#333333",
                "title": {"th": "ปิดไว้", "en": "Shut"},
            }
        },
    )
    layer = one("bmn-2560/9", own)
    year = max(layer.cells)
    limits = CONTENT.measures.disclosure
    legend = still_of(CONTENT.places, layer, year, limits=limits, lang="th").legend
    told = {(fill.kind, fill.step): (label, fill) for fill, label, _ in legend}
    label, fill = told["hidden", 0]
    assert (label, fill.colour, fill.mark, fill.pattern) == ("ปิดไว้", "#fafafa", "#333333", "hidden")
    classes = [label for (kind, _), (label, _) in sorted(told.items()) if kind == "class"]
    assert classes
    assert all(label.startswith(("น้อย · ", "มาก · ")) for label in classes)


def test_words_of_classes_are_left_out_where_there_are_no_classes() -> None:
    titles = [{"th": "น้อย", "en": "Low"}, {"th": "มาก", "en": "High"}]
    scored = next(
        layer for layer in layers(view(classes={"breaks": (10,), "titles": titles})) if layer.scored
    )
    assert scored.titles == ()


def test_without_views_everything_stays_usual() -> None:
    assert layers() == layers(catalog.view("shade"))
    assert replace(one("bmn-2560/9"), breaks=()).reference == "bmn-2560/9"


def drawn_without_views(text: str) -> list[str]:
    """Calls of layers_of that leave out the documents of views."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if ast.unparse(call.func) == "layers_of"
        and "views" not in {keyword.arg for keyword in call.keywords}
    ]


def test_every_output_follows_the_documents_of_views() -> None:
    folder = Path(render.__file__).parent
    found = {
        path.name: drawn_without_views(path.read_text("utf-8")) for path in folder.rglob("*.py")
    }
    assert sum("layers_of(" in path.read_text("utf-8") for path in folder.rglob("*.py")) > 4
    assert {name: calls for name, calls in found.items() if calls} == {}
    assert drawn_without_views("x = layers_of(measures, books, codes, area)")
