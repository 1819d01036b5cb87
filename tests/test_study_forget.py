"""Forgetting a year: reports of every tambon go, and what a person must remove is named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from heap_support import heap, wish

from tambon_gis.study.convert import convert
from tambon_gis.study.converted import write_findings
from tambon_gis.study.forget import forget
from tambon_gis.study.forgotten import tell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def wide(small: Path, tmp_path: Path) -> Path:
    """A project of a province."""
    home = shutil.copytree(small, tmp_path / "p")
    document = home / "tambon.toml"
    text = document.read_text("utf-8").replace('code = "990201"', 'code = "99"', 1)
    document.write_text(text, "utf-8")
    return home


def put(work: Path, *names: str) -> None:
    """Files as builds write them."""
    for name in names:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text("x", "utf-8")


def below(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


def test_the_reports_of_every_tambon_go_and_are_told_in_one_line(
    wide: Path, tmp_path: Path
) -> None:
    tambons = [f"9901{n:02}" for n in range(1, 26)]
    work = tmp_path / "work"
    put(work, *(f"99/{one}/findings.html" for one in tambons))
    put(work, "99/findings.html", "99/faults.txt", "99/build.json", "99/all/done/990101.json")
    put(work, "99/.whole-990101.new/index.html", "99/990101/png/1.png")
    put(work, "98/980101/findings.html", "99/980101/findings.html", "99/990102/บันทึก.docx")
    put(work, "99/990103/บันทึก.docx", "99/990104/มติ.docx")
    told = forget(wide, 2565, out=tmp_path)
    for lang in ("th", "en"):
        lines = tell(told, lang=lang).splitlines()
        (one,) = [line for line in lines if "990101, 990102" in line]
        assert str((work / "99").resolve()) in one
        assert "25" in one
        assert "990120, …" in one
        (two,) = [line for line in lines if "(990102, 990103)" in line]
        assert "บันทึก.docx" in two
        (three,) = [line for line in lines if "มติ.docx" in line]
        assert str((work / "99/990104/มติ.docx").resolve()) in three
    assert len(below(work)) == 36
    forget(wide, 2565, out=tmp_path, sure=True)
    # 98 is another province, 980101 no tambon of 99: nobody wrote it there for this project
    assert below(work) == [
        "98/980101/findings.html",
        "99/980101/findings.html",
        "99/990102/บันทึก.docx",
        "99/990103/บันทึก.docx",
        "99/990104/มติ.docx",
    ]
    assert not (work / "99" / "990101").exists()


def test_a_tambon_of_many_projects_is_forgotten_below_the_wider_area(
    small: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(small, tmp_path / "p")
    put(tmp_path / "work", "99/990201/findings.html", "9902/990201/findings.html")
    put(tmp_path / "work", "99/990202/findings.html", "TH/990201/findings.html")
    forget(home, 2565, out=tmp_path, sure=True)
    assert below(tmp_path / "work") == ["99/990202/findings.html"]
    assert [one.name for one in (tmp_path / "work").iterdir()] == ["99"]


def test_the_sources_of_a_dataset_are_named_and_its_report_goes(
    small: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(small, tmp_path / "p")
    document = home / "tambon.toml"
    document.write_text(document.read_text("utf-8").replace("households.csv", "homes"), "utf-8")
    heap(home / "ต้นทาง")
    made = convert([home / "ต้นทาง"], home / "homes", wish())
    write_findings(made, tmp_path)
    put(tmp_path / "work", "other/convert.html")
    before = below(home / "ต้นทาง")
    for sure in (False, True):
        told = forget(home, 2565, out=tmp_path, sure=sure)
        assert [one.name for one in told.files] == ["homes", "convert.html"]
        for lang in ("th", "en"):
            said = tell(told, lang=lang)
            for name in ("ก.csv", "ข.csv", "ค.xlsx", "อำเภอสอง/ง.zip", "อำเภอสอง/เสีย.xlsx"):
                assert name in said
        assert "ต้องลบเอง" in tell(told)
        if not sure:
            assert below(tmp_path / "work") == ["other/convert.html", "homes/convert.html"][::-1]
    assert not (home / "homes").exists()
    assert below(home / "ต้นทาง") == before
    assert below(tmp_path / "work") == ["other/convert.html"]


def test_a_dataset_that_was_never_finished_can_be_forgotten(small: Path, tmp_path: Path) -> None:
    home = shutil.copytree(small, tmp_path / "p")
    document = home / "tambon.toml"
    document.write_text(document.read_text("utf-8").replace("households.csv", "homes"), "utf-8")
    put(home, ".homes.unfinished/.pieces/a/0.parquet", ".homes.lock")
    told = forget(home, 2565, out=tmp_path)
    assert [one.name for one in told.files] == [".homes.unfinished", ".homes.lock"]
    assert "ไฟล์ต้นทางของชุดข้อมูล homes" in tell(told)
    forget(home, 2565, out=tmp_path, sure=True)
    assert [one for one in below(home) if one.startswith(".homes")] == []
    assert "2565" not in document.read_text("utf-8")
