"""Published figures, recomputed: BMN reports of 2561, and the TPMAP poverty rate.

The figures go through counted tables, `roll_up` and `measure`, as a project's own would.
"""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import measure, roll_up
from tambon_gis.analysis.disclose import disclose

if TYPE_CHECKING:
    from pathlib import Path

BOOK = "bmn-2560"
HOUSEHOLDS = ["households_asked", "households_met", "households_unknown"]


def counted(rows: list[tuple[str, str, int, int]], *, level: str, counts: str) -> pd.DataFrame:
    """A counted table from (code, place, asked, failing)."""
    frame = pd.DataFrame(rows, columns=["code", "place", "asked", "failing"])
    frame = frame.assign(
        year=2561, framework=BOOK, level=level, counts=counts, met=frame["asked"] - frame["failing"]
    )
    return frame.assign(unknown=0, **dict.fromkeys(HOUSEHOLDS, pd.NA)).astype(
        {**dict.fromkeys(["asked", "met", "unknown", *HOUSEHOLDS], "Int64"), "place": "str"}
    )


def percent(share: float, decimals: str = "0.01") -> str:
    """A share as a report prints it, halves rounded up."""
    return str(Decimal(repr(100 * float(share))).quantize(Decimal(decimals), ROUND_HALF_UP))


