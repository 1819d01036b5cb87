"""A project that has just begun: every screen opens and says what to do; wrong files are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from serve_support import served

if TYPE_CHECKING:
    from pathlib import Path

httpx = pytest.importorskip("httpx")

SCREENS = (
    "files",
    "findings",
    "drawing",
    "boundaries",
    "story",
    "sensitive",
    "making",
    "keeping",
    "look",
    "fielding",
    "process",
    "plan",
    "assessing",
)
#: As the page's first form sends them: a real tambon, villages not known; a made-up one.
BEGUN = (
    {"place": "150109", "villages": ""},
    {"place": "990101", "title": "สาธิต", "villages": "11"},
)


def test_every_screen_of_a_fresh_project_opens_in_plain_words(tmp_path: Path) -> None:
    with (
        served(tmp_path) as page,
        httpx.Client(headers={"Origin": page.origin}, timeout=180) as client,
    ):
        for form in BEGUN:
            assert client.post(f"{page.address}new", data=form).status_code == 303
        for home in tmp_path.iterdir():
            inside = f"{page.address}p/{quote(home.name)}"
            for screen in SCREENS:
                answer = client.get(f"{inside}/{screen}", timeout=60)
                assert answer.status_code == 200, f"{home.name}/{screen}"
                # nobody who came by the page is sent to a document with its headings
                main = answer.text.partition("<main")[2]
                assert "tambon.toml" not in main, f"{home.name}/{screen}"
                assert "[boundary]" not in main, f"{home.name}/{screen}"
            told = client.get(f"{inside}/drawing").text
            assert f"p/{quote(home.name)}/files" in told


def test_a_picture_dropped_by_mistake_is_told_and_nothing_else_is_said(tmp_path: Path) -> None:
    with (
        served(tmp_path) as page,
        httpx.Client(headers={"Origin": page.origin}, timeout=180) as client,
    ):
        client.post(f"{page.address}new", data=BEGUN[1])
        (home,) = tmp_path.iterdir()
        before = sorted(one.name for one in (home / "inputs").iterdir())
        sent = [("files", ("ภาพถ่าย.jpg", b"\xff\xd8\xff")), ("files", ("บันทึก.docx", b"PK"))]
        answer = client.post(
            f"{page.address}p/{quote(home.name)}/files/add", files=sent, follow_redirects=True
        )
        assert answer.status_code == 200
        assert answer.text.count("ไฟล์นี้เป็นรูปภาพหรือเอกสาร") == 2
        assert 'class="done"' not in answer.text
        assert sorted(one.name for one in (home / "inputs").iterdir()) == before
