"""Shapefiles as they are found: code pages, cut names, lost parts, deleted rows, archives."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from torture.books import bomb
from torture.land import CODES, FIELDS, NAMES, dbf_bytes, land_rows, rings, shapefile
from torture.registry import Made, case

if TYPE_CHECKING:
    from pathlib import Path


@case("shp_cp874", "Thai text in a shapefile without .cpg")
def shp_cp874(folder: Path) -> Made:
    """The language byte is 0."""
    return shapefile(folder)


@case("shp_cpg_wrong", "a .cpg that says UTF-8 beside cp874")
def shp_cpg_wrong(folder: Path) -> Made:
    """The bytes decide."""
    (folder / "land.cpg").write_text("UTF-8")
    return shapefile(folder)


@case("shp_cpg_latin", "a .cpg that says ISO-8859-1 beside UTF-8")
def shp_cpg_latin(folder: Path) -> Made:
    """As some exporters always write."""
    (folder / "land.cpg").write_text("ISO-8859-1")
    return shapefile(folder, table=dbf_bytes(FIELDS, land_rows("utf-8")))


@case("shp_text_cut", "a Thai name cut in the middle of a letter")
def shp_text_cut(folder: Path) -> Made:
    """UTF-8 in a column of ten bytes holds three letters and a third."""
    fields = [FIELDS[0], (b"VILL_NAM_T", "C", 10), FIELDS[2]]
    return shapefile(folder, table=dbf_bytes(fields, land_rows("utf-8")))


@case("shp_heading_cut", "a Thai column name cut in the middle of a letter")
def shp_heading_cut(folder: Path) -> Made:
    """รหัสหมู่บ้าน in UTF-8 is 36 bytes, of which ten are kept."""
    fields = [("รหัสหมู่บ้าน".encode()[:10], "C", 8), ("ชื่อหมู่บ้าน".encode()[:10], "C", 30), FIELDS[2]]
    return shapefile(folder, table=dbf_bytes(fields, land_rows("utf-8")))


@case("shp_heading_thai", "Thai column names cut at ten letters")
def shp_heading_thai(folder: Path) -> Made:
    """รหัสหมู่บ้าน in cp874 is 12 bytes, of which ten are kept."""
    fields = [("รหัสหมู่บ้าน".encode("cp874"), "C", 8), ("ชื่อหมู่บ้าน".encode("cp874"), "C", 30),
              FIELDS[2]]  # fmt: skip
    return shapefile(folder, table=dbf_bytes(fields, land_rows()))


@case("shp_no_shx", "a shapefile without .shx")
def shp_no_shx(folder: Path) -> Made:
    """It can be made again, but never beside the source."""
    return shapefile(folder, without=(".shx",))


@case("shp_no_dbf", "a shapefile without .dbf")
def shp_no_dbf(folder: Path) -> Made:
    """No code, no place."""
    return shapefile(folder, without=(".dbf",), rows=None)


@case("shp_only_dbf", "a .dbf is named where a .shp should be, and there is none")
def shp_only_dbf(folder: Path) -> Made:
    """The shapes stayed at home."""
    made = shapefile(folder, without=(".shp", ".shx", ".prj"), rows=None)
    return Made(made.path)


@case("shp_upper", "a shapefile whose parts end in capital letters")
def shp_upper(folder: Path) -> Made:
    """LAND.SHP of an old system."""
    shapefile(folder)
    for part in list(folder.iterdir()):
        part.rename(folder / part.name.upper())
    return Made(folder / "LAND.SHP", (1, 2, 3))


@case("dbf_no_fields", "a .dbf without fields")
def dbf_no_fields(folder: Path) -> Made:
    """Three rows of nothing."""
    return shapefile(folder, table=dbf_bytes([], [[], [], []]), rows=None)


@case("dbf_short", "fewer rows in the .dbf than shapes")
def dbf_short(folder: Path) -> Made:
    """Two parts of different days."""
    return shapefile(folder, table=dbf_bytes(FIELDS, land_rows()[:2]))


@case("dbf_long", "more rows in the .dbf than shapes")
def dbf_long(folder: Path) -> Made:
    """The third village has no shape."""
    return shapefile(folder, shapes=rings()[:2])


@case("dbf_deleted", "a row of the .dbf that is marked as deleted")
def dbf_deleted(folder: Path) -> Made:
    """It is no row any more, but it must not vanish without a word."""
    return shapefile(folder, table=dbf_bytes(FIELDS, land_rows(), deleted=(1,)), rows=(1, 3))


@case("shp_null", "a null shape in a shapefile")
def shp_null(folder: Path) -> Made:
    """Type 0."""
    first, _, third = rings()
    return shapefile(folder, shapes=[first, None, third])


@case("shp_cut", "a .shp that ends in the middle of a shape")
def shp_cut(folder: Path) -> Made:
    """A copy that stopped."""
    made = shapefile(folder, rows=(1, 2, 3))
    made.path.write_bytes(made.path.read_bytes()[:-40])
    return made


@case("shp_text", "a text file under the name .shp")
def shp_text(folder: Path) -> Made:
    """All parts are there."""
    made = shapefile(folder, rows=None)
    made.path.write_text("ไม่มีไฟล์", encoding="utf-8")
    return made


def _packed(folder: Path, into: str = "", *, name: str = "land.zip") -> Made:
    """A shapefile in a zip, its parts gone from the folder."""
    shapefile(folder)
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(folder.glob("land.*")):
            if part.suffix != ".zip":
                packed.write(part, into + part.name)
                part.unlink()
    return Made(folder / name, (1, 2, 3))


@case("shp_zip", "a zipped shapefile inside a folder with a Thai name")
def shp_zip(folder: Path) -> Made:
    """One layer."""
    return _packed(folder, "แนวเขต/")


@case("shp_zip_two", "a zip with two shapefiles")
def shp_zip_two(folder: Path) -> Made:
    """Which one? A person says."""
    made = _packed(folder)
    shapefile(folder, name="other")
    with zipfile.ZipFile(made.path, "a") as packed:
        for part in sorted(folder.glob("other.*")):
            packed.write(part, part.name)
            part.unlink()
    return made


@case("shp_zip_slip", "a zipped shapefile whose entry climbs out of its folder")
def shp_zip_slip(folder: Path) -> Made:
    """An absolute name."""
    made = _packed(folder)
    with zipfile.ZipFile(made.path, "a") as packed:
        packed.writestr("/tmp/../../land.shp", b"x")  # noqa: S108
    return Made(made.path)


@case("shp_zip_bomb", "a zipped shapefile of which one byte becomes a thousand")
def shp_zip_bomb(folder: Path) -> Made:
    """Its .dbf is zeros."""
    _packed(folder)
    bomb(folder / "land.zip", "more.dbf", 300, letter=b"\x00")
    return Made(folder / "land.zip")


@case("shp_zip_locked", "a zip whose entries have a password")
def shp_zip_locked(folder: Path) -> Made:
    """The flag of encryption is set on every entry."""
    made = _packed(folder)
    data = bytearray(made.path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    made.path.write_bytes(bytes(data))
    return Made(made.path)


@case("shp_zip_empty", "a zip without a layer")
def shp_zip_empty(folder: Path) -> Made:
    """A letter."""
    with zipfile.ZipFile(folder / "land.zip", "w") as packed:
        packed.writestr("จดหมาย.txt", "ตามที่แนบมา")
    return Made(folder / "land.zip")


@case("code_column_float", "village codes that are floats in a .dbf")
def code_column_float(folder: Path) -> Made:
    """A number column with a decimal."""
    fields = [(b"VILL_CODE", "N", 12), *FIELDS[1:]]
    rows = [[f"{code}.0".encode(), *rest] for code, (_, *rest) in zip(CODES, land_rows(),
                                                                      strict=True)]  # fmt: skip
    return shapefile(folder, table=dbf_bytes(fields, rows))


@case("code_columns_apart", "village codes in four columns of numbers")
def code_columns_apart(folder: Path) -> Made:
    """PROV 99, AMP 1, TAM 1, MOO."""
    fields = [(b"PROV", "N", 2), (b"AMP", "N", 2), (b"TAM", "N", 2), (b"MOO", "N", 2),
              (b"VILL_NAM_T", "C", 30)]  # fmt: skip
    rows = [[b"99", b"1", b"1", str(at).encode(), name.encode("cp874")]
            for at, name in enumerate(NAMES, 1)]  # fmt: skip
    return shapefile(folder, table=dbf_bytes(fields, rows))
