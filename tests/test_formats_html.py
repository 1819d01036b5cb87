"""Tables of web pages, as government systems export them under the suffix .xls."""

import pandas as pd
import pytest
from formats_support import cells
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import html, open_book

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=tis-620"><style>td {a: "<td>no"}</style>
</head><body><h1>รายงาน</h1><table border=1>
<tr><th colspan=3>แบบสำรวจ &amp; ปี</th></tr>
<tr><td rowspan="2">หมู่<br>ที่</td><td>  คน
 รวม </td><td>&nbsp;</td></tr>
<tr style="display: none"><td>4<td><table><tr><td>ใน</td></tr></table>
<tr><td>5</td><td>6</td><td>7</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "utf-16"])
def test_a_page_gives_its_table_with_spans_as_merges(tmp_path, encoding):
    (tmp_path / "a.xls").write_bytes(PAGE.encode(encoding))
    found = open_book(tmp_path / "a.xls").load("")
    assert cells(found.frame) == [
        ["แบบสำรวจ & ปี", None, None],
        ["หมู่\nที่", "คน รวม", None],
        [None, "4", "ใน"],
        ["5", "6", "7"],
    ]
    assert found.merges == ((1, 0, 1, 2), (2, 0, 3, 0))
    assert found.hidden_rows == {3}
    assert found.findings[0].code == "table.other_kind"
    assert "HTML" in found.findings[0].tell("en")


TEXT = st.text(st.sampled_from("กขab<&\"' 12"), max_size=6).map(lambda one: " ".join(one.split()))


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(TEXT, min_size=n, max_size=n), min_size=1, max_size=5)
    )
)
def test_what_pandas_writes_is_read_back(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("a") / "a.xls"
    frame = pd.DataFrame(table, dtype=str)
    path.write_text(frame.to_html(header=False, index=False), encoding="utf-8")
    expected = [[" ".join(cell.split()) or None for cell in row] for row in table]
    assert cells(html.read(path).load("").frame) == expected


def test_several_tables_are_several_sheets(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text("<table></table><table><tr><td>1</table><table><tr><td>2</table>", "utf-8")
    book = open_book(path)
    assert book.sheets == ("table 1", "table 2")
    assert cells(book.load("table 2").frame) == [["2"]]


@pytest.mark.parametrize("span", ["99999999999", "-1", "x", "", "0", "65534"])
def test_spans_that_mean_nothing_do_no_harm(tmp_path, span):
    path = tmp_path / "a.xls"
    path.write_text(f'<table><tr><td colspan="{span}" rowspan="{span}">1<td>2</table>', "utf-8")
    assert open_book(path).load("").frame.loc[1, 0] == "1"


def test_a_page_without_a_table_is_refused(tmp_path):
    (tmp_path / "a.xls").write_text("<html><body>กรุณาเข้าสู่ระบบ</body></html>", "utf-8")
    with pytest.raises(InputError) as caught:
        open_book(tmp_path / "a.xls")
    assert caught.value.code == "html.no_table"
