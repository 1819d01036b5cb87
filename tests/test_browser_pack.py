"""The first page of the pack in a browser without a network: calm, wide enough, easy to hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, PROJECTOR, becomes, still

if TYPE_CHECKING:
    from tambon_gis.study.pack import Packed

PAGES = ("README.html", "1-management/process.html")
SMALL = """[...document.querySelectorAll("main *")].filter(node =>
    [...node.childNodes].some(one => one.nodeType === 3 && one.textContent.trim()) &&
    parseFloat(getComputedStyle(node).fontSize) < 16).map(node => node.outerHTML.slice(0, 80))"""
TARGETS = """[...document.querySelectorAll("a")]
    .filter(node => node.getBoundingClientRect().height < 44)
    .map(node => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR, PHONE], ids=["desktop", "projector", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_it_asks_for_nothing_and_fits(visit, packed: Packed, name, size):
    opened = visit(packed.readme.parent / name, size=size)
    page = opened.page
    page.wait_for_load_state()
    assert (opened.requests, opened.complaints) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TARGETS) == []
    assert page.evaluate("document.documentElement.lang") == "th"
    assert page.evaluate("document.querySelectorAll('h1').length") == 1


def test_its_first_link_opens_the_map(visit, packed: Packed):
    opened = visit(packed.readme)
    first = opened.page.locator("nav.first a").first
    assert first.get_attribute("href") == "index.html"
    site = visit(packed.readme.parent / "index.html")
    site.page.wait_for_selector("path.leaflet-interactive")
    still(site.page)
    assert (site.requests, site.complaints) == ([], [])
    assert site.page.locator("path.leaflet-interactive").count() >= 11


def test_the_keyboard_goes_through_it_and_is_seen(visit, packed: Packed):
    page = visit(packed.readme).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "index.html"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_link_within_the_page_goes_to_its_topic(visit, packed: Packed):
    page = visit(packed.readme).page
    page.click(".topics a[href='#topic-4']")
    top = "document.getElementById('topic-4').getBoundingClientRect().top"
    becomes(page, f"Math.abs({top}) < 60")
    still(page)
    assert abs(page.evaluate(top)) < 60