def spread(code: str, asked: int, failing: int) -> list[tuple[str, str, int, int]]:
    """A figure taken apart into four provinces, which sum back to it."""
    fails = [failing // 3, failing - failing // 3, 0, 0]
    sizes = [asked // 2, asked // 4, asked // 8]
    sizes.append(asked - sum(sizes))
    return [(code, f"{10 + n}01", a, f) for n, (a, f) in enumerate(zip(sizes, fails, strict=True))]


# --- BMN 2561, Central region ---

# indicator, surveyed, pass, pass %, fail, fail %
CENTRAL = [
    ("1", 16567, 16530, "99.78", 37, "0.22"),
    ("2", 12412, 12144, "97.84", 268, "2.16"),
    ("3", 899118, 899080, "100.00", 38, "0.00"),
    ("4", 3505393, 3481451, "99.32", 23942, "0.68"),
    ("5", 3505393, 3486730, "99.47", 18663, "0.53"),
    ("6", 5662189, 5509515, "97.30", 152674, "2.70"),
]


def central() -> pd.DataFrame:
    """The region as the sum of its (made-up) parts: a region is no step of the code ladder."""
    parts = [row for one in CENTRAL for row in spread(one[0], one[1], one[4])]
    frame = counted(parts, level="amphoe", counts="household")
    return measure(roll_up(frame.assign(place="10" + frame["place"].str[:2]), "province"))


def test_central_region_is_as_published() -> None:
    found = central().set_index("code")
    for code, surveyed, met, met_percent, failing, failing_percent in CENTRAL:
        row = found.loc[code]
        assert (row["asked"], row["met"], row["asked"] - row["met"]) == (surveyed, met, failing)
        assert percent(row["share"]) == failing_percent
        assert percent(1 - row["share"]) == met_percent


def test_a_hundred_percent_is_not_nobody() -> None:
    """899,080 of 899,118 passing prints as 100.00 %, and 38 still fail."""
    found = central()
    row = found[found["code"] == "3"].iloc[0]
    assert percent(1 - row["share"]) == "100.00"
    assert row["share"] > 0
    published = disclose(found, [catalog.rulebook(BOOK)], published={BOOK: "report 2561"})
    cell = published.frame.set_index("code").loc["3"]
    assert (cell["form"], cell["failing"], cell["asked"]) == ("exact", 38, 899118)


def test_central_region_is_that_of_the_file(shared: Path) -> None:
    with (shared / "domain" / "vectors_bmn_central_2561.csv").open(encoding="utf-8-sig") as lines:
        rows = [tuple(row.values()) for row in csv.DictReader(lines)]
    assert rows == [tuple(map(str, row)) for row in CENTRAL]


# --- BMN 2561, Surat Thani ---

# amphoe: surveyed, fail, fail % as printed (indicator 16), surveyed, fail (indicator 28)
SURAT_THANI = {
    "เมืองสุราษฎร์ธานี": (2571, 148, "5.76", 238, 0),
    "กาญจนดิษฐ์": (7020, 708, "10.09", 426, 1),
    "เกาะสมุย": (1708, 172, "10.07", 35, 0),
    "เกาะพะงัน": (902, 71, "7.87", 32, 0),
    "ดอนสัก": (2276, 387, "17.00", 151, 0),
    "วิภาวดี": (1468, 192, "13.08", 89, 1),
    "ไชยา": (2788, 82, "2.94", 217, 0),
    "ท่าชนะ": (3377, 509, "15.07", 352, 0),
    "ท่าฉาง": (1883, 269, "14.29", 88, 0),
    "พุนพิน": (6850, 617, "9.00", 599, 1),
    "บ้านนาสาร": (4699, 422, "8.98", 378, 0),
    "พระแสง": (6228, 967, "15.53", 258, 3),
    "เวียงสระ": (3363, 404, "12.01", 292, 2),
    "บ้านนาเดิม": (1391, 2, "0.14", 87, 0),
    "ชัยบุรี": (2173, 317, "14.59", 117, 1),
    "คีรีรัฐนิคม": (3205, 243, "7.58", 247, 1),
    "พนม": (3052, 478, "15.66", 91, 0),
    "เคียนซา": (4541, 732, "16.12", 218, 2),
    "บ้านตาขุน": (818, 112, "13.69", 75, 0),
}


def surat_thani() -> pd.DataFrame:
    """Both indicators by amphoe; the codes are numbered in the order of the report."""
    rows = []
    for n, (asked16, fail16, _, asked28, fail28) in enumerate(SURAT_THANI.values(), start=1):
        rows += [("16", f"84{n:02d}", asked16, fail16), ("28", f"84{n:02d}", asked28, fail28)]
    return counted(rows, level="amphoe", counts="person")


@pytest.mark.parametrize(
    ("code", "asked", "failing", "share"),
    [("16", 60_313, 6_832, "11.33"), ("28", 3_990, 12, "0.30")],
)
def test_surat_thani_rolls_up_to_the_province(
    code: str, asked: int, failing: int, share: str
) -> None:
    found = measure(roll_up(surat_thani(), "province")).set_index("code").loc[code]
    assert found["place"] == "84"
    assert (found["asked"], found["asked"] - found["met"]) == (asked, failing)
    assert percent(found["share"]) == share


def misprints(measured: pd.DataFrame, printed: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Places whose printed percentage is not the one of their counts."""
    told = {row.place: percent(row.share) for row in measured.itertuples()}
    return {
        place: (printed[place], told[place]) for place in printed if printed[place] != told[place]
    }


def test_exactly_one_row_of_the_report_is_misprinted() -> None:
    measured = measure(surat_thani())
    printed = {f"84{n:02d}": row[2] for n, row in enumerate(SURAT_THANI.values(), start=1)}
    phunphin = f"84{list(SURAT_THANI).index('พุนพิน') + 1:02d}"
    found = misprints(measured[measured["code"] == "16"], printed)
    assert found == {phunphin: ("9.00", "9.01")}


def test_the_text_of_the_report_contradicts_its_own_counts() -> None:
    """60,388 surveyed, 53,556 pass = 93.60 %: that is 88.69 %, and the rows sum to 60,313."""
    said = counted([("16", "84", 60_388, 60_388 - 53_556)], level="province", counts="person")
    share = measure(said)["share"].iloc[0]
    printed = "93.60"
    assert percent(1 - share) == "88.69"
    assert percent(1 - share) != printed
    assert roll_up(surat_thani(), "province").set_index("code").loc["16", "asked"] != 60_388


def test_surat_thani_is_that_of_the_files(shared: Path) -> None:
    for name, columns in (("ind16", slice(0, 3)), ("ind28", slice(3, 5))):
        path = shared / "domain" / f"vectors_bmn_suratthani_{name}.csv"
        with path.open(encoding="utf-8-sig") as lines:
            rows = {row.pop("amphoe"): tuple(row.values()) for row in csv.DictReader(lines)}
        assert rows == {k: tuple(map(str, v[columns])) for k, v in SURAT_THANI.items()}


def test_the_mean_of_percentages_is_not_the_percentage() -> None:
    """What a roll-up must not do: the unweighted mean of the amphoe misses the province."""
    measured = measure(surat_thani())
    by_amphoe = measured[measured["code"] == "16"]["share"]
    assert percent(float(by_amphoe.mean())) != "11.33"


# --- TPMAP 2561 ---


def tpmap(shared: Path) -> pd.DataFrame:
    folder = shared / "data" / "survey"
    survey, poverty = (
        pd.read_csv(folder / f"tpmap_2561_province_{name}.csv", dtype={"province_ID": "str"})
        for name in ("bmn31", "poverty")
    )
    return survey.merge(poverty, on="province_ID", validate="one_to_one")


def test_the_poverty_rate_of_76_provinces_is_the_published_one(shared: Path) -> None:
    table = tpmap(shared)
    rows = zip(
        ["poor"] * len(table),
        table["province_ID"],
        table["HOUSEMEMBER_CNT"],
        table["poor.JPT.MOFval.CNT"],
        strict=True,
    )
    found = measure(counted(list(rows), level="province", counts="resident"))
    assert len(found) == 76
    assert "10" not in set(found["place"])
    rates = 100 * found["share"].astype("float64")
    assert (rates - table["JPT.MOFval.pov.rate"]).abs().max() <= 1e-9
    ang_thong = found.set_index("place").loc["15"]
    assert (ang_thong["asked"], ang_thong["asked"] - ang_thong["met"]) == (198_797, 5_850)
    assert percent(ang_thong["share"], "0.0001") == "2.9427"


def test_the_country_is_the_sum_of_its_provinces(shared: Path) -> None:
    """Failing residents of every indicator: the loops of `csv` against the roll-up."""
    path = shared / "data" / "survey" / "tpmap_2561_province_bmn31.csv"
    with path.open(encoding="utf-8-sig") as lines:
        table = list(csv.DictReader(lines))
    rows = [
        (str(n), row["province_ID"], int(row[f"indicator{n}.ALL"]), int(row[f"indicator{n}.CNT"]))
        for row in table
        for n in range(1, 32)
    ]
    frame = counted(rows, level="province", counts="resident")
    found = roll_up(frame.assign(place="99" + frame["place"]), "province").set_index("code")
    for n in range(1, 32):
        asked = sum(int(row[f"indicator{n}.ALL"]) for row in table)
        failing = sum(int(row[f"indicator{n}.CNT"]) for row in table)
        one = found.loc[str(n)]
        assert (one["asked"], one["asked"] - one["met"]) == (asked, failing)
