"""The code ladder, moo numbers, municipal pseudo areas and official names."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from pathlib import Path

import geothai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import places
from tambon_gis.errors import CodeError
from tambon_gis.thai import digits_to_thai

LEVELS = {"province": 2, "amphoe": 4, "tambon": 6, "village": 8}


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("0123456789"), min_size=size, max_size=size)


CODES = st.sampled_from(sorted(LEVELS.values())).flatmap(digits)
WHOLE = CODES.filter(lambda code: code[0] != "0")


@given(CODES)
def test_a_code_as_text_is_read_in_every_dress(code: str) -> None:
    dresses = [code, f" {code}\u200b", digits_to_thai(code), f"TH{code}", f"th{code}", f"{code}.0"]
    assert {places.parse(dress) for dress in dresses} == {code}


@given(WHOLE)
def test_a_code_as_a_number_is_read(code: str) -> None:
    assert places.parse(int(code)) == places.parse(float(code)) == code


@given(st.sampled_from(sorted(LEVELS)), st.data())
def test_a_lost_zero_is_given_back_where_the_level_is_known(
    level: str, data: st.DataObject
) -> None:
    tail = data.draw(digits(LEVELS[level] - 1))
    assert places.parse(tail, level) == f"0{tail}"
    assert places.parse(f"{tail}.0", level) == f"0{tail}"


@given(CODES)
def test_up_the_ladder(code: str) -> None:
    level = places.level_of(code)
    assert LEVELS[level] == len(code)
    up = [code[:size] for size in (6, 4, 2) if size < len(code)]
    assert list(places.ancestors(code)) == up
    assert places.parent(code) == (up[0] if up else None)
    assert [places.truncate(code, places.level_of(one)) for one in up] == up
    assert places.truncate(code, level) == code


def test_the_ladder_is_that_of_the_country() -> None:
    assert places.LADDER == LEVELS


@pytest.mark.parametrize(
    "found",
    ["", "1", "150", "15010", "150109033", "15a1", "หัวไผ่", "TH", "TH1", "-150109", "15.01", "1e5",
     None, float("nan"), "٠١", "²³", "15 01"],
)  # fmt: skip
def test_what_is_no_code(found: object) -> None:
    with pytest.raises(CodeError) as caught:
        places.parse(found)
    assert caught.value.code == "code.malformed"


@pytest.mark.parametrize(("found", "level"), [("1501", "tambon"), ("150109", "province")])
def test_a_code_of_another_level(found: str, level: str) -> None:
    with pytest.raises(CodeError) as caught:
        places.parse(found, level)
    assert caught.value.code == "code.level"
    assert str(LEVELS[level]) in caught.value.tell("th")


def test_no_way_down_the_ladder() -> None:
    with pytest.raises(CodeError):
        places.truncate("1501", "tambon")
    with pytest.raises(CodeError):
        places.level_of("15010")


@pytest.mark.parametrize(
    ("village", "moo"),
    [
        ("15010901", 1),
        ("15010912", 12),
        ("15010900", None),
        ("99010111", 11),
        ("15990105", None),
        ("15015105", None),
        ("15019805", None),
        ("15010951", 51),
    ],
)
def test_moo_numbers(village: str, moo: int | None) -> None:
    assert places.moo_of(village) == moo


@pytest.mark.parametrize(
    ("code", "pseudo"),
    [("99", False), ("1599", True), ("1501", False), ("150151", True), ("150150", False),
     ("990101", False), ("159801", True), ("15010960", False)],
)  # fmt: skip
def test_municipal_pseudo_areas(code: str, pseudo: bool) -> None:  # noqa: FBT001
    assert places.is_pseudo(code) is pseudo


def every_code() -> list[str]:
    """Codes of all provinces, amphoe and tambon, by the other package's own listing."""
    found = []
    for province in geothai.provinces():
        found.append(str(province.code))
        for district in geothai.districts(str(province.code)):
            found.append(str(district.code))
            found += [str(one.code) for one in geothai.subdistricts(str(district.code))]
    return found


def test_no_real_area_is_taken_for_a_pseudo_one() -> None:
    codes = every_code()
    assert len([code for code in codes if len(code) == 2]) == 77
    assert len([code for code in codes if len(code) == 6]) > 7000
    assert [code for code in codes if places.is_pseudo(code)] == []
    assert {places.parse(code) for code in codes} == set(codes)


@pytest.mark.parametrize("code", ["150109", "141501", "170105"])
def test_hua_phai_is_the_name_of_three_tambons(code: str) -> None:
    found = places.lookup(code)
    assert found is not None
    assert (found.code, found.th) == (code, "หัวไผ่")


@pytest.mark.parametrize("code", ["990101", "150199", "98", "15010901", "", "1"])
def test_no_such_area_has_no_name(code: str) -> None:
    assert places.lookup(code) is None


