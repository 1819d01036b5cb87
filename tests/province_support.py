"""A made-up province for the tests of size: seeded, code 99, boxes for villages, a wide project.

Three amphoes, eight tambons, thirty villages, 1,500 households by default; tests may ask for less
(``households=200``). The same seed gives the same files.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CODE", "HEADINGS", "Province", "province", "tambon_project", "with_dataset"]

#: Code of the made-up province.
CODE = "99"
YEAR = 2565
HEADINGS = (
    "รหัสประจำบ้าน", "บ้านเลขที่", "รหัสหมู่บ้าน", "ชื่อหมู่บ้าน", "ชื่อ-สกุลหัวหน้าครัวเรือน",
    "จำนวนสมาชิก (คน)", "รายได้อาชีพหลัก (บาท/ปี)", "รายได้อาชีพรอง (บาท/ปี)", "รายได้อื่น (บาท/ปี)",
    "รายได้จากการทำ ปลูก เลี้ยงสัตว์ไว้กินเอง (บาท/ปี)", "ตัวชี้วัดที่ 4 ผล", "ตัวชี้วัดที่ 8 ผล",
    "ตัวชี้วัดที่ 16 เป้าหมาย (คน)", "ตัวชี้วัดที่ 16 ไม่ผ่าน (คน)",
)  # fmt: skip
_AMPHOES = ("ดอนสมมุติ", "ทุ่งสมมุติ", "ริมสมมุติ", "เขาสมมุติ", "ป่าสมมุติ")
_TAMBONS = ("บางลองดู", "หนองลองดู", "โคกลองดู", "บ้านลองดู", "วังลองดู", "ห้วยลองดู", "นาลองดู", "คลองลองดู")
_VILLAGES = ("บ้านต้น", "บ้านกลาง", "บ้านปลาย", "บ้านเหนือ", "บ้านใต้", "บ้านใหม่")
_STEP = 0.02
_PROJECT = """# A province made up for tests.
[area]
code = "{code}"
name = {{ th = "สมมุติบุรี", en = "Sommut Buri" }}
synthetic = true

