"""The documents of maps: every TOML example is taken, languages agree, pictures are small."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tambon_gis.model.document import parse_document
from tambon_gis.model.layer import LayerFile
from tambon_gis.model.project import Project
from tambon_gis.model.story import Story
from tambon_gis.study.formats import FORMATS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("maps.md", "maps.th.md")
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)
SAVED = re.compile(r"`layers/([a-z-]+)\.toml`[^`]*```toml\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)|src=\"([^\"]+)\"")
#: What a project needs beside the entries that the document tells of.
REST = """
[area]
code = "990101"
name = { th = "สาธิต", en = "Sathit" }
[boundary]
file = "villages.geojson"
level = "village"
"""


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def faults(block: str, saved: dict[str, str]) -> list[str]:
    """What is wrong with one example: it must be a layer, a story or entries of a project."""
    found = tomllib.loads(block)
    if {"view", "layer"} & found.keys():
        name = next((name for name, one in saved.items() if one == block), None)
        given = parse_document(LayerFile, block, name="x.toml").id
        return [] if name == given else [f"{given} is saved as {name}"]
    if "step" in found:
        parse_document(Story, block, name="x.toml")
        return []
    parse_document(Project, block + REST, name="x.toml")
    return []


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_taken(page: str) -> None:
    saved = dict(SAVED.findall(text(page)))
    blocks = BLOCK.findall(text(page))
    assert len(blocks) == 8
    assert not [fault for block in blocks for fault in faults(block, saved)]


def test_the_check_of_examples_can_fail() -> None:
    view = '[view]\nid = "a"\nkind = "shade"\ntitle = { th = "ก", en = "a" }\nsource = "ก"\n'
    assert faults(view, {"b": view})
    with pytest.raises(Exception, match="colour"):
        faults(view + 'colour = "#ffffff"\n', {"a": view})


def test_both_languages_show_the_same_examples_and_commands() -> None:
    first, second = (
        [re.sub(r"\s*#.*", "", one) for one in BLOCK.findall(text(page))] for page in PAGES
    )
    assert first == second
    flags = [sorted(set(re.findall(r"--[a-z]+", text(page)))) for page in PAGES]
    assert flags[0] == flags[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_format_is_told(page: str) -> None:
    assert set(FORMATS) == set(re.findall(r"\| `([a-z]+)` \|", text(page)))


@pytest.mark.parametrize("page", [*PAGES, "gallery.md"])
def test_every_link_and_picture_is_there(page: str) -> None:
    links = {one or two for one, two in LINK.findall(text(page))}
    assert links
    assert not [link for link in links if "://" not in link and not (DOCS / link).exists()]


def test_pictures_are_small_and_all_shown() -> None:
    pictures = {path.name: path.stat().st_size for path in (DOCS / "gallery").glob("*.png")}
    assert set(re.findall(r"gallery/([\w-]+\.png)", text("gallery.md"))) == set(pictures)
    assert max(pictures.values()) <= 150_000
    assert sum(pictures.values()) <= 3_000_000
