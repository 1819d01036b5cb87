"""Allowing sensitive indicators: written into the project document, taken back without a trace."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest

from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, DocumentError, InputError
from tambon_gis.study import allowing

DEMO = Path(__file__).parents[1] / "data" / "demo" / "tambon.toml"
MEETING, DAY = "ที่ประชุมประชาคม", dt.date(2022, 11, 20)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The document of the worked example alone: its files need not be there."""
    shutil.copy(DEMO, tmp_path / "tambon.toml")
    return tmp_path


def allowed(home: Path) -> dict[str, tuple[str, str]]:
    """What the document says, read apart."""
    found = tomllib.loads((home / "tambon.toml").read_text("utf-8")).get("publish_sensitive", [])
    return {one["indicator"]: (one["decided_by"], one["decided_on"]) for one in found}


def test_the_sensitive_indicators_of_the_round_are_listed(home: Path) -> None:
    # P8: 1-3, 14-17, 24, 26, 28, 29 of the round of 2560
    expected = [1, 2, 3, 14, 15, 16, 17, 24, 26, 28, 29]
    found = allowing.sensitive(home)
    assert [one.indicator for one in found] == [f"bmn-2560/{n}" for n in expected]
    assert [one.indicator for one in found if one.allowed] == ["bmn-2560/16"]


def test_one_is_allowed_and_taken_back_and_every_comment_stays(home: Path) -> None:
    before = (home / "tambon.toml").read_text("utf-8")
    allowing.allow(home, "bmn-2560/24", by=MEETING, on=DAY, seen=allowing.seen_now(home))
    assert allowed(home)["bmn-2560/24"] == (MEETING, "2565-11-20")
    assert len(allowed(home)) == 2
    allowing.withdraw(home, "bmn-2560/24")
    assert (home / "tambon.toml").read_text("utf-8") == before
    allowing.withdraw(home, "bmn-2560/16")
    text = (home / "tambon.toml").read_text("utf-8")
    assert allowed(home) == {}
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line.startswith("#")] == comments


def test_the_same_one_is_never_allowed_twice(home: Path) -> None:
    allowing.allow(home, "bmn-2560/16", by=MEETING, on=DAY)
    assert allowed(home) == {"bmn-2560/16": (MEETING, "2565-11-20")}


def test_the_command_line_writes_the_same(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(DEMO, other / "tambon.toml")
    allowing.allow(home, "bmn-2560/24", by=MEETING, on=DAY)
    with pytest.raises(SystemExit):
        main(["allow", str(other), "bmn-2560/24", "--by", MEETING, "--on", "20/11/2565"])
    assert (home / "tambon.toml").read_bytes() == (other / "tambon.toml").read_bytes()
    with pytest.raises(SystemExit):
        main(["allow", str(other), "bmn-2560/24", "--withdraw"])
    assert (other / "tambon.toml").read_bytes() == DEMO.read_bytes()


@pytest.mark.parametrize(
    ("indicator", "by", "code"),
    [
        ("bmn-2560/9", MEETING, "allowing.unknown"),
        ("../x", MEETING, "allowing.unknown"),
        ("bmn-2560/24", " ", "deciding.nobody"),
        ("bmn-2560/24", "นางสาวสมมุติ สาธิต", "deciding.person"),
    ],
)
def test_what_cannot_be_allowed_is_refused(home: Path, indicator: str, by: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        allowing.allow(home, indicator, by=by, on=DAY)
    assert caught.value.code == code
    assert (home / "tambon.toml").read_bytes() == DEMO.read_bytes()


@pytest.mark.parametrize("text", [b"x = [", "ก".encode("cp874")])
def test_a_document_that_cannot_be_read_is_told_as_such(home: Path, text: bytes) -> None:
    (home / "tambon.toml").write_bytes(text)
    with pytest.raises(DocumentError):
        allowing.withdraw(home, "bmn-2560/16")
    with pytest.raises(DocumentError):
        allowing.allow(home, "bmn-2560/24", by=MEETING, on=DAY)
    assert (home / "tambon.toml").read_bytes() == text


def test_another_version_and_nothing_to_withdraw_are_refused(home: Path) -> None:
    seen = allowing.seen_now(home)
    allowing.allow(home, "bmn-2560/24", by=MEETING, on=DAY, seen=seen)
    with pytest.raises(ConflictError):
        allowing.allow(home, "bmn-2560/26", by=MEETING, on=DAY, seen=seen)
    with pytest.raises(InputError) as caught:
        allowing.withdraw(home, "bmn-2560/26")
    assert caught.value.code == "allowing.not_allowed"
    assert set(allowed(home)) == {"bmn-2560/16", "bmn-2560/24"}
