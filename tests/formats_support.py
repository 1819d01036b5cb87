"""What the tests of the formats share: LibreOffice, and a small XLSB workbook written by hand."""

import atexit
import shutil
import struct
import subprocess
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
TYPES = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def convert(path, suffix):
    """Convert a workbook by LibreOffice, or skip with the reason."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed: no real .xls or .ods can be made")
    folder = path.parent / f"as_{suffix}"
    profile = _profile().as_uri()
    command = [
        *(SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix),
        *("--outdir", str(folder), str(path)),
    ]
    made = folder / f"{path.stem}.{suffix}"
    for _ in range(3):  # its first start makes a profile, and now and then ends with that
        done = subprocess.run(command, check=False, capture_output=True, timeout=600)
        if made.is_file():
            break
    else:
        pytest.fail(f"LibreOffice made nothing: {done.returncode} {done.stderr!r}")
    return made


@lru_cache(maxsize=1)
def _profile():
    """A profile of LibreOffice for this process alone; making one takes seconds."""
    folder = tempfile.mkdtemp(prefix="soffice")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def cells(frame):
    """Cells of a frame as lists, None where blank."""
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def record(kind, body=b""):
    """One record of a binary workbook: kind and length take seven bits a byte."""
    return _number(kind) + _number(len(body)) + body


def _number(number):
    """A number of seven bits a byte."""
    found = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        found.append(low | (0x80 if number else 0))
        if not number:
            return bytes(found)


def text(value):
    """A text as binary workbooks hold it."""
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def write_xlsb(path, sheets):
    """Write sheets: name -> (state, rows of texts and numbers)."""
    with zipfile.ZipFile(path, "w") as archive:
        book, relations, kinds = b"", "", ""
        for at, (name, (state, rows)) in enumerate(sheets.items(), 1):
            bundle = struct.pack("<II", state, at) + text(f"rId{at}") + text(name)
            book += record(156, bundle)
            member = f"worksheets/sheet{at}.bin"
            relations += f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="{member}"/>'
            kinds += (
                f'<Override PartName="/xl/{member}" ContentType="application/vnd.ms-excel.sheet"/>'
            )
            archive.writestr(f"xl/{member}", _sheet(rows))
        archive.writestr(
            "xl/workbook.bin", record(131) + record(143) + book + record(144) + record(132)
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{TYPES}/relationships">{relations}</Relationships>',
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
            f"{kinds}</Types>",
        )
    return path


def _sheet(rows):
    """The records of one sheet."""
    width = max(map(len, rows))
    found = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    found += record(145)
    for at, row in enumerate(rows):
        found += record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                found += record(6, head + text(value))
            else:
                found += record(5, head + struct.pack("<d", value))
    return found + record(146) + record(130)