def test_ang_thong_is_named_as_published(shared: Path) -> None:
    with (shared / "domain" / "places_angthong.csv").open(
        encoding="utf-8-sig", newline=""
    ) as lines:
        facts = list(csv.DictReader(lines))
    assert len(facts) == 22
    for fact in facts:
        found = places.lookup(fact["code"])
        assert found is not None
        assert (found.th, places.level_of(fact["code"])) == (fact["name_th"], fact["level"])


def test_every_polygon_of_the_country_has_a_code_of_a_tambon(shared: Path) -> None:
    with gzip.open(shared / "data" / "boundaries" / "thailand_tambon.geojson.gz") as lines:
        features = json.load(lines)["features"]
    codes = {places.parse(one["properties"]["adm3_pcode"], "tambon") for one in features}
    assert len(codes) == len(features) == 7425
    assert not any(places.is_pseudo(code) for code in codes)
    ang_thong = {code for code in codes if places.truncate(code, "province") == "15"}
    assert (len(ang_thong), len({code[:4] for code in ang_thong})) == (73, 7)


@pytest.mark.parametrize(
    ("found", "bare"),
    [
        ("ต.หัวไผ่", "หัวไผ่"),
        ("ต. หัวไผ่", "หัวไผ่"),
        ("ตำบลหัวไผ่", "หัวไผ่"),
        ("อ.เมืองอ่างทอง", "เมืองอ่างทอง"),
        ("กิ่งอำเภอเกาะช้าง", "เกาะช้าง"),
        ("กิ่งอ.เกาะช้าง", "เกาะช้าง"),
        ("กิ่ง อ.เกาะช้าง", "เกาะช้าง"),
        ("จ.อ่างทอง", "อ่างทอง"),
        ("จังหวัดอ่างทอง", "อ่างทอง"),
        ("หัวไผ่", "หัวไผ่"),
        ("ตำบล", "ตำบล"),
    ],
)
def test_prefixes_of_names(found: str, bare: str) -> None:
    assert places.strip_prefix(found) == bare


def test_zones_of_the_country() -> None:
    assert [places.utm_epsg(x) for x in (97.4, 101.999, 102.0, 105.6)] == [32647] * 2 + [32648] * 2


def test_down_the_ladder_is_every_area() -> None:
    provinces = places.inside("TH")
    amphoe = [one for province in provinces for one in places.inside(province.code)]
    tambons = [one for one in amphoe for one in places.inside(one.code)]
    found = [one.code for one in (*provinces, *amphoe, *tambons)]
    assert sorted(found) == sorted(every_code())
    assert places.inside("150109") == places.inside("98") == places.inside("") == ()


CROSSWALK = tomllib.loads(
    (Path(places.__file__).parent / "documents" / "crosswalks" / "amphoe.toml").read_text("utf-8")
)


def test_the_crosswalk_says_what_the_list_of_changes_says(shared: Path) -> None:
    with (shared / "data" / "codes" / "amphoe_code_changes.csv").open(
        encoding="utf-8-sig", newline=""
    ) as lines:
        facts = list(csv.DictReader(lines))
    listed = {
        (
            code,
            one["from"],
            f"{one['on'].year + 543}{one['on']:-%m-%d}",
            code in one.get("later", ()),
        )
        for one in CROSSWALK["province"]
        for code in one["amphoe"]
    }
    assert listed == {
        (fact["adm2_pcode_new"][2:], fact["adm1_pcode_old"][2:], fact["date_change"],
         fact["note"] == "อำเภอตั้งภายหลัง")
        for fact in facts
    }  # fmt: skip
    assert len(listed) == 92
    assert all(places.lookup(code) for code, *_ in listed)
    assert {(places.lookup(f["adm2_pcode_new"][2:]) or places.PlaceName("", "", "")).th
            for f in facts} == {f["adm2_th_new"] for f in facts}  # fmt: skip


def test_old_codes_of_bueng_kan_are_the_gaps_of_nong_khai() -> None:
    """The amphoe that left kept no code behind: 43 has holes where they were."""
    (change,) = (one for one in CROSSWALK["province"] if one["code"] == "38")
    today = {one.code for one in places.inside("43")}
    gaps = {f"43{n:02d}" for n in range(1, 18)} - today
    assert set(change["old"]) == gaps
    assert list(change["old"].values()) == change["amphoe"]


def test_successors() -> None:
    found = places.successor("4303")
    assert found is not None
    assert (found.old, found.code, found.year, found.inferred) == ("4303", "3801", 2554, False)
    assert "mapthai" in found.source
    village = places.successor("43030105")
    assert village is not None
    assert (village.code, village.inferred) == ("38010105", True)
    assert places.successor("430399") is None  # no such tambon in the amphoe of today


@pytest.mark.parametrize(
    "code", ["4301", "15", "43", "3401", "2507", "990101", "4399", "", "43035"]
)
def test_no_successor_is_made_up(code: str) -> None:
    assert places.successor(code) is None
