"""The same three households in every format and encoding, and files that are not what they say."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from torture.homes import (
    BODY,
    FIELDS,
    HEAD,
    HOMES,
    csv_file,
    homes,
    table,
    text_of,
    xlsx_file,
)
from torture.registry import Made, add, case

if TYPE_CHECKING:
    from pathlib import Path

TEXTS: dict[str, tuple[str, str, str, str]] = {
    # name: (defect, encoding, separator, file name)
    "text_bom": ("UTF-8 with a byte order mark", "utf-8-sig", ",", "homes.csv"),
    "text_utf16": ("UTF-16 with a byte order mark and tabs", "utf-16", "\t", "homes.txt"),
    "text_utf16le": ("UTF-16 little-endian without a mark", "utf-16-le", ",", "homes.csv"),
    "text_utf16be": ("UTF-16 big-endian without a mark", "utf-16-be", ";", "homes.csv"),
    "text_cp874": ("Thai Windows (cp874)", "cp874", ",", "homes.csv"),
    "text_tis620": ("TIS-620 with semicolons", "tis-620", ";", "homes.csv"),
    "text_cp874_tab": ("cp874 with tabs", "cp874", "\t", "homes.tsv"),
    "text_bar": ("bars between the cells", "utf-8", "|", "homes.txt"),
    "text_tab_csv": ("tabs in a file called .csv", "utf-8", "\t", "homes.csv"),
}


def _text(encoding: str, separator: str, name: str) -> object:
    """The maker of a text table."""
    return lambda folder: csv_file(folder, encoding=encoding, separator=separator, name=name)


for _name, (_about, *_how) in TEXTS.items():
    add(_name, _about, _text(*_how))


def _raw(folder: Path, data: bytes, name: str = "homes.csv", rows: object = None) -> Made:
    """Bytes as they are."""
    (folder / name).write_bytes(data)
    return Made(folder / name, rows)  # type: ignore[arg-type]


@case("text_mixed", "a line of UTF-8 among lines of cp874")
def text_mixed(folder: Path) -> Made:
    """Two exports pasted together."""
    head, *body = text_of(table()).splitlines(keepends=True)
    return _raw(folder, "".join([head, *body[:2]]).encode("cp874") + body[2].encode("utf-8"))


@case("text_nul", "zero bytes inside a text table")
def text_nul(folder: Path) -> Made:
    """A file cut by a bad stick."""
    return _raw(folder, text_of(table()).encode("utf-8") + b"\x00" * 512)


@case("text_quote", "a quotation mark that is never closed")
def text_quote(folder: Path) -> Made:
    """Everything after it would be one cell."""
    return _raw(folder, text_of(table()).replace("50000", '"50000').encode("utf-8"))


@case("text_sep_line", "a first line sep=; as Excel understands it")
def text_sep_line(folder: Path) -> Made:
    """Excel takes the line away, so the headings are its row 1."""
    text = "sep=;\r\n" + text_of(table(), ";")
    return _raw(folder, text.encode("utf-8"), rows=BODY)


@case("text_break_in_cell", "a line break inside a cell")
def text_break_in_cell(folder: Path) -> Made:
    """Row numbers stay those that Excel shows."""
    return csv_file(folder, table(head_name="ลับมากๆ\n2"))


@case("text_empty", "an empty file")
def text_empty(folder: Path) -> Made:
    """Nothing at all."""
    return _raw(folder, b"")


@case("text_blank", "a file of blank lines")
def text_blank(folder: Path) -> Made:
    """Only commas and spaces."""
    return _raw(folder, b"\xef\xbb\xbf,,,\r\n , ,\r\n")


@case("text_html", "a web page under the name .csv")
def text_html(folder: Path) -> Made:
    """What a portal sends when one is not logged in."""
    return _raw(folder, b"<!doctype html><html><body><p>Please log in</p></body></html>\n")


@case("suffix_none", "a file whose kind is not read")
def suffix_none(folder: Path) -> Made:
    """A scan."""
    return _raw(folder, b"%PDF-1.7\n", "homes.pdf")


@case("absent", "a file that is not there")
def absent(folder: Path) -> Made:
    """The name is told."""
    return Made(folder / "homes.xlsx")


@case("xlsx_is_csv", "a CSV under the name .xlsx")
def xlsx_is_csv(folder: Path) -> Made:
    """Renamed by hand."""
    return _raw(folder, text_of(table()).encode("utf-8"), "homes.xlsx", BODY)


@case("csv_is_xlsx", "a workbook under the name .csv")
def csv_is_xlsx(folder: Path) -> Made:
    """Renamed by hand, the other way."""
    return xlsx_file(folder, name="homes.csv")


@case("xls_is_html", "a table of a web page under the name .xls")
def xls_is_html(folder: Path) -> Made:
    """What many portals call Excel."""
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in table()]
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    return _raw(folder, page.encode("utf-8"), "homes.xls")


@case("xlsx_cut", "a workbook whose end is missing")
def xlsx_cut(folder: Path) -> Made:
    """A download that stopped."""
    made = xlsx_file(folder, body=None)
    made.path.write_bytes(made.path.read_bytes()[:-400])
    return made


@case("xlsx_bomb", "a workbook that would unpack to a thousand times its size")
def xlsx_bomb(folder: Path) -> Made:
    """One part of nothing but spaces."""
    made = xlsx_file(folder, body=None)
    with zipfile.ZipFile(made.path) as book:
        parts = {one: book.read(one) for one in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</worksheet>", b"")
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                book.writestr(name, data)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet)
            for _ in range(300):
                part.write(b" " * 2**20)
            part.write(b"</worksheet>")
    return made


@case("xlsx_password", "a workbook with a password")
def xlsx_password(folder: Path) -> Made:
    """It can be opened by a person only."""
    import msoffcrypto.format.ooxml as office  # type: ignore[import-not-found,import-untyped]

    made = xlsx_file(folder, body=None)
    out = io.BytesIO()
    office.OOXMLFile(io.BytesIO(made.path.read_bytes())).encrypt("1234", out)
    made.path.write_bytes(out.getvalue())
    return made


@case("xls", "an old workbook (.xls)")
def xls(folder: Path) -> Made:
    """BIFF8, as Excel 97 to 2003 wrote it."""
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ครัวเรือน")
    for down, row in enumerate(table()):
        for right, cell in enumerate(row):
            sheet.write(down, right, int(cell) if cell.isdecimal() else cell)
    book.save(str(folder / "homes.xls"))
    return Made(folder / "homes.xls", BODY)


def ods_bytes(sheets: dict[str, list[list[str]]], *, hidden: str = "") -> bytes:
    """An OpenDocument spreadsheet, part by part."""
    body = ""
    for name, rows in sheets.items():
        lines = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
                "</table:table-cell>"
                if cell
                else "<table:table-cell/>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        style = ' table:style-name="ta2"' if name == hidden else ""
        body += f'<table:table table:name="{escape(name)}"{style}>{lines}</table:table>'
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"),
                            ("style", "style"), ("manifest", "manifest"))
    )  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {spaces}>'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", kind, zipfile.ZIP_STORED)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


@case("ods", "a spreadsheet of LibreOffice")
def ods(folder: Path) -> Made:
    """Every cell a text."""
    return _raw(folder, ods_bytes({"ครัวเรือน": table()}), "homes.ods", BODY)


@case("ods_hidden", "a spreadsheet of LibreOffice with a hidden sheet")
def ods_hidden(folder: Path) -> Made:
    """Last year's table, which fits as well."""
    sheets = {"2564": table(members="7"), "2565": table()}
    return _raw(folder, ods_bytes(sheets, hidden="2564"), "homes.ods", BODY)


