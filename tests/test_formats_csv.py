"""Text tables: encodings, separators, quotes; the quick reader against the plain one."""

import csv as plain
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import csv, encoding, open_book

CELLS = st.text(st.sampled_from('กขำ๑a1 ,;"\n-'), max_size=5)
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
)


def blank(cell):
    """What stands for a cell of nothing but spaces."""
    return None if not (cell or "").strip() else cell


def found(frame):
    """Cells of a frame as lists, None where blank."""
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def refused(path, code, **choices):
    """The error with which a text table is refused."""
    with pytest.raises(InputError) as caught:
        open_book(path, **choices).load("")
    assert caught.value.code == code
    assert path.name in caught.value.tell("th")
    return caught.value


@settings(max_examples=150, deadline=None)
@given(
    TABLES, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.sampled_from([0, 1, 2])
)
def test_what_the_csv_module_writes_is_read_back_row_by_row(table, mark, end, quoting):
    file = io.StringIO()
    plain.writer(file, delimiter=mark, lineterminator=end, quoting=quoting).writerows(table)
    frame = csv.rows(file.getvalue(), mark, where="a.csv")
    assert found(frame) == [[blank(cell) for cell in row] for row in table]
    assert frame.index.tolist() == list(range(1, len(table) + 1))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('aก", \n\r'), min_size=1, max_size=24))
def test_any_text_is_read_as_by_the_csv_module_or_refused_with_it(text):
    lines = plain.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(lines)
    except plain.Error:
        with pytest.raises(InputError) as caught:
            csv.rows(text, ",", where="a.csv")
        assert caught.value.code == "csv.quotes"
        return
    width = max((len(row) for row in rows), default=0)
    expected = [[blank(cell) for cell in [*row, *[None] * (width - len(row))]] for row in rows]
    frame = csv.rows(text, ",", where="a.csv")
    assert len(frame) == len(rows)
    assert found(frame) == expected


@pytest.mark.parametrize("rows", [["a,b", '"1",2', '3,"x""y"'], ["a,b", '"1\n2",3']])
def test_the_quick_reader_is_the_one_that_reads_regular_tables(rows):
    text = "\n".join(rows) + "\n"
    assert csv._quick(text, ",") is not None
    assert csv._quick(text + '"4', ",") is None
    assert csv._quick(text + "4\n", ",") is None


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874"]
)
def test_every_encoding_gives_the_same_cells(tmp_path, name):
    text = "บ้านเลขที่,ชื่อ\r\n1,สมชาย\r\n,น้ำใส\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode(name))
    cells = open_book(tmp_path / "a.csv").load("")
    assert found(cells.frame) == [["บ้านเลขที่", "ชื่อ"], ["1", "สมชาย"], [None, "น้ำใส"]]
    told = name.split("-sig")[0].replace("-le", "").replace("-be", "")
    assert [one.facts["encoding"] for one in cells.findings] == [told] * (told != "utf-8")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("กขคงจฉำ้่ๆ๐๑ab,\n"), min_size=1, max_size=60))
def test_thai_text_in_cp874_is_never_taken_for_something_else(text):
    content = text.encode("cp874")
    try:
        content.decode("utf-8")
        as_utf8 = True
    except UnicodeDecodeError:
        as_utf8 = False
    mixed = any(encoding._THAI_UTF8.search(line) for line in content.splitlines())
    if not as_utf8 and not mixed:
        assert encoding.decode(content) == (text, "cp874")


def test_a_person_overrules_encoding_and_separator(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("ก;1,5\nข;2,5\n".encode("cp874"))
    cells = open_book(path, encoding="TIS-620", separator=",").load("")
    assert found(cells.frame) == [["ก;1", "5"], ["ข;2", "5"]]
    assert cells.findings == ()
    assert refused(path, "csv.not_encoding", encoding="utf-8").facts["line"] == "1"
    assert "klingon" in refused(path, "csv.no_encoding", encoding="klingon").tell("en")


def test_a_line_for_excel_names_the_separator_and_is_no_row(tmp_path):
    (tmp_path / "a.csv").write_text("sep=;\na,1;b\nc,2;d\n", encoding="utf-8")
    frame = open_book(tmp_path / "a.csv").load("").frame
    assert found(frame) == [["a,1", "b"], ["c,2", "d"]]
    assert frame.index[0] == 1


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a,b\n1,2\x00\n", "csv.nul", "2"),
        ("กก,1\n".encode() * 2 + "ขขข,2\n".encode("cp874"), "csv.mixed", "3"),
        ("ขขข,2\r\n".encode("cp874") + "กกก,1\r\n".encode(), "csv.mixed", "1"),
        ("a\r\nb\r\nสีแดง".encode()[:-1], "csv.encoding", "3"),
        ("กข".encode("utf-16")[:-1], "csv.encoding", "1"),
        (b'a,b\n"1,2\n3,4\n', "csv.quotes", "2"),
        (b'a,b\n"1"x,2\n', "csv.quotes", "2"),
    ],
)
def test_a_refusal_names_the_line(tmp_path, content, code, line):
    (tmp_path / "a.csv").write_bytes(content)
    fault = refused(tmp_path / "a.csv", code)
    assert fault.facts["line"] == line
    assert line in fault.tell("en")


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf", b"  \r\n \n", b"\xff\xfe", b"\n\n", b"sep=;\n"]
)
def test_a_file_without_a_letter_is_empty(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    refused(tmp_path / "a.csv", "file.empty")


def test_separators_are_counted_outside_quotes_and_titles_do_no_harm():
    text = 'รายงาน, ปี 2565\n"a,b,c,d";"e,f,g,h"\n"1,2,3,4";"5"\n'
    assert csv.separator(text) == ";"
    frame = csv.rows(text, ";", where="a.csv")
    assert frame.loc[2].tolist() == ["a,b,c,d", "e,f,g,h"]
    assert pd.isna(frame.loc[1, 1])


def test_row_numbers_count_blank_and_broken_lines_as_a_spreadsheet_does(tmp_path):
    (tmp_path / "a.csv").write_bytes(b'title\r\n\r\na,b\r\n"1\r\n2",3\r\n4,5\r\n')
    frame = open_book(tmp_path / "a.csv").load("").frame
    assert frame.loc[3].tolist() == ["a", "b"]
    assert frame.loc[4].tolist() == ["1\r\n2", "3"]
    assert frame.loc[5].tolist() == ["4", "5"]
    assert frame.loc[2].isna().all()


@pytest.mark.parametrize("head", ["PK", "SQL", "<5 ปี", "MIME"])
def test_a_heading_that_looks_like_a_signature_is_text(tmp_path, head):
    (tmp_path / "a.csv").write_text(f"{head},b\n1,2\n", encoding="utf-8")
    assert open_book(tmp_path / "a.csv").load("").frame.loc[1].tolist() == [head, "b"]
