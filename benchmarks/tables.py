"""A table of 100,000 x 45 read by the package and by others: time and peak of memory.

Run from the root of the repository: ``python -m benchmarks.tables``. The files are made in a folder
that is removed at the end, and are made up. Each road runs in a process of its own; what is timed
begins after its libraries are imported and ends with the table in hand.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, COLUMNS = 100_000, 45
HIDDEN, MERGES = 500, 100
REPEATS = 5
MOST_ALONE, MOST_MARKED, LEAST_FASTER = 1.5, 2.5, 8.0
TEXTS = ("สมชาย ใจดี", "บ้านหนองแขม ตำบลบางพลับ", "ผ่าน", "ไม่ผ่าน", "-")


def cell(row: int, column: int, rnd: random.Random) -> object:
    """A made-up cell: codes as text, Thai text, numbers, dates, blanks."""
    kinds: tuple[Callable[[], object], ...] = (
        lambda: f"{99010101 + row % 12}",
        lambda: rnd.choice(TEXTS),
        lambda: rnd.randrange(400_000),
        lambda: rnd.randrange(800) / 8,
        lambda: dt.date(2022, 1, 1) + dt.timedelta(days=rnd.randrange(365)),
        lambda: 1_101_700_000_000 + rnd.randrange(10**9),
        lambda: rnd.choice("01"),
        lambda: rnd.randrange(9) if rnd.random() < 0.6 else None,
        lambda: f"{row}/{column}",
    )
    return kinds[column % len(kinds)]()


def workbook(path: Path, *, marked: bool) -> None:
    """Write the workbook; marked: with hidden rows and merged cells."""
    import xlsxwriter

    rnd = random.Random(2565)  # noqa: S311 - made-up data
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, [f"หัวข้อที่ {at + 1}" for at in range(COLUMNS)])
        for row in range(1, ROWS):
            if marked and row % (ROWS // HIDDEN) == 1:
                sheet.set_row(row, None, None, {"hidden": True})
            for column in range(COLUMNS):
                found = cell(row, column, rnd)
                if isinstance(found, dt.date):
                    sheet.write_datetime(row, column, dt.datetime.combine(found, dt.time()), day)
                elif isinstance(found, str):
                    sheet.write_string(row, column, found)
                elif found is not None:
                    sheet.write_number(row, column, found)
            if marked and row % (ROWS // MERGES) == 500:
                sheet.merge_range(row, COLUMNS, row, COLUMNS + 1, "รวม")


def text_table(path: Path, *, quoted: bool) -> None:
    """Write the same cells as UTF-8 text."""
    import csv

    rnd = random.Random(2565)  # noqa: S311 - made-up data
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
        writer.writerow([f"หัวข้อที่ {at + 1}" for at in range(COLUMNS)])
        for row in range(1, ROWS):
            writer.writerow([cell(row, column, rnd) for column in range(COLUMNS)])


def alone(path: Path) -> Callable[[], int]:
    """Load the one sheet by fastexcel with every cell as text, and hand it over as Arrow."""
    import fastexcel
    import pyarrow  # noqa: F401, ICN001

    def run() -> int:
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
        return int(sheet.to_arrow().num_rows)

    return run


def raw(path: Path) -> Callable[[], int]:
    """Our raw table: guards, the pass for what is hidden and merged, cells, heading, row kinds."""
    import fastexcel  # noqa: F401
    import pandas as pd  # noqa: F401
    import pyarrow.csv  # noqa: F401

    from tambon_gis.loaders import tables

    return lambda: len(tables.read_raw(path).frame) + 1


def raw_without_pass(path: Path) -> Callable[[], int]:
    """The same with the pass left out."""
    from tambon_gis.loaders.formats import sheet_xml
    from tambon_gis.loaders.formats.marks import Marks

    sheet_xml.read_marks = lambda _chunks: Marks()
    return raw(path)


def openpyxl(path: Path) -> Callable[[], int]:
    """Read by pandas with openpyxl, its default engine."""
    import pandas as pd

    return lambda: len(pd.read_excel(path, header=None, engine="openpyxl"))


def validated(path: Path) -> Callable[[], int]:
    """Validation alone, of a raw table that was read before: 45 fields, all found."""
    from tambon_gis.loaders import columns, tables, validate  # noqa: F401

    schema = _schema()
    found = tables.read_raw(path, schema=schema)
    return lambda: len(validate.validate(found, schema, role="bench")[0]) + 1


def pandas_csv(path: Path) -> Callable[[], int]:
    """Read by pandas with every cell as text."""
    import pandas as pd

    return lambda: len(pd.read_csv(path, header=None, dtype=str))


def csv_module(path: Path) -> Callable[[], int]:
    """The csv module: lists of text, no table."""
    import csv

    def run() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            return len(list(csv.reader(file)))

    return run


def _schema() -> object:
    """A schema that fits the made-up table."""
    from tambon_gis.model.schema import Schema

    kinds = (
        *("village", "text", "integer", "number", "date", "code", "answer", "integer", "code"),
    )
    fields = []
    for at in range(COLUMNS):
        title = f"หัวข้อที่ {at + 1}"
        kind = "code" if at and at % len(kinds) == 0 else kinds[at % len(kinds)]
        field: dict[str, object] = {
            "name": f"f{at + 1}",
            "title": {"th": title, "en": title},
            "kind": kind,
        }
        if kind == "answer":
            field["values"] = {"1": 1, "0": 0}
        fields.append(field | ({"required": True, "public": True} if at == 0 else {}))
    table = {
        "id": "bench",
        "title": {"th": "ทดสอบ", "en": "Bench"},
        "unit": "household",
        "key": ["f9"],
        "place": "f1",
        "source": "made up",
    }
    return Schema.model_validate({"table": table, "field": fields})


ROADS = {
    road.__name__: road
    for road in (alone, raw, raw_without_pass, openpyxl, validated, pandas_csv, csv_module)
}


def once(road: str, path: Path) -> dict[str, float]:
    """One road in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.tables", "--road", road, "--file", str(path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    told: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return told


