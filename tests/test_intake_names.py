"""Names of dropped files: every system keeps them, and no name leads out of the project."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.study.taking.incoming import PREFIX, received, sweep
from tambon_gis.study.taking.parcels import LONGEST, safe_name
from tambon_gis.study.taking.years import in_text

FORBIDDEN = set('<>:"/\\|?*') | {chr(n) for n in range(32)}
HOSTILE = [
    "../../etc/passwd",
    "..\\..\\Windows\\win.ini",
    "C:\\autoexec.bat",
    "/absolute.csv",
    "nul",
    "COM1.xlsx",
    "aux.tar.gz",
    "a\x00b.csv",
    "\u202exslx.exe",
    "จปฐ" * 200 + ".xlsx",
    "." * 50,
    " ",
    "",
    "~$เปิดอยู่.xlsx",
    "<script>alert(1)</script>.csv",
    "a.CSV ",
]


def _holds(name: str) -> None:
    """What every name must keep."""
    assert name
    assert not set(name) & FORBIDDEN
    assert len(name.encode()) <= LONGEST
    assert not name.startswith(".")
    assert name[-1] not in ". "
    assert not PureWindowsPath(name).is_reserved()
    assert Path(name).name == name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_harmless(name) -> None:
    _holds(safe_name(name))


@given(st.text(max_size=300), st.sampled_from(["", ".xlsx", ".SHP", ".geojson"]))
def test_any_name_becomes_harmless_and_stays_so(stem, suffix) -> None:
    made = safe_name(stem + suffix)
    _holds(made)
    assert safe_name(made) == made


@given(st.text(alphabet="กขคงจฉชabc019", min_size=1, max_size=20))
def test_a_name_that_is_good_stays(stem) -> None:
    assert safe_name(f"{stem}.xlsx") in {f"{stem}.xlsx", f"file-{stem}.xlsx"}


def test_what_is_received_stays_inside_and_is_gone_afterwards() -> None:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        sent = [(name, io.BytesIO(name.encode())) for name in (*HOSTILE, "a.csv", "a.csv")]
        with received(home, sent) as found:
            assert len(found) == len(sent)
            assert [one.read_bytes() for one in found] == [name.encode() for name, _ in sent]
            assert all(home.resolve() in one.resolve().parents for one in found)
        assert set(home.rglob("*")) == {home / "inputs", home / ".lock"}


def test_what_a_stopped_program_has_left_is_swept_and_what_comes_in_is_not() -> None:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        left = home / "inputs" / f"{PREFIX}old"
        left.mkdir(parents=True)
        (left / "a.csv").write_bytes(b"x")
        with received(home, [("b.csv", io.BytesIO(b"y"))]) as (kept,):
            assert not left.exists()
            sweep(home)
            assert kept.read_bytes() == b"y"


@given(st.integers(2530, 2600), st.sampled_from(["จปฐ{}", "ปี {} (แก้)", "{}-หมู่ 3", "survey {}"]))
def test_a_year_is_read_in_any_digits_and_era(year, pattern) -> None:
    thai = str(year).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for text in (str(year), thai, str(year - 543)):
        assert in_text([pattern.format(text)]) == (year,)


def test_numbers_that_are_no_year_are_none() -> None:
    assert in_text(["99011000245", "หมู่ 12", "3000 ครัวเรือน", ""]) == ()
