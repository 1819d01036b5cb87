"""The part of the data block that tells the scripts of views."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import render_sample

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.model.layer import View
from tambon_gis.render import palettes
from tambon_gis.render.layers import layers_of
from tambon_gis.render.web.payload import as_json, payload
from tambon_gis.render.web.view_part import look_part, view_part

SAMPLE = render_sample.content()


def view(name: str = "shade", **changes: object) -> View:
    return View.model_validate(catalog.view(name).model_dump() | changes)


def part(*views: View, lang: str = "th"):
    """The part, the layers and the look of a page with these views."""
    content = replace(SAMPLE, views=views)
    codes = [str(code) for code in content.places.frame["place"]]
    area = content.credits.area_code
    layers = layers_of(content.measures, content.rulebooks, codes, area, views=views)
    return view_part(content, layers, lang=lang), layers, look_part(content, lang=lang)


def test_the_shipped_views_stand_in_order() -> None:
    made, layers, _ = part(*catalog.views())
    assert [(one["id"], one["kind"]) for one in made["list"]] == [
        (kind, kind) for kind in ("shade", "circles", "change", "pair")
    ]
    assert all(one["indicator"] is None and one["second"] is None for one in made["list"])
    assert made["list"][0]["direction"] == "เข้มกว่า = แย่กว่า"
    # the usual view needs no bounds of its own: each layer carries them
    assert made["list"][0]["breaks"] == {}
    assert layers


def test_palettes_by_number_of_classes_with_their_bands() -> None:
    made, _, _ = part(*catalog.views())
    assert list(made["palettes"]) == ["YlOrBr", "Blues"]
    assert sorted(made["palettes"]["Blues"]) == ["1", "2", "3", "4", "5", "6", "7", "few", "most"]
    for name, rows in made["palettes"].items():
        assert {len(rows[str(n)]) - n for n in range(1, 8)} == {0}
        assert rows["few"] == palettes.PALETTES[name].few


def test_change_has_seven_fixed_classes_around_none() -> None:
    change = part()[0]["change"]
    assert change["breaks"] == [-10, -5, -1, 1, 5, 10]
    assert len(change["colours"]) == 7
    assert change["flat"] == 3


def test_circles_take_the_colour_of_their_palette() -> None:
    assert part(*catalog.views())[0]["circle"] == {"colour": "#1f6db2", "ring": "#ffffff"}
    brown = part(view("circles", palette="YlOrBr"))[0]["circle"]["colour"]
    assert brown == palettes.PALETTES["YlOrBr"].classes[7][4]


def test_cuts_part_the_shares_of_all_years_in_thirds() -> None:
    made, layers, _ = part(*catalog.views())
    layer = next(one for one in layers if one.reference == "bmn-2560/9")
    low, high = made["pair"]["cuts"]["bmn-2560/9"]
    shares = [
        float(share)
        for cells in layer.cells.values()
        for letter, share in zip(
            cells.forms[:-1], cells.numbers["share"].split(",")[:-1], strict=True
        )
        if share and float(share) > 0 and letter in "er"
    ]
    counts = [
        sum(s <= low for s in shares),
        sum(low < s <= high for s in shares),
        sum(s > high for s in shares),
    ]
    assert sum(counts) == len(shares)
    assert max(counts) - min(counts) <= 2
    assert set(made["pair"]["cuts"]) <= {one.reference for one in layers if not one.scored}
    assert len(made["pair"]["colours"]) == 9


def test_a_pair_that_the_group_named_opens_its_indicators() -> None:
    named = view(
        "pair",
        id="children-income",
        title={"th": "เด็กกับรายได้", "en": "Children and income"},
        indicator="bmn-2560/4",
        second="bmn-2560/22",
    )
    made, layers, _ = part(*catalog.views(), named)
    last = made["list"][-1]
    assert last["title"] == "เด็กกับรายได้"
    assert layers[last["indicator"]].reference == "bmn-2560/4"
    assert layers[last["second"]].reference == "bmn-2560/22"


def test_a_view_of_a_rulebook_that_the_page_lacks_is_left_out() -> None:
    other = view("pair", id="other", indicator="bmn-2550/1", second="bmn-2560/22")
    assert [one["id"] for one in part(view(), other)[0]["list"]] == ["shade"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "bmn-2560/99"},
        {"classes": {"policy": {"bmn-2560/99": (5,)}, "source": "มติ"}},
    ],
)
def test_an_indicator_that_its_rulebook_lacks_is_told(wrong: dict[str, object]) -> None:
    with pytest.raises(DocumentError) as caught:
        part(view(**wrong))
    assert caught.value.code == "layerdocs.indicator"
    assert "bmn-2560/99" in str(caught.value)


def test_a_second_shade_carries_the_bounds_that_differ() -> None:
    coarse = view(id="coarse", palette="YlGnBu", classes={"breaks": (50,)})
    made, layers, _ = part(view(), coarse)
    own = made["list"][1]
    assert own["palette"] == "YlGnBu"
    assert {tuple(bounds) for bounds in own["breaks"].values()} == {(50,)}
    assert {int(at) for at in own["breaks"]} == {
        at for at, one in enumerate(layers) if one.cells and not one.scored
    }
    assert "YlGnBu" in made["palettes"]


def test_a_shade_of_one_indicator_carries_its_bounds_only() -> None:
    tied = view(id="tied", indicator="bmn-2560/9", classes={"breaks": (50,)})
    made, layers, _ = part(view(), tied)
    at = made["list"][1]["indicator"]
    assert made["list"][1]["breaks"] == {str(at): [50]}
    assert layers[at].reference == "bmn-2560/9"


def test_the_look_follows_the_usual_view() -> None:
    title = {"th": "ยังไม่สำรวจ", "en": "Not surveyed"}
    own = view(palette="Blues", look={"no_data": {"mark": "#333333", "title": title}})
    look = part(own)[2]
    assert look["classes"][5] == palettes.colours(5, "Blues")
    assert look["forms"]["few"] == palettes.PALETTES["Blues"].few
    assert look["patterns"]["no_data"] == "#333333"
    assert look["titles"] == {"no_data": "ยังไม่สำรวจ"}
    assert part(own, lang="en")[2]["titles"] == {"no_data": "Not surveyed"}
    assert set(look["drawings"]) == set(look["patterns"])


def test_layers_of_another_palette_or_with_words_say_so() -> None:
    titles = [{"th": "น้อย", "en": "Low"}, {"th": "มาก", "en": "High"}]
    own = view(palette="Blues", classes={"breaks": (10,), "titles": titles})
    content = replace(SAMPLE, views=(own,))
    _, layers, _ = part(own)
    data = json.loads(as_json(payload(content, layers, first=None, lang="en")))
    shown = [one for one in data["layers"] if not one.get("scored") and one.get("breaks")]
    assert {(one["palette"], tuple(one["titles"])) for one in shown} == {("Blues", ("Low", "High"))}
    usual = json.loads(as_json(payload(SAMPLE, part()[1], first=None, lang="en")))
    assert not [one for one in usual["layers"] if "palette" in one or "titles" in one]


def test_the_part_is_small() -> None:
    assert len(as_json(part(*catalog.views())[0])) < 6_000