def measure(road: str, path: Path) -> None:
    """What a process of its own does."""
    run = ROADS[road](path)
    before = peak()
    begun, used = time.perf_counter(), time.process_time()
    rows = run()
    told = {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - used,
        "peak": peak(),
        "before": before,
        "rows": rows,
    }
    sys.stdout.write(json.dumps(told) + "\n")


def peak() -> float:
    """Most memory that this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def compare(plan: list[tuple[str, str, Path, int]]) -> dict[str, float]:
    """Run each road in turn, again and again, and print a line for each; label -> least seconds."""
    runs: dict[str, list[dict[str, float]]] = {label: [] for label, *_ in plan}
    for turn in range(max(times for *_, times in plan)):
        for label, road, path, times in plan:
            if turn < times:
                runs[label].append(once(road, path))
    say(f"{'':44}{'min s':>8}{'median s':>10}{'cpu s':>8}{'peak MB':>9}{'runs':>6}")
    least = {}
    for label, found in runs.items():
        if {one["rows"] for one in found} != {ROWS}:
            say(f"  ! {label}: {found[0]['rows']:.0f} rows")
        seconds = [one["seconds"] for one in found]
        least[label] = min(seconds)
        most = max(one["peak"] for one in found)
        middle = statistics.median(seconds)
        used = min(one["processor"] for one in found)
        say(f"{label:44}{least[label]:8.2f}{middle:10.2f}{used:8.2f}{most:9.0f}{len(found):6}")
    return least


def verdict(label: str, ratio: float, aim: float, *, least: bool = False) -> None:
    """One aim: met or not."""
    met = ratio >= aim if least else ratio <= aim
    sign, told = ">=" if least else "<=", "met" if met else "NOT MET"
    say(f"{label:52}{ratio:7.2f}  aim {sign} {aim}: {told}")


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(repeats: int, *, slow: bool) -> None:
    """Make the files, run the roads, hold them against the aims."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, marked = folder / "plain.xlsx", folder / "marked.xlsx"
        text, quoted = folder / "plain.csv", folder / "quoted.csv"
        workbook(plain, marked=False)
        workbook(marked, marked=True)
        text_table(text, quoted=False)
        text_table(quoted, quoted=True)
        for path in (plain, marked, text, quoted):
            say(f"{path.name}: {ROWS:,} x {COLUMNS}, {path.stat().st_size / 2**20:.0f} MB")
        say("")
        books = [
            ("fastexcel alone", "alone", plain, repeats),
            ("raw table, pass left out", "raw_without_pass", plain, repeats),
            ("raw table", "raw", plain, repeats),
            ("fastexcel alone, marked file", "alone", marked, repeats),
            ("raw table, 500 hidden rows, 100 merges", "raw", marked, repeats),
            ("validation apart", "validated", plain, min(repeats, 3)),
            *([("pandas, openpyxl", "openpyxl", plain, 1)] if slow else []),
        ]
        seconds = compare(books)
        say("")
        base = seconds["fastexcel alone"]
        verdict("raw table / fastexcel, pass left out", seconds[books[1][0]] / base, MOST_ALONE)
        verdict("raw table / fastexcel, with the pass", seconds["raw table"] / base, MOST_ALONE)
        ratio = seconds[books[4][0]] / seconds[books[3][0]]
        verdict("raw table / fastexcel, hidden rows and merges", ratio, MOST_MARKED)
        if slow:
            ratio = seconds["pandas, openpyxl"] / seconds["raw table"]
            verdict("pandas with openpyxl / raw table", ratio, LEAST_FASTER, least=True)
        say("")
        compare(
            [
                (f"{label}, {path.name}", road, path, repeats)
                for path in (text, quoted)
                for label, road in (
                    ("raw table", "raw"),
                    ("pandas.read_csv(dtype=str)", "pandas_csv"),
                    ("csv module", "csv_module"),
                )
            ]
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS, help="runs of each road")
    parser.add_argument("--quick", action="store_true", help="leave out pandas with openpyxl")
    parser.add_argument("--road", choices=sorted(ROADS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.road:
        measure(asked.road, asked.file)
    else:
        main(asked.repeats, slow=not asked.quick)
