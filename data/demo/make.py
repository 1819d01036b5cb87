"""Make the worked example: a tambon that does not exist, as a working group would hold it.

Run ``python data/demo/make.py`` to rewrite every file beside this script, or add ``--out DIR``
to write them elsewhere. All of it is synthetic and seeded: the same files at every run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # when a test loads this file by its path
    sys.path.insert(0, str(HERE))

from _household_book import (  # noqa: E402
    MEMBERS,
    SHEET,
    VILLAGE,
    Row,
    household_rows,
    plant_faults,
    roughen,
    write_households,
)
from _land import villages_wgs84  # noqa: E402
from _map_layers import write_map_layers  # noqa: E402
from _other_book import listed, write_listed  # noqa: E402
from _people import settle  # noqa: E402
from _person_book import person_rows, write_persons  # noqa: E402
from _place import VILLAGES, YEARS  # noqa: E402
from _plan_book import write_plan  # noqa: E402
from _shapefile import write_villages  # noqa: E402
from _village_books import write_facilities, write_nrd  # noqa: E402

__all__ = ["make", "villages_wgs84"]

NRD_YEAR: Final = 2564
WRITTEN_BY_HAND: Final = (
    "README.md",
    "tambon.toml",
    *(f"layers/{name}.toml" for name in ("flood", "river", "roads", "works")),
)


def make(out: Path) -> None:
    """Write every file of the example.

    Parameters
    ----------
    out : Path
        Folder; made when it is not there.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_villages(out / "boundaries")
    write_map_layers(out / "map")
    households = settle()
    for year in YEARS:
        rows = household_rows(households, year)
        if year == NRD_YEAR:
            write_nrd(out / f"กชช2ค{year}.xlsx", _population(rows))
        if year == YEARS[-1]:
            write_persons(out / f"สมาชิก{year}.xlsx", person_rows(households, rows, year), year)
            write_listed(out / f"บัตรสวัสดิการ{year}.xlsx", listed(households, rows, year), year)
        _write_year(out, rows, year)
    write_facilities(out / "สถานที่.xlsx")
    write_plan(out / "แผนพัฒนา2566-2570.xlsx")
    for name in WRITTEN_BY_HAND:
        if out.resolve() != HERE:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, out / name)


def _write_year(out: Path, rows: list[Row], year: int) -> None:
    """Write one household workbook, and beside the last one what is wrong in it."""
    path = out / f"จปฐ{year}.xlsx"
    roughen(rows, year)
    if year == YEARS[-1]:
        place = {"file": path.name, "sheet": SHEET}
        faults = [{**place, **fault} for fault in plant_faults(rows)]
        text = json.dumps(faults, ensure_ascii=False, indent=2) + "\n"
        (out / "expected.json").write_text(text, encoding="utf-8", newline="\n")
    write_households(path, rows, year)


def _population(rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Count households and persons per village from clean rows."""
    counts = {}
    for village in VILLAGES:
        here = [int(str(row[MEMBERS])) for row in rows if row[VILLAGE] == village.code]
        counts[village.code] = (len(here), sum(here))
    return counts


def main() -> None:
    """Read the command line and make the example."""
    parser = argparse.ArgumentParser(description="Make the synthetic tambon.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    make(parser.parse_args().out)


if __name__ == "__main__":
    main()
