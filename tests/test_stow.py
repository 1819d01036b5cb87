"""Typed rows are stowed by province, repeats found over the whole heap, folders swapped whole."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.engine import home, stow
from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import InputError
from tambon_gis.loaders import large
from tambon_gis.loaders.formats import csv as csv_format
from tambon_gis.loaders.formats import encoding, stream
from tambon_gis.model.dataset import Card, card_text, stored
from tambon_gis.model.document import parse_document

COLUMNS = {"place": "string", "row": "int64", "source": "int32", "code": "string", "n": "int16"}
HEAD = {
    "schema": "bmn-household",
    "year": 2565,
    "rows": 0,
    "made_on": "2026-11-22",
    "version": "1",
    "personal": "x",
}


def frame(rows: list[tuple[str, int, str | None]]) -> pd.DataFrame:
    """Rows of place, row and code."""
    made = pd.DataFrame(rows, columns=["place", "row", "code"])
    return made.astype({"place": "string", "row": "Int64", "code": "string"})


def by_hand(
    tables: list[list[tuple[str, int, str | None]]],
) -> tuple[set[tuple[int, ...]], Counter[str]]:
    """Which rows repeat a key, where it stands first, and what is left, by a plain loop."""
    seen: dict[str, tuple[int, int]] = {}
    refused, left = set(), Counter[str]()
    for source, rows in enumerate(tables, start=1):
        here: dict[str, int] = {}
        for place, row, code in sorted(rows, key=lambda one: one[1]):
            if code is not None and code in here:
                refused.add((source, row, source, here[code]))
                continue
            if code is not None:
                here[code] = row
                if code in seen:
                    refused.add((source, row, *seen[code]))
                    continue
                seen[code] = (source, row)
            left[place[:2]] += 1
    return refused, left


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["10010101", "15010901", "15010902", "99020101"]),
        st.sampled_from([None, *"abcdef"]),
    ),
    max_size=9,
)


@given(tables=st.lists(ROWS, min_size=1, max_size=4), halves=st.booleans())
@settings(max_examples=40, deadline=None)
def test_repeats_are_found_as_by_a_plain_loop(
    tables: list[list[tuple[str, str | None]]],
    halves: bool,  # noqa: FBT001
) -> None:
    numbered = [
        [(place, row, code) for row, (place, code) in enumerate(rows, start=2)] for rows in tables
    ]
    with TemporaryDirectory() as folder:
        pieces = []
        for source, rows in enumerate(numbered, start=1):
            cut = len(rows) // 2 if halves else 0
            for part in (rows[:cut], rows[cut:]):
                pieces.append(stow.Piece(Path(folder) / f"{len(pieces)}.parquet", source))
                stow.write_piece(frame(part), pieces[-1].path, COLUMNS)
        with stow.Heap(pieces, COLUMNS, Path(folder) / "spill") as heap:
            found = {
                (one.source, one.row, one.first_source, one.first_row)
                for one in heap.refuse_repeats(["code"])
            }
            written = {code: heap.write(code, Path(folder)) for code in heap.provinces}
            refused, left = by_hand(numbered)
            assert found == refused
            assert {code: one.rows for code, one in written.items() if one.rows} == dict(left)
            for code, one in written.items():
                rows = pq.read_table(one.path).to_pylist()
                keys = [(row["place"], row["source"], row["row"]) for row in rows]
                assert keys == sorted(keys)
                assert all(row["place"].startswith(code) for row in rows)
                assert all(row["n"] is None for row in rows)


def test_row_groups_are_of_the_size_that_readers_of_a_tambon_want(tmp_path: Path) -> None:
    rows = 300_000
    made = pd.DataFrame({"place": "15010901", "row": range(rows), "code": "x"})
    made.loc[made["row"] % 2 == 0, "place"] = "15010902"
    stow.write_piece(made, tmp_path / "a.parquet", COLUMNS)
    with stow.Heap([stow.Piece(tmp_path / "a.parquet", 3)], COLUMNS, tmp_path / "spill") as heap:
        one, again = heap.write("15", tmp_path), heap.write("15", tmp_path)
    assert one == again
    about = pq.read_metadata(one.path)
    assert [about.row_group(at).num_rows for at in range(about.num_row_groups)] == [
        128_000,
        128_000,
        44_000,
    ]
    assert about.row_group(0).column(0).compression == "ZSTD"
    assert "RLE_DICTIONARY" in about.row_group(0).column(0).encodings
    assert pq.read_table(one.path, columns=["source"])["source"].unique().to_pylist() == [3]


def test_columns_of_a_dataset_are_those_of_the_schema() -> None:
    for name in ("bmn-household", "bmn-person"):
        schema = catalog.schema(name)
        columns = stored(schema)
        assert list(columns)[:3] == ["place", "row", "source"]
        assert {one.name for one in schema.field} <= set(columns)
        dates = [one.name for one in schema.field if one.kind == "date" and one.partial]
        assert {f"{one}_{part}" for one in dates for part in ("year", "month")} <= set(columns)


def finished(place: Path, content: str, *, rows: int = 1) -> Path:
    """A dataset of one province, made in place."""
    with home.opened(place) as made:
        path = made.stage / "15.parquet"
        pd.DataFrame({"place": ["15010901"] * rows, "what": [content] * rows}).to_parquet(path)
        name = f"province=15/part-0-{content}.parquet"
        part = {"province": "15", "file": name, "rows": rows}
        made.finish(card_text(Card(dataset=HEAD, part=[part])), {name: path}, ())
    return place


def test_a_folder_is_made_whole_and_remade_whole(tmp_path: Path) -> None:
    place = finished(tmp_path / "set", "one")
    assert open_dataset(place).to_arrow()["what"].to_pylist() == ["one"]
    finished(place, "two")
    assert open_dataset(place).to_arrow()["what"].to_pylist() == ["two"]
    assert [path.name for path in place.glob("province=15/*")] == ["part-0-two.parquet"]
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


class Stopped(Exception):  # noqa: N818
    """Here the power went off."""


class Moves:
    """Counts what changes a folder, and stops before one of them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = self.last = 0
        for name in ("replace", "rename", "unlink", "mkdir", "rmdir"):
            self._count(patch, name)

    def _count(self, patch: pytest.MonkeyPatch, name: str) -> None:
        original = getattr(Path, name)

        def move(path: Path, *given: object, **others: object) -> object:
            self.count += 1
            if self.count == self.last:
                raise Stopped
            return original(path, *given, **others)

        patch.setattr(Path, name, move)

    def finished(self, place: Path, last: int) -> bool:
        """Whether a set was made without that many moves."""
        self.count, self.last = 0, last
        try:
            finished(place, "two")
        except Stopped:
            return False
        finally:
            self.last = 0
        return True


