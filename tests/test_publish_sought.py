"""What texts hold, asked of rows in files: the scanner finds what it would with every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.engine.store import open_dataset
from tambon_gis.publish.personal import Personal, personal_values
from tambon_gis.publish.scan import scan
from tambon_gis.publish.sought import held, sought

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = catalog.schema("bmn-household")
HEADS = [
    "นายลองดู สมมุติวงศ์", "นางสาวก้อง", "น.ส. ดาว ใจ", "สมหญิง  ลองดู", "นาง น\u0e4d\u0e49\u0e32 ใสสะอาด",
    "ด.ช.เอก", "นาย\u00a0วัน เดือนปี", " นายเว้น วรรคหน้า", "บ้านต้นบางลองดู", "๑๒๓๔๕๖๗", "นาย 1234567",
    "Mr Somchai", "ก",
]  # fmt: skip
CODES = [
    "2560/4",
    "560/22",
    "99010100001",
    "990101",
    "12345",
    "๙๙๐๑๐๑๐๐๐๐๒",
    "AB-1234567",
    "1234567",
]
SPOTS = [(14.58, 100.45), (14.123455, 100.654325), (13.99999, 99.99999), (float("nan"), 1.0)]
WORDS = st.sampled_from([
    *HEADS, *CODES, "นาย", "นางสาว", "นายาง", "ลองดู", "สมมุติวงศ์", "ก้อง", "เอก", " ", ", ", "x",
    "9", "๑", ".", "14.58", "100.45", "100.45, 14.58", "1412346,10065432", "1412345 10065433",
    "[9999999,1399999]", "&#3609;&#3634;&#3618;", "\\u0e01", "น้ำ ใสสะอาด", "วัน เดือนปี",
    "99010100002", "\n", "2560/4", "560/22", "bmn-", "-", "\\n",
])  # fmt: skip


def kinds(text: str, personal: Personal) -> list[tuple[str, int]]:
    """What the scanner says."""
    return sorted((hit.kind, hit.offset) for hit in scan(text, personal))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([*HEADS, None]), st.sampled_from([*CODES, None]), st.sampled_from(SPOTS)
        ),
        min_size=1,
        max_size=6,
    ),
    text=st.lists(WORDS, max_size=8).map("".join),
)
def test_the_scanner_finds_what_it_would_with_every_value(
    rows: list[tuple[str | None, str | None, tuple[float, float]]],
    text: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.getbasetemp() / "rows.parquet"
    frame = pd.DataFrame({
        "place": "99010101",
        "head_name": pd.array([head for head, _, _ in rows], dtype="string"),
        "house_code": pd.array([code for _, code, _ in rows], dtype="string"),
        "latitude": [spot[0] for _, _, spot in rows],
        "longitude": [spot[1] for _, _, spot in rows],
    })  # fmt: skip
    frame.to_parquet(home)
    public = {"บ้านต้นบางลองดู"}
    whole = personal_values(frame, SCHEMA, public_words=public)
    found = held(open_dataset(home), SCHEMA, sought([text]), public_words=public)
    assert found.texts <= whole.texts
    assert found.names <= whole.names
    assert kinds(text, found) == kinds(text, whole)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("บ้านเลขรหัส ๙๙๐๑๐๑๐๐๐๐๑ อยู่", "personal_value"),
        ("ของสมมุติ ลองดูวงศ์ครับ", "personal_value"),
        ("นายสมมุติ มา", "titled_name"),
        ("ที่ 100.45001 / 14.58002", "household_point"),
    ],
)
def test_each_kind_comes_back(tmp_path: Path, text: str, kind: str) -> None:
    pd.DataFrame({
        "place": "99010101", "house_code": ["99010100001"], "head_name": ["นาย สมมุติ ลองดูวงศ์"],
        "latitude": [14.580022], "longitude": [100.450008],
    }).to_parquet(tmp_path / "a.parquet")  # fmt: skip
    rows = open_dataset(tmp_path)
    assert [hit.kind for hit in scan(text, held(rows, SCHEMA, sought([text])))] == [kind]
    assert held(rows, SCHEMA, sought(["ไม่มีอะไร 99010100009 ที่ 1.5, 2.5"])) == Personal()


def test_what_is_public_is_not_asked_of_the_rows(tmp_path: Path) -> None:
    pd.DataFrame({"place": ["99010101"], "village_name": ["บ้านลองดูใหญ่"]}).to_parquet(
        tmp_path / "a.parquet"
    )
    assert held(open_dataset(tmp_path), SCHEMA, sought(["บ้านลองดูใหญ่"])) == Personal()


def test_nothing_sought_is_still_a_table_of_its_type(tmp_path: Path) -> None:
    pd.DataFrame({"place": ["99010101"], "house_number": ["2560/4"], "latitude": [14.5],
                  "longitude": [100.5]}).to_parquet(tmp_path / "a.parquet")  # fmt: skip
    assert held(open_dataset(tmp_path), SCHEMA, sought([])) == Personal()


@pytest.mark.parametrize(("text", "told"), [("#bmn-2560/4", 0), ("2560/41", 0), ("บ้าน2560/4หมู่", 1)])
def test_a_number_is_found_whole_as_with_every_row_loaded(
    tmp_path: Path, text: str, told: int
) -> None:
    pd.DataFrame({"place": ["99010101"], "house_number": ["2560/4"]}).to_parquet(
        tmp_path / "a.parquet"
    )
    assert len(scan(text, held(open_dataset(tmp_path), SCHEMA, sought([text])))) == told
