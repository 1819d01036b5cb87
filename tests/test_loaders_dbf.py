"""The table of a shapefile: text by its bytes, numbers and dates only where all cells are such."""

import struct

import layers_support as made
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import dbf, text

THAI = "หัวไผ่"


def read(tmp_path, fields, rows, claimed="", **options):
    path = tmp_path / "a.dbf"
    path.write_bytes(made.dbf(fields, rows, **options))
    return dbf.read(path, file="a.shp", claimed=claimed)


def told(table):
    return {one.code: (one.severity, one.cell, one.count) for one in table.findings}


@pytest.mark.parametrize(
    ("encoding", "claimed", "language", "code"),
    [
        ("cp874", "", 0, "dbf.encoding"),
        ("cp874", "UTF-8", 0, "dbf.cpg_wrong"),
        ("cp874", "ISO-8859-1", 0, "dbf.cpg_wrong"),
        ("cp874", "ANSI 874", 0, "dbf.encoding"),
        ("cp874", "OEM", 0, "dbf.cpg_wrong"),
        ("cp874", "", 0x57, "dbf.encoding"),
        ("utf-8", "", 0, "dbf.encoding"),
        ("utf-8", "874", 0, "dbf.cpg_wrong"),
        ("utf-8", "UTF-8", 0x50, "dbf.encoding"),
    ],
)
def test_text_is_decoded_by_its_bytes(tmp_path, encoding, claimed, language, code):
    table = read(tmp_path, [(b"NAME", b"C", 30)], [(THAI.encode(encoding),)], claimed,
                 language=language)  # fmt: skip
    assert table.frame["NAME"].tolist() == [THAI]
    assert [one.code for one in table.findings] == [code]
    assert table.findings[0].facts["encoding"] == encoding


def test_a_table_without_thai_says_nothing_of_its_encoding(tmp_path):
    table = read(tmp_path, [(b"NAME", b"C", 10)], [(b"Hua Phai",)], "UTF-8")
    assert table.frame["NAME"].tolist() == ["Hua Phai"]
    assert table.findings == ()


@pytest.mark.parametrize("claimed", ["", "ISO-8859-1", "1252"])
def test_accented_latin_is_not_taken_for_thai(tmp_path, claimed):
    words = ["Orléans", "Besançon", "Saint-Étienne"]
    table = read(tmp_path, [(b"NAME", b"C", 20)], [(w.encode("cp1252"),) for w in words], claimed)
    assert table.frame["NAME"].tolist() == words


def test_thai_headings_cut_in_a_letter_are_read_and_told_apart(tmp_path):
    name = "ชื่อตำบล".encode()[:10]  # three letters and one byte of the fourth
    fields = [(name, b"C", 30), (name, b"C", 30)]
    table = read(tmp_path, fields, [(THAI.encode(), b"b")])
    assert list(table.frame.columns) == ["ชื่", "ชื่"]
    assert told(table)["dbf.cut"] == ("repaired", "", 2)


def test_a_text_cut_in_a_letter_keeps_its_whole_letters(tmp_path):
    raw = ("ก" * 5).encode()[:14]
    table = read(tmp_path, [(b"NAME", b"C", 14)], [(raw,), (THAI.encode()[:3],)])
    assert table.frame["NAME"].tolist() == ["กกกก", "ห"]
    assert told(table)["dbf.cut"][2] == 1


def test_two_encodings_in_one_table_are_read_apart(tmp_path):
    rows = [(THAI.encode(),), (THAI.encode("cp874"),), (b"\xff\xfe",)]
    table = read(tmp_path, [(b"NAME", b"C", 30)], rows)
    assert table.frame["NAME"].tolist()[:2] == [THAI, THAI]
    assert told(table) == {
        "dbf.mixed": ("repaired", "", 1),
        "dbf.unreadable": ("decide", "3", 1),
    }


def test_numbers_stay_numbers_and_lost_ones_are_told(tmp_path):
    fields = [(b"WHOLE", b"N", 6), (b"PART", b"N", 8, 2), (b"REAL", b"F", 12, 3)]
    rows = [(b"1", b"1.50", b"1.5e+03"), (b"******", b"", b"-.25"), (b"", b"3", b"0")]
    table = read(tmp_path, fields, rows)
    assert table.frame["WHOLE"].tolist() == [1, pd.NA, pd.NA]
    assert table.frame["PART"].tolist() == [1.5, pd.NA, 3.0]
    assert table.frame["REAL"].tolist() == [1500.0, -0.25, 0.0]
    assert told(table) == {"dbf.overflow": ("decide", "2", 1)}


