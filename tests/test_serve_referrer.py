"""The secret of the page in addresses: no page to which a screen leads learns it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from serve_door import Door, listening
from serve_support import lonely

from tambon_gis.serve.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["lonely"]

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small: Path, tmp_path: Path) -> Iterator[Door]:
    """The page over one project."""
    shutil.copytree(small, tmp_path / "home" / "small")
    with listening(Desk(tmp_path / "home")) as door:
        yield door


def test_only_the_origin_goes_with_a_visit_and_a_form_still_says_it(
    page: Door, lonely: Browser
) -> None:
    context = lonely.new_context()
    opened = context.new_page()
    screen = f"{page.origin}/{page.desk.token}/th/p/small/keeping"
    for way in (f"{page.origin}/{page.desk.glass}/small/page/index.html", screen):
        opened.goto(screen)
        with opened.expect_navigation():
            opened.evaluate("way => { location.href = way }", way)  # in the same tab
        assert opened.evaluate("document.referrer") in {"", f"{page.origin}/"}
    with opened.expect_request(lambda one: one.method == "POST") as sent:
        opened.locator("form[method=post]").first.evaluate("form => form.submit()")
    headers = sent.value.all_headers()
    assert headers["origin"] == page.origin
    assert page.desk.token not in headers.get("referer", "")
    answer = sent.value.response()
    assert answer is not None
    assert answer.status != 403
    context.close()
