"""The user's cache: what is kept there is what was made, and a spoilt cache harms nobody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tambon_gis.render import fonts
from tambon_gis.render.made_once import folder, once

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"first", b"second"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    named = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    monkeypatch.setenv(named, str(tmp_path))
    return tmp_path / "tambon_gis"


def giving(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def test_it_is_made_once(home: Path) -> None:
    assert folder() == home
    assert [once("x", b"1", giving(one)) for one in (OLD, NEW)] == [OLD, OLD]
    assert len(list(home.iterdir())) == 1


def test_it_is_made_anew_of_other_things(home: Path) -> None:
    assert once("x", b"1", giving(OLD)) == OLD
    assert once("x", b"2", giving(NEW)) == NEW
    assert len(list(home.iterdir())) == 2


@pytest.mark.parametrize(
    "spoil", [lambda _whole: b"", lambda whole: whole[:-1], lambda whole: b"x" + whole[1:]]
)
def test_a_spoilt_file_is_made_anew(home: Path, spoil: Callable[[bytes], bytes]) -> None:
    once("x", b"1", giving(OLD))
    (path,) = home.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert [once("x", b"1", giving(one)) for one in (NEW, OLD)] == [NEW, NEW]


def test_without_a_place_to_keep_it_is_made_every_time(home: Path) -> None:
    home.write_text("a file where the folder would be")
    assert [once("x", b"1", giving(one)) for one in (OLD, NEW)] == [OLD, NEW]
    assert home.is_file()


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert folder() is None
    assert [once("x", b"1", giving(one)) for one in (OLD, NEW)] == [OLD, NEW]


def test_a_failure_leaves_nothing_half_written(home: Path) -> None:
    def broken() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once("x", b"1", broken)
    assert not home.exists()


def test_the_font_of_a_page_is_the_same_from_the_cache(home: Path) -> None:
    fonts.woff.cache_clear()
    first = fonts.woff()
    assert first == (first[0], fonts.cut(first[0]))
    assert len(list(home.iterdir())) == 1
    fonts.woff.cache_clear()
    assert fonts.woff() == first
    fonts.woff.cache_clear()