@case("ods_cut", "a spreadsheet of LibreOffice whose content does not end")
def ods_cut(folder: Path) -> Made:
    """The XML stops in the middle of a row."""
    whole = zipfile.ZipFile(io.BytesIO(ods_bytes({"ครัวเรือน": table()})))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in whole.namelist():
            data = whole.read(name)
            book.writestr(name, data[: len(data) // 2] if name == "content.xml" else data)
    return _raw(folder, out.getvalue(), "homes.ods")


@case("parquet", "a Parquet table with numbers typed as floats")
def parquet(folder: Path) -> Made:
    """Row numbers are those that a sheet with headings in row 1 would have."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {head: [row[at] for row in HOMES] for at, head in enumerate(HEAD)}
    data = {head: pa.array(cells) for head, cells in columns.items()}
    data[HEAD[5]] = pa.array([float(cell) for cell in columns[HEAD[5]]])
    pq.write_table(pa.table(data), folder / "homes.parquet")
    return Made(folder / "homes.parquet", BODY)


@case("parquet_cut", "a Parquet file whose end is missing")
def parquet_cut(folder: Path) -> Made:
    """The footer is at the end."""
    made = parquet(folder)
    made.path.write_bytes(made.path.read_bytes()[:-20])
    return Made(made.path)


@case("sqlite", "a table in an SQLite file")
def sqlite(folder: Path) -> Made:
    """The other table of the file is told."""
    path = folder / "homes.sqlite"
    with sqlite3.connect(path) as base:
        quoted = ", ".join(f'"{head}" TEXT' for head in HEAD)
        base.execute(f'CREATE TABLE "ครัวเรือน" ({quoted})')
        base.executemany(f'INSERT INTO "ครัวเรือน" VALUES ({",".join("?" * len(HEAD))})', HOMES)
        base.execute("CREATE TABLE settings (name TEXT, value TEXT)")
        base.execute("INSERT INTO settings VALUES ('version', '1')")
    base.close()
    return Made(path, BODY)


@case("sqlite_cut", "an SQLite file whose pages are overwritten")
def sqlite_cut(folder: Path) -> Made:
    """The header still says SQLite."""
    made = sqlite(folder)
    data = bytearray(made.path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    made.path.write_bytes(bytes(data))
    return Made(made.path)


@case("gpkg_table", "a table without shapes in a GeoPackage")
def gpkg_table(folder: Path) -> Made:
    """What QGIS exports of an attribute table."""
    import pandas as pd
    import pyogrio

    frame = pd.DataFrame(homes(), columns=HEAD)
    pyogrio.write_dataframe(frame, folder / "homes.gpkg", layer="homes", driver="GPKG")
    return Made(folder / "homes.gpkg", BODY)


@case("folder_of_books", "a folder with a workbook a village")
def folder_of_books(folder: Path) -> Made:
    """And a temporary file of Excel, which is no workbook."""
    inside = folder / "หมู่บ้าน"
    inside.mkdir()
    one, two, three = homes()
    xlsx_file(inside, {"ข้อมูล": [HEAD, one, two]}, name="หมู่1.xlsx")
    csv_file(inside, [HEAD, three], encoding="cp874", name="หมู่2.csv")
    (inside / "~$หมู่1.xlsx").write_bytes(b"\x05admin")
    return Made(inside, (2, 3, 2))


@case("folder_same_house", "one house in the workbooks of two villages")
def folder_same_house(folder: Path) -> Made:
    """The later row is refused and told, in its own file."""
    inside = folder / "หมู่บ้าน"
    inside.mkdir()
    one, two, three = homes()
    three[0] = one[0]
    xlsx_file(inside, {"ข้อมูล": [HEAD, one, two]}, name="หมู่1.xlsx")
    xlsx_file(inside, {"ข้อมูล": [HEAD, three]}, name="หมู่2.xlsx")
    return Made(inside, (2, 3, 2))


@case("folder_empty", "a folder without a table")
def folder_empty(folder: Path) -> Made:
    """Only a text of thanks."""
    inside = folder / "หมู่บ้าน"
    inside.mkdir()
    (inside / "readme.md").write_text("ขอบคุณ", encoding="utf-8")
    return Made(inside)


@case("zip_of_csv", "a zip of CSV files")
def zip_of_csv(folder: Path) -> Made:
    """As portals send several tables."""
    one, two, three = homes()
    with zipfile.ZipFile(folder / "homes.zip", "w") as packed:
        packed.writestr("a/หมู่1.csv", text_of([HEAD, one, two]).encode("utf-8"))
        packed.writestr("a/หมู่2.csv", text_of([HEAD, three]).encode("cp874"))
    return Made(folder / "homes.zip", (2, 3, 2))


@case("zip_slip", "a zip whose entry climbs out of its folder")
def zip_slip(folder: Path) -> Made:
    """../../homes.csv."""
    with zipfile.ZipFile(folder / "homes.zip", "w") as packed:
        packed.writestr("../../homes.csv", text_of(table()))
    return Made(folder / "homes.zip")


def bomb(path: Path, name: str, megabytes: int, *, level: int = 9, letter: bytes = b",") -> None:
    """Add an entry of one letter to a zip, new or not."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=level) as packed,
        packed.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(letter * 2**20)


@case("zip_bomb", "a zip of which one byte becomes a thousand")
def zip_bomb(folder: Path) -> Made:
    """Commas."""
    bomb(folder / "homes.zip", "homes.csv", 300)
    return Made(folder / "homes.zip")


@case("zip_bomb_loose", "a zip of which one byte becomes two hundred, a gigabyte in all")
def zip_bomb_loose(folder: Path) -> Made:
    """Packed carelessly, so that its ratio looks harmless."""
    bomb(folder / "homes.zip", "homes.csv", 1100, level=1)
    return Made(folder / "homes.zip")


def _kobo_rows() -> list[list[str]]:
    """Headings as KoboToolbox exports them: groups before a slash, its own columns around."""
    head = ["start", "group_place/village", "group_place/moo", "group_home/house_code",
            "group_home/members", "_id", "_uuid", "_submission_time", "_index"]  # fmt: skip
    at = [FIELDS.index(name) for name in ("village", "moo", "house_code", "members")]
    rows = [
        ["2022-02-01T08:00:00.000+07:00", *(row[one] for one in at), str(100 + n), f"u{n}",
         "2022-02-01T09:00:00", str(n)]
        for n, row in enumerate(HOMES, 1)
    ]  # fmt: skip
    return [head, *rows]


@case("kobo_xlsx", "an export of KoboToolbox with groups and a repeat")
def kobo_xlsx(folder: Path) -> Made:
    """The members are on a sheet of their own, tied by _parent_index."""
    repeat = [["group_member/sex", "_index", "_parent_index"], ["1", "1", "1"], ["2", "2", "1"]]
    return xlsx_file(folder, {"จปฐ 2565": _kobo_rows(), "member_repeat": repeat})


@case("odk_csv", "an export of ODK with groups joined by dashes")
def odk_csv(folder: Path) -> Made:
    """ODK Central writes group-field and meta-instanceID."""
    head, *body = _kobo_rows()
    head = [text.replace("/", "-").replace("_uuid", "meta-instanceID") for text in head]
    return csv_file(folder, [head, *body])