def test_a_number_column_with_text_stays_text(tmp_path):
    rows = [(b"0150109",), (b"15O109",), (b"",)]
    table = read(tmp_path, [(b"CODE", b"N", 8)], rows)
    assert table.frame["CODE"].tolist() == ["0150109", "15O109", pd.NA]
    assert told(table) == {"dbf.not_kind": ("note", "2", 1)}


def test_long_numbers_are_not_rounded(tmp_path):
    table = read(tmp_path, [(b"ID", b"N", 20)], [(b"12345678901234567890",)])
    assert table.frame["ID"].tolist() == ["12345678901234567890"]
    table = read(tmp_path, [(b"ID", b"N", 13)], [(b"1234567890123",)])
    assert table.frame["ID"].tolist() == [1234567890123]


def test_dates_and_truth_values(tmp_path):
    fields = [(b"DAY", b"D", 8), (b"YES", b"L", 1)]
    rows = [(b"20221120", b"T"), (b"00000000", b"?"), (b"25651120", b"n")]
    table = read(tmp_path, fields, rows)
    days = table.frame["DAY"].to_numpy()
    assert np.isnat(days[1])
    assert [str(day)[:10] for day in days[[0, 2]]] == ["2022-11-20", "2565-11-20"]
    assert table.frame["YES"].tolist() == [True, pd.NA, False]
    table = read(tmp_path, fields, [(b"20221345", b"T"), (b"20220101", b"Z")])
    assert table.frame["DAY"].tolist() == ["20221345", "20220101"]
    assert table.frame["YES"].tolist() == ["T", "Z"]


def test_binary_numbers(tmp_path):
    fields = [(b"N", b"I", 4), (b"X", b"O", 8)]
    table = read(tmp_path, fields, [(struct.pack("<i", -7), struct.pack("<d", 0.5))])
    assert table.frame.iloc[0].tolist() == [-7, 0.5]


def test_memos_are_told(tmp_path):
    table = read(tmp_path, [(b"MEMO", b"M", 10)], [(b"         1",), (b"",)])
    assert told(table) == {"dbf.kind_unknown": ("decide", "1", 1)}


def test_long_text_as_foxpro_writes_it(tmp_path):
    path = tmp_path / "a.dbf"
    raw = bytearray(made.dbf([(b"NAME", b"C", 44)], [(b"x" * 44,)]))
    body = b" " + b"y" * 300
    raw[10:12] = (301).to_bytes(2, "little")
    raw[32 + 17] = 1  # 1 * 256 + 44 = 300
    path.write_bytes(bytes(raw[:65]) + body)
    assert dbf.read(path, file="a.shp").frame["NAME"].tolist() == ["y" * 300]


def test_deleted_and_missing_rows(tmp_path):
    table = read(tmp_path, [(b"N", b"N", 2)], [(b"1",), (b"2",), (b"3",)], deleted=[1], declared=5)
    assert table.frame["N"].tolist() == [1, 2, 3]
    assert table.deleted.tolist() == [False, True, False]
    assert table.declared == 5


def test_no_fields(tmp_path):
    table = read(tmp_path, [], [(), (), ()])
    assert table.frame.shape == (3, 0)
    assert told(table) == {"dbf.no_fields": ("decide", "", 3)}


@pytest.mark.parametrize("raw", [b"x", b"\x03" * 32, bytes(64), b"\x03" + b"\xff" * 200])
def test_what_is_no_table_is_refused(tmp_path, raw):
    (tmp_path / "a.dbf").write_bytes(raw)
    with pytest.raises(InputError) as caught:
        dbf.read(tmp_path / "a.dbf", file="a.shp")
    assert caught.value.code == "shapefile.table"


WORDS = st.text(st.sampled_from("กขคงจชซญดตถทธนบปผพฟมยรลวสหอะาิีุูเแโใไ่้็์ AZ09"), max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=20), st.sampled_from(["utf-8", "cp874"]))
def test_any_thai_comes_back(words, encoding):
    raws = [word.encode(encoding) for word in [*words, "ตำบล"]]
    found = text.encoding_of(raws)
    assert [text.decode(raw, found)[0] for raw in raws[:-1]] == [w.rstrip(" ") for w in words]