def what(place: Path) -> list[str]:
    """What a reader sees; nothing where there is no set."""
    if not place.exists():
        return []
    return [str(one) for one in open_dataset(place).to_arrow()["what"].to_pylist()]


@pytest.mark.parametrize("older", [False, True])
def test_stopped_between_any_two_moves_a_reader_sees_one_whole_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, older: bool
) -> None:
    moves = Moves(monkeypatch)
    seen = []
    for number in range(1, 60):
        place = tmp_path / str(number)
        if older:
            finished(place, "one")
        if moves.finished(place, number):
            break
        seen.append(what(place))
        finished(place, "two")
        assert what(place) == ["two"]
        assert len(list(place.rglob("*.parquet"))) == 1
    allowed = [["one"], ["two"]] if older else [[], ["two"]]
    assert [one for at, one in enumerate(seen) if one != seen[at - 1]] in (allowed, allowed[::-1])
    assert seen[0] == allowed[0]
    assert len(seen) > 6


def test_a_set_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    place = finished(tmp_path / "set", "one")
    card = (place / "dataset.toml").read_text("utf-8")
    for text, code in (
        ("[", "store.card"),
        (card.replace("format = 1", "format = 2"), "store.card"),
    ):
        (place / "dataset.toml").write_text(text, "utf-8")
        with pytest.raises(InputError) as caught:
            open_dataset(place)
        assert caught.value.code == code
    (place / "dataset.toml").write_text(card, "utf-8")
    (place / "province=15" / "part-0-stray.parquet").write_bytes(b"half")
    assert open_dataset(place).rows == 1
    (place / "province=15" / "part-0-one.parquet").unlink()
    with pytest.raises(InputError) as caught:
        open_dataset(place)
    assert caught.value.code == "store.part_missing"


def test_a_set_that_was_begun_says_so(tmp_path: Path) -> None:
    with pytest.raises(Stopped), home.opened(tmp_path / "set"):
        raise Stopped
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path / "set")
    assert caught.value.code == "store.unfinished"


def test_a_piece_that_stands_already_is_kept(tmp_path: Path) -> None:
    with home.opened(tmp_path / "set") as made:
        for content in ("one", "two"):
            new = made.pieces / ".new"
            new.mkdir()
            (new / "a").write_text(content)
            home.keep_piece(new, made.pieces / "piece")
        assert (made.pieces / "piece" / "a").read_text() == "one"