[boundary]
file = "villages.geojson"
level = "village"
credit = "synthetic"
licence = "CC0-1.0"
"""
_SURVEY = """
[[survey]]
year = {year}
file = "{file}"
schema = "bmn-household"
rulebook = "bmn-2560"
"""


@dataclass(frozen=True)
class Province:
    """What was written: the folder of the wide project, and what it holds by tambon."""

    folder: Path
    #: Tambon code -> village codes.
    villages: dict[str, list[str]]
    #: Rows of the survey, as they stand under ``HEADINGS``.
    rows: list[tuple[str, ...]]

    @property
    def tambons(self) -> list[str]:
        """Codes of the tambons, in order."""
        return sorted(self.villages)

    def households(self, code: str) -> list[tuple[str, ...]]:
        """Rows of an area."""
        return [row for row in self.rows if row[2].startswith(code)]


def province(
    folder: Path,
    *,
    seed: int = 99,
    amphoes: int = 3,
    tambons: int = 8,
    villages: int = 30,
    households: int = 1500,
) -> Province:
    """Write a wide project with one CSV file of households and GeoJSON boxes of villages."""
    chance = random.Random(seed)  # noqa: S311  (a seed is wanted)
    codes = _codes(amphoes, tambons, villages)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "villages.geojson").write_text(_land(codes), encoding="utf-8")
    places = [village for tambon in sorted(codes) for village in codes[tambon]]
    rows = _households(chance, places, households)
    _write(folder / "households.csv", rows)
    text = _PROJECT.format(code=CODE) + _SURVEY.format(year=YEAR, file="households.csv")
    (folder / "tambon.toml").write_text(text, encoding="utf-8")
    return Province(folder, codes, rows)


def tambon_project(made: Province, code: str, folder: Path) -> Path:
    """A project of one tambon of the province, made by hand of the same rows and polygons."""
    folder.mkdir(parents=True, exist_ok=True)
    land = json.loads((made.folder / "villages.geojson").read_text("utf-8"))
    own = [one for one in land["features"] if one["properties"]["VILL_CODE"].startswith(code)]
    text = json.dumps({**land, "features": own}, ensure_ascii=False)
    (folder / "villages.geojson").write_text(text, encoding="utf-8")
    _write(folder / "households.csv", made.households(code))
    name, amphoe = own[0]["properties"]["TAM_NAM_T"], own[0]["properties"]["AMP_NAM_T"]
    head = _PROJECT.format(code=code).replace(
        'name = { th = "สมมุติบุรี", en = "Sommut Buri" }',
        f'name = {{ th = "{name}", en = "{name}" }}\n'
        f'amphoe = {{ th = "{amphoe}", en = "{amphoe}" }}\n'
        'province = { th = "สมมุติบุรี", en = "Sommut Buri" }',
    )
    (folder / "tambon.toml").write_text(
        head + _SURVEY.format(year=YEAR, file="households.csv"), encoding="utf-8"
    )
    return folder


def with_dataset(made: Province, folder: Path) -> Path:
    """The same wide project, its survey as a dataset that ``convert`` made."""
    from tambon_gis.study.convert import convert, wish_of

    folder.mkdir(parents=True, exist_ok=True)
    convert([made.folder / "households.csv"], folder / "homes", wish_of("bmn-household", YEAR))
    shutil.copy(made.folder / "villages.geojson", folder)
    text = _PROJECT.format(code=CODE) + _SURVEY.format(year=YEAR, file="homes")
    (folder / "tambon.toml").write_text(text, encoding="utf-8")
    return folder


def _codes(amphoes: int, tambons: int, villages: int) -> dict[str, list[str]]:
    """Tambons dealt out to amphoes in turn, villages to tambons; at least two villages each."""
    each = [tambons // amphoes + (n < tambons % amphoes) for n in range(amphoes)]
    named = [f"{CODE}{a + 1:02}{t + 1:02}" for a, many in enumerate(each) for t in range(many)]
    share = [max(2, villages // tambons + (n < villages % tambons)) for n in range(tambons)]
    return {
        code: [f"{code}{moo + 1:02}" for moo in range(many)]
        for code, many in zip(named, share, strict=True)
    }


def _land(codes: dict[str, list[str]]) -> str:
    """A row of boxes for each tambon; rows lie one above the other."""
    features = []
    for up, (tambon, places) in enumerate(sorted(codes.items())):
        for across, village in enumerate(places):
            west, south = round(100.2 + across * _STEP, 5), round(14.2 + up * _STEP, 5)
            east, north = round(west + _STEP, 5), round(south + _STEP, 5)
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            told = {
                "VILL_CODE": village,
                "VILL_NAM_T": f"{_VILLAGES[across % len(_VILLAGES)]}{_TAMBONS[up % len(_TAMBONS)]}",
                "MOO": across + 1,
                "TAM_NAM_T": _TAMBONS[up % len(_TAMBONS)],
                "AMP_NAM_T": _AMPHOES[(int(tambon[2:4]) - 1) % len(_AMPHOES)],
            }
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": told, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _households(chance: random.Random, places: list[str], many: int) -> list[tuple[str, ...]]:
    """Households dealt to villages unevenly, some answers blank."""
    rows = []
    weights = [chance.choice((1, 2, 3, 5)) for _ in places]
    homes = sorted(chance.choices(places, weights=weights, k=many))
    for n, village in enumerate(homes, start=1):
        members = chance.choice((1, 2, 2, 3, 3, 4, 5, 6))
        asked = chance.randint(0, members)
        rows.append(
            (
                f"{village[:4]}{n:07}",
                f"{n}/{chance.randint(1, 9)}",
                village,
                f"หมู่ {int(village[6:])}",
                f"นายลองดู ที่{n:05}สมมุติ",
                str(members),
                str(chance.randrange(10_000, 400_000, 1000)),
                str(chance.choice((0, 0, 5000))),
                "0",
                str(chance.choice((0, 10_000))),
                chance.choice(("1", "1", "1", "0", "")),
                chance.choice(("1", "1", "0", "-")),
                str(asked) if asked else "-",
                str(chance.randint(0, asked)) if asked else "-",
            )
        )
    return rows


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    """A CSV file as Excel saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows)
