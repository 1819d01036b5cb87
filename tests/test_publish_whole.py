"""Values of people are found whole, never as a part of the tool's own names; and who is told of."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.errors import LeakError
from tambon_gis.publish.personal import Personal, personal_values
from tambon_gis.publish.scan import scan
from tambon_gis.study import road
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.study.release import release

if TYPE_CHECKING:
    from pathlib import Path

LATIN = "abzAZ019"
BORDERS = [
    "", " ", "\n", "น", "ที่", '"', ">", "<", ",", ";", "(", ")", "_", "–", "\\n", "%20",
    *LATIN, *(f"{one}-" for one in LATIN), "-", "น-",
]  # fmt: skip


def by_hand(before: str, after: str) -> bool:
    """Whether a value that begins and ends with a digit stands alone."""
    front = before if not before.endswith(("\\n", "%20")) else ""
    joined = front[-1:] in LATIN if front[-1:] != "-" else front[-2:-1] in LATIN and len(front) > 1
    behind = after.removeprefix("-")
    return not (joined and front) and not (behind != "" and behind[0] in LATIN)


@given(
    value=st.sampled_from(["2560/4", "560/22", "A12/345", "99-888/7"]),
    before=st.sampled_from(BORDERS),
    after=st.sampled_from(["", " ", "หมู่", '"', "<", ",", "-", "-น", "-1", "-a", "–2", *LATIN, "/"]),
    again=st.booleans(),
)
def test_a_value_is_found_where_nothing_goes_on(
    *, value: str, before: str, after: str, again: bool
) -> None:
    text = f"{before}{value}{after}" + (f" บ้าน {value}." if again else "")
    found = scan(text, Personal(frozenset({value})))
    assert [hit.kind for hit in found] == ["personal_value"] * (again or by_hand(before, after))


def references() -> list[str]:
    """Every indicator of every rulebook, as the pages name it."""
    books = [catalog.rulebook(one) for one in ("bmn-2560", "bmn-2566", "tpmap-2561")]
    return [f"{book.id}/{one.code}" for book in books for one in book.indicator]


def test_no_part_of_an_indicator_is_a_house() -> None:
    told = references()
    houses = {one[at:] for one in told for at in range(1, len(one)) if one[at - 1] == "-"}
    houses |= {one.partition("-")[2][1:] for one in told}
    houses |= {f"2560/{n}" for n in range(1, 32)} | {"560/22"}
    text = " ".join(f'<a href="#{one}">{one}</a> "{one}"' for one in told)
    people = pd.DataFrame({"house_number": sorted(houses)})
    personal = personal_values(people, catalog.schema("bmn-household"))
    assert {"2560/4", "560/22"} <= personal.texts
    assert scan(text, personal, where="index.html") == []
    for house in sorted(personal.texts):
        assert len(scan(f"<p>บ้านเลขที่{house} ของนางใจ</p>", personal)) == 1


def with_house(folder: Path, number: str) -> Path:
    """A project in which the first house has this number."""
    shutil.copytree("tests/data/small", folder)
    path = folder / "households.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    cells = lines[2].split(",")
    cells[2] = number
    lines[2] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return folder


def test_a_page_may_name_indicators_where_a_house_has_their_number(tmp_path: Path) -> None:
    """The page of a province names its indicators so, beside their classes."""
    loaded = load(with_house(tmp_path / "p", "2560/4"))
    assert "2560/4" in loaded.answers[0].personal.texts
    content = gather(loaded, today=date(2026, 1, 15), story=False)
    page = '<script>{"cuts":{"bmn-2560/4":[23.0,27.0]}}</script><a href="#bmn-2560/4">4</a>'
    release(loaded, content, {"index.html": page}, tmp_path / "a")
    with pytest.raises(LeakError):
        release(loaded, content, {"index.html": f"{page} บ้านเลขที่ ๒๕๖๐/๔"}, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_refusal_names_column_file_and_row_and_the_way_on(tmp_path: Path) -> None:
    housed = with_house(tmp_path / "p", "2560/4")
    document = housed / "tambon.toml"
    text = document.read_text("utf-8")
    document.write_text(text.replace('credit = "synthetic"', 'credit = "บ้าน 2560/4"'), "utf-8")
    with pytest.raises(LeakError) as caught:
        road.build(housed, out=tmp_path / "a")
    said = caught.value.tell("th")
    for part in ("คอลัมน์ “บ้านเลขที่”", "households.csv", "แถว 3", "[[allowed]]"):
        assert part in said
    assert "[[allowed]]" in caught.value.tell("en")
    assert "2560/4" not in said
    reviewed = '\n[[allowed]]\nvalue = "2560/4"\nreason = "ทดลอง"\ndecided_by = "คณะทำงาน"\n'
    with document.open("a", encoding="utf-8") as out:
        out.write(reviewed + 'decided_on = "2566-01-15"\n')
    assert road.build(housed, out=tmp_path / "b").page.exists()
