"""Surveys that do not meet their map, and decisions about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torture.homes import HEAD, csv_file, homes, table
from torture.land import geojson, tambons
from torture.registry import Made, add, case

if TYPE_CHECKING:
    from pathlib import Path

FIX = '[[fix]]\ninput = "survey"\nplace = "{place}"\n{what}\ndecided_by = "คณะทำงาน"\n'
UNMATCHED: dict[str, tuple[str, str]] = {
    # name: (defect, village code of the second household)
    "join_pseudo": ("a municipal code, which has no polygon", "99015101"),
    "join_unknown": ("a moo that the map does not have", "99010109"),
    "join_typo": ("a village code with two digits that changed places", "99011001"),
    "join_elsewhere": ("a village of another province", "15010901"),
    "join_abolished": ("a village of a province before it was split", "43030101"),
    "join_municipal_village": ("the code of a whole tambon padded with 00", "99010100"),
}


def _unmatched(code: str) -> object:
    """The maker of a survey with one place that the map lacks."""

    def make(folder: Path) -> Made:
        geojson(folder)
        return csv_file(folder, table(village=code, moo=""))

    return make


for _name, (_about, _code) in UNMATCHED.items():
    add(_name, _about, _unmatched(_code))


@case("join_tambons", "a survey by village on a map of tambons")
def join_tambons(folder: Path) -> Made:
    """The codes are cut to the level of the map."""
    geojson(folder, tambons(("990101", "990102"), ("สาธิต", "ตัวอย่าง")))
    return csv_file(folder)


@case("join_nothing", "a survey of which no row meets the map")
def join_nothing(folder: Path) -> Made:
    """Each row is told all the same."""
    geojson(folder, tambons(("150109", "150110"), ("หัวไผ่", "จำปาหล่อ")))
    return csv_file(folder)


@case("fix_use", "a decision that gives another code")
def fix_use(folder: Path) -> Made:
    """99010109 is 99010103 from now on."""
    geojson(folder)
    text = FIX.format(place="99010109", what='use = "99010103"')
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return csv_file(folder, table(village="99010109", moo=""))


@case("fix_leave_out", "a decision that sets a row aside")
def fix_leave_out(folder: Path) -> Made:
    """It is refused, and told as decided."""
    geojson(folder)
    text = FIX.format(place="99010109", what="leave_out = true")
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return csv_file(folder, table(village="99010109", moo=""))


@case("fix_idle", "a decision that no longer applies")
def fix_idle(folder: Path) -> Made:
    """The file was mended since."""
    geojson(folder)
    text = FIX.format(place="99010109", what='use = "99010103"')
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return csv_file(folder)


@case("fix_row_changed", "a decision about a row that says something else by now")
def fix_row_changed(folder: Path) -> Made:
    """The guard holds: row 3 has another place."""
    geojson(folder)
    text = FIX.format(place="99010109", what='row = 3\nfile = "homes.csv"\nuse = "99010103"')
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return csv_file(folder)


@case("fix_both", "a decision that says two things")
def fix_both(folder: Path) -> Made:
    """Use another code, and leave it out."""
    geojson(folder)
    text = FIX.format(place="99010109", what='use = "99010103"\nleave_out = true')
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return Made(csv_file(folder).path)


@case("fix_not_toml", "a file of decisions that is no TOML")
def fix_not_toml(folder: Path) -> Made:
    """A bracket is missing."""
    geojson(folder)
    (folder / "fixes.toml").write_text("[[fix]\nplace = 1", encoding="utf-8")
    return Made(csv_file(folder).path)


@case("polygons_left", "a village of the map without a household")
def polygons_left(folder: Path) -> Made:
    """The third one."""
    geojson(folder)
    one, two, _ = homes()
    return csv_file(folder, [HEAD, one, two], body=(2, 3))


@case("year_village_gone", "a village that was surveyed last year and not this year")
def year_village_gone(folder: Path) -> Made:
    """The second one."""
    csv_file(folder, name="before.csv")
    one, two, _ = homes()
    return csv_file(folder, [HEAD, one, two], body=(2, 3))


@case("year_house_moved", "a house that stands in another village than last year")
def year_house_moved(folder: Path) -> Made:
    """The code of the house is the same."""
    csv_file(folder, name="before.csv")
    return csv_file(folder, table(village="99010103", moo="3"))


@case("village_without_form", "a village with households and without its village form")
def village_without_form(folder: Path) -> Made:
    """Only the first village has one."""
    rows = [["รหัสหมู่บ้าน", "จำนวนครัวเรือน", "จำนวนประชากร"], ["99010101", "2", "6"]]
    csv_file(folder, rows, name="forms.csv")
    return csv_file(folder)
