"""A small project in which many cells wait for a person, for the tests of deciding."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent


def waiting_project(folder: Path, wrong: int) -> Path:
    """The tambon that can be counted by hand, with so many more households, each wrong once."""
    home = folder / "small"
    shutil.copytree(HERE / "data" / "small", home)
    table = home / "households.csv"
    title, heading, *rows = table.read_text("utf-8").splitlines()
    columns = heading.split(",")
    house, members = columns.index("รหัสประจำบ้าน"), columns.index("จำนวนสมาชิก (คน)")
    for number in range(wrong):
        cells = rows[0].split(",")
        cells[house] = f"99020199{number:03}"
        cells[members] = "หลายคน"
        rows.append(",".join(cells))
    table.write_text("\n".join([title, heading, *rows]) + "\n", "utf-8")
    return home