def test_a_card_names_files_of_provinces_alone() -> None:
    for file in ("../a.parquet", "province=15/../a.parquet", "/province=15/a.parquet", "a.parquet"):
        with pytest.raises(ValueError, match="file"):
            Card(dataset=HEAD, part=[{"province": "15", "file": file, "rows": 1}])


@given(name=st.text(min_size=1), sheet=st.text())
def test_a_card_reads_back_whatever_files_are_called(name: str, sheet: str) -> None:
    read = {"number": 1, "file": name.strip(), "sheet": sheet.strip(), "sha256": "0", "rows": 1}
    card = Card(dataset=HEAD, input=[read])
    try:
        text = card_text(card)
        text.encode()
    except UnicodeEncodeError:
        return
    assert parse_document(Card, text, name="dataset.toml") == card


CELLS = st.sampled_from(["", "a", "บ้าน", 'q"q', '"', "x\ny", "1,5", "ก\r\nข", " "])
TEXTS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=40)


@given(
    rows=TEXTS,
    size=st.integers(8, 300),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "cp874", "utf-16"]),
)
@settings(max_examples=150, deadline=None)
def test_blocks_hold_the_cells_of_the_whole_file(
    rows: list[list[str]], size: int, codec: str
) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([["h1", "h2", "h3"], *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(out.getvalue().encode(codec))
        whole = csv_format.read(path).load("")
        blocks = list(stream.text_blocks(path, size=size))
        joined = pd.concat([one.frame for one in blocks])
        assert joined.index.tolist() == whole.frame.index.tolist()
        cells = [one.astype(object).where(one.notna(), None) for one in (joined, whole.frame)]
        assert cells[0].to_numpy().tolist() == cells[1].to_numpy().tolist()
        assert blocks[0].findings == whole.findings


@given(
    content=st.binary(max_size=60)
    | st.text(max_size=30).map(lambda text: text.encode("utf-8", "ignore")),
    step=st.integers(1, 20),
)
@example(content="ก\nข".encode("cp874") + "\nเก้า".encode(), step=3)
@example(content="เก้าอี้".encode()[:-1], step=4)
@example(content=b"a\r\nb\r\x00", step=2)
@example(content=codecs.BOM_UTF16_LE + "ก\nข".encode("utf-16-le"), step=3)
@example(content="a\nข".encode("utf-16-be"), step=3)
@settings(max_examples=300, deadline=None)
def test_a_large_file_has_the_encoding_that_its_bytes_have(content: bytes, step: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            told = encoding.decode(content, where=path.name)[1]
        except InputError as fault:
            expected = fault.code, fault.facts
            with pytest.raises(InputError) as caught:
                encoding.of_file(path, step=step)
            assert (caught.value.code, caught.value.facts) == expected
        else:
            assert encoding.of_file(path, step=step)[1] == told


@pytest.mark.parametrize(
    ("name", "code"),
    [("klingon", "csv.no_encoding"), ("ascii", "csv.not_encoding"), ("tis-620", None)],
)
def test_an_encoding_that_a_person_names(tmp_path: Path, name: str, code: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a\nบ้าน".encode("cp874"))
    if code is None:
        assert encoding.of_file(path, encoding=name) == ("cp874", name)
        return
    with pytest.raises(InputError) as caught:
        encoding.of_file(path, encoding=name)
    assert caught.value.code == code


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["a,b", *(f"{n},x" for n in range(500)), '1,"open', *("2,y" for _ in range(300))]
    path.write_text("\n".join(lines), "utf-8")
    told = []
    for read in (
        lambda: csv_format.read(path).load(""),
        lambda: list(stream.text_blocks(path, size=200)),
    ):
        with pytest.raises(InputError) as caught:
            read()
        told.append((caught.value.code, caught.value.facts["line"]))
    assert told == [("csv.quotes", "502")] * 2


def test_a_line_for_excel_is_taken_in_blocks_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\na;b,c\n" + "1;2,5\n" * 50, "utf-8")
    whole = csv_format.read(path).load("").frame
    blocks = pd.concat([one.frame for one in stream.text_blocks(path, size=40)])
    assert blocks.to_numpy().tolist() == whole.to_numpy().tolist()
    assert blocks.shape == (51, 2)


def test_only_large_texts_are_cut(tmp_path: Path) -> None:
    for name, content in (("a.csv", b"a,b\n1,2\n"), ("a.xlsx", b"PK\x05\x06" + bytes(18))):
        (tmp_path / name).write_bytes(content)
    assert large.is_large(tmp_path / "a.csv", least=4)
    assert not large.is_large(tmp_path / "a.csv", least=400)
    assert not large.is_large(tmp_path / "a.xlsx", least=4)
