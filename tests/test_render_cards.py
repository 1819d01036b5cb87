"""A card a village: square, large letters, the right place marked, nothing hidden inside."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import thai_reference as thai
from PIL import Image
from render_sample import CODES, NAMES, content
from test_render_pictures import HOSTILE, chunks, pixels

from tambon_gis.render.image.cards import SIDE, cards
from tambon_gis.render.image.figure import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALLEST = 36


@pytest.fixture(scope="module")
def written() -> list[tuple[str, float]]:
    """Every text of the cards, with its size in pixels."""
    return []


@pytest.fixture(scope="module")
def files(written: list[tuple[str, float]]) -> Iterator[dict[str, bytes]]:
    plain = Sheet.text

    def noted(self: Sheet, x: float, y: float, text: str, **rest: object) -> None:
        written.append((text, float(rest["size"])))
        plain(self, x, y, text, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "text", noted)
        yield cards(content())


def test_every_village_has_a_square_card_with_nothing_hidden_in_it(files: dict[str, bytes]) -> None:
    assert list(files) == [f"cards/{code}.png" for code in CODES]
    for png in files.values():
        assert Image.open(io.BytesIO(png)).size == (SIDE, SIDE) == (1040, 1040)
        assert chunks(png) == {"IHDR", "PLTE", "pHYs", "IDAT", "IEND"}
        assert len(png) < 150_000


def test_letters_can_be_read_on_a_phone(
    files: dict[str, bytes], written: list[tuple[str, float]]
) -> None:
    assert files
    assert min(size for _, size in written) >= SMALLEST
    texts = [text for text, _ in written]
    assert texts.count("ข้อมูลสมมุติ") == len(CODES)
    assert texts.count("เรื่องที่ควรดูแลก่อน") == len(CODES)
    for moo, name in enumerate(NAMES, 1):
        assert f"หมู่ {moo} {name}" in texts


def test_values_are_those_of_the_page(
    files: dict[str, bytes], written: list[tuple[str, float]]
) -> None:
    assert files
    texts = {text for text, _ in written}
    assert "17.9 %" in texts  # moo 1, indicator 13 in 2565: 38 of 212
    assert round(100 * 38 / 212, 1) == 17.9
    assert "สำรวจน้อยครัวเรือน จึงไม่แสดงค่า" in texts  # moo 11


def test_a_full_track_is_a_hundred_and_the_asked_stand_beside_it(
    files: dict[str, bytes], written: list[tuple[str, float]]
) -> None:
    assert "จาก 212 ครัวเรือน" in {text for text, _ in written}
    card = pixels(files[f"cards/{CODES[0]}.png"])
    worst = content().measures.frame
    worst = worst[worst["place"].eq(CODES[0]) & worst["year"].eq(2565) & worst["form"].eq("exact")]
    row = card[381]  # 302 down to the rows, 79 into the first: above the dot of the whole area
    bar = np.flatnonzero(np.abs(row - [0xD9, 0x5F, 0x0E]).max(axis=1) < 12)
    track = np.flatnonzero(np.abs(row - [0xE3, 0xE9, 0xEF]).max(axis=1) < 3)
    whole = track.max() - bar.min() + 1
    share = float(worst[worst["framework"].eq("bmn-2560")]["share"].max())
    assert len(bar) / whole == pytest.approx(share / 100, abs=0.01)


def test_a_card_names_an_unverified_rulebook(
    files: dict[str, bytes], written: list[tuple[str, float]]
) -> None:
    assert files
    made, before = content(), {text for text, _ in written}
    plain = Sheet.text
    said: list[str] = []

    def noted(self: Sheet, x: float, y: float, text: str, **rest: object) -> None:
        said.append(text)
        plain(self, x, y, text, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "text", noted)
        book = made.rulebooks[0]
        unsure = book.rulebook.model_copy(update={"status": "unverified"})
        books = (book.model_copy(update={"rulebook": unsure}), *made.rulebooks[1:])
        cards(replace(made, rulebooks=books))
    assert "เกณฑ์ จปฐ. ยังไม่ยืนยัน" in said
    assert "เกณฑ์ จปฐ. ยังไม่ยืนยัน" not in before


def test_the_title_is_spelt_right(files: dict[str, bytes]) -> None:
    png = files[f"cards/{CODES[4]}.png"]
    white = 1 - thai.ink_of(png)[:200, :800]  # the letters are white, on navy
    ink = (white - white.min()) / (white.max() - white.min())
    assert not thai.match(ink, "บ้านหัวไผ่", size=66, weight=700, make=thai.boxes).right

    assert thai.match(ink, "บ้านหัวไผ่", size=66, weight=700).right


def test_the_village_is_the_dark_one(files: dict[str, bytes]) -> None:
    navy = [0x12, 0x39, 0x5B]
    places = content().places.frame
    west, south, east, north = places.total_bounds
    seen = []
    for png in files.values():
        map_part = pixels(png)[SIDE - 318 :, :480]
        rows, columns = np.nonzero(np.abs(map_part - navy).max(axis=2) < 4)
        seen.append((columns.mean(), rows.mean()))
    across, down = np.array(seen).T
    x = places.geometry.bounds.minx - west
    assert np.corrcoef(across, x / (east - west))[0, 1] > 0.9
    assert np.corrcoef(down, (north - places.geometry.bounds.maxy) / (north - south))[0, 1] > 0.9


def test_cards_never_change_and_bear_hostile_names(files: dict[str, bytes]) -> None:
    assert cards(content()) == files
    names = tuple(HOSTILE[i % len(HOSTILE)] for i in range(len(NAMES)))
    assert len(cards(content(names=names))) == len(CODES)


def test_internal_cards_are_stamped(files: dict[str, bytes]) -> None:
    stamped = cards(content(audience="internal"))
    name = f"cards/{CODES[0]}.png"
    assert (np.abs(pixels(stamped[name]) - pixels(files[name])).max(axis=2) > 15).mean() > 0.01
