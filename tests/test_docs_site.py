"""The site of the documents: built with warnings as errors, whole, in two languages, offline."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

REPO = Path(__file__).parents[1]
DOCS = REPO / "docs"
WORDS = REPO / "tambon_gis" / "documents" / "words"
GUIDES = ("officer", "analyst", "presenter")
#: One picture at most, in bytes.
LARGEST = 150_000
SECONDS = 600


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built by its command."""
    folder = tmp_path_factory.mktemp("docs")
    done = run(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The command of ``make docs``."""
    return subprocess.run(
        [sys.executable, str(DOCS / "make_site.py"), str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The rules that the command holds pages against."""
    monkeypatch.syspath_prepend(str(DOCS))
    from making import checks

    return checks.faults


def words_of(page: Path) -> str:
    """What a page says."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def texts(lang: str, pattern: str) -> Iterator[dict[str, dict[str, str]]]:
    """The documents of words, read apart from the package."""
    for path in sorted((WORDS / lang).glob(pattern)):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_first_page_leads_to_three_doors(site: Path) -> None:
    assert "docs/index.html" in (site / "index.html").read_text("utf-8")
    first = (site / "docs" / "index.html").read_text("utf-8")
    assert {f"guides/{guide}.th.html" for guide in GUIDES} <= set(
        re.findall(r'href="(.*?)"', first)
    )


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_command_stands_in_the_reference(site: Path, lang: str) -> None:
    told = [one["help"] for one in texts(lang, "cli*.toml") if "help" in one]
    about = {name: entry["about"] for one in told for name, entry in one.items()}
    page = words_of(site / "docs" / "reference" / f"commands{'.th' * (lang == 'th')}.html")
    page = re.sub(r"\s+", "", page)
    assert len(about) > 30
    lacking = [name for name, said in about.items() if re.sub(r"\s+", "", said) not in page]
    assert lacking == []


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_term_and_message_stands_in_the_reference(site: Path, lang: str) -> None:
    ending = ".th" * (lang == "th")
    glossary = words_of(site / "docs" / "reference" / f"glossary{ending}.html")
    terms = next(texts(lang, "glossary.toml"))["term"]
    assert [key for key, one in terms.items() if one["term"] not in glossary] == []
    messages = words_of(site / "docs" / "reference" / f"messages{ending}.html")
    one = next(texts(lang, "errors.toml"))["code"]["malformed"]
    assert one["what"] in messages
    assert one["mend"] in messages


def test_verbs_and_modules_stand_in_the_reference(site: Path) -> None:
    page = words_of(site / "docs" / "reference" / "python.html")
    assert {f"tg.{verb}" for verb in ("load", "check", "count", "assess", "build")} <= set(
        re.findall(r"tg\.\w+", page)
    )
    load = words_of(site / "docs" / "reference" / "python" / "tambon_gis.study.load.html")
    assert "Parameters" in load
    assert "MissingFileError" in load


def test_pages_say_their_language_and_lead_to_their_twin(site: Path) -> None:
    thai = sorted(path for path in DOCS.rglob("*.th.md") if "_build" not in path.parts)
    assert len(thai) > 10
    for path in thai:
        page = site / "docs" / path.relative_to(DOCS).with_suffix(".html")
        text = page.read_text("utf-8")
        assert '<html lang="th"' in text, path
        assert "ค้นหา" in text, path
        twin = page.with_name(page.name.replace(".th.html", ".html"))
        assert f'href="{twin.name}" hreflang="en"' in text, path
        assert '<html lang="en"' in twin.read_text("utf-8"), twin


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "fetches https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "fetches //cdn.example/x.css"),
        ('<p style="background:url(http://a.example/x.png)">', "fetches http://a.example/x.png"),
        ('<img src="x.png">', "picture without words: x.png"),
        ('<img src="x.png" alt="a">', "lacks x.png"),
        ('<a href="gone.html">a</a>', "leads nowhere: gone.html"),
        ('<a href="#gone">a</a>', "leads nowhere: #gone"),
        ('<a href="../../out.html">a</a>', "leads nowhere: ../../out.html"),
    ],
)
def test_the_rules_of_pages_can_fail(
    faults: object, tmp_path: Path, planted: str, told: str
) -> None:
    (tmp_path / "a.html").write_text('<a href="a.html#x" id="x">a</a>', "utf-8")
    assert faults(tmp_path) == []  # type: ignore[operator]
    (tmp_path / "a.html").write_text(planted, "utf-8")
    assert f"a.html: {told}" in faults(tmp_path)  # type: ignore[operator]


def test_a_sheet_of_style_that_fetches_is_told(faults: object, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://fonts.example/x.css';", "utf-8")
    assert faults(tmp_path) == ["a.css: fetches https://fonts.example/x.css"]  # type: ignore[operator]


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_shows_the_same_steps_and_pictures_in_both_languages(guide: str) -> None:
    steps, shown = [], []
    for ending in (".th.md", ".md"):
        text = (DOCS / "guides" / f"{guide}{ending}").read_text("utf-8")
        steps.append(re.findall(r"^## (\d+) .*\((\d+) (?:นาที|minutes?)\)$", text, re.MULTILINE))
        shown.append(re.findall(r"\(pictures/([^)]+)\)", text))
    assert steps[0] == steps[1]
    assert [int(number) for number, _ in steps[0]] == list(range(1, len(steps[0]) + 1))
    assert sum(int(minutes) for _, minutes in steps[0]) == 20
    assert shown[0] == shown[1]
    assert len(shown[0]) >= 5


def test_pictures_of_the_guides_are_small_and_all_shown() -> None:
    made = {path.name: path.stat().st_size for path in (DOCS / "guides" / "pictures").iterdir()}
    told = "".join((DOCS / "guides" / f"{guide}.md").read_text("utf-8") for guide in GUIDES)
    assert set(re.findall(r"\(pictures/([^)]+)\)", told)) == set(made)
    assert max(made.values()) <= LARGEST


def leaves(told: object) -> Iterator[str]:
    """Every text of a document of words."""
    if isinstance(told, dict):
        for one in told.values():
            yield from leaves(one)
    else:
        yield str(told)


def test_the_page_has_every_button_that_its_pages_of_the_manual_name() -> None:
    said = {text for told in texts("th", "serve*.toml") for text in leaves(told)}
    named = set()
    for page in [DOCS / "guides" / "officer.th.md", *(DOCS / "howto").glob("*.th.md")]:
        pressed = r"(?:กด|กดปุ่ม|เมนู|หน้า|ขั้น) \*\*(?:\d )?([^*]+)\*\*"
        named |= set(re.findall(pressed, page.read_text("utf-8")))
    assert len(named) > 15
    assert sorted(one for one in named if not any(one in text for text in said)) == []


def test_the_code_of_the_analysts_guide_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    monkeypatch.chdir(REPO)
    from making import walk_analyst

    thai = (DOCS / "guides" / "analyst.th.md").read_text("utf-8")
    english = walk_analyst.GUIDE.read_text("utf-8")
    blocks = [re.findall(r"```python\n(.*?)```", text, re.DOTALL) for text in (thai, english)]
    assert blocks[0] == blocks[1]
    names: dict[str, object] = {}
    answers = {name: walk_analyst.run(code, names) for name, code in walk_analyst.blocks()}
    assert len(answers) == len(blocks[0])
    # As data/demo/README.md counts them: 182 of 1,919 households without enough clean water.
    water = answers["sealed"].set_index("level").loc["tambon"]
    assert (int(water["failing"]), int(water["asked"])) == (182, 1919)


@pytest.mark.browser
def test_search_finds_a_thai_word_within_a_sentence_from_a_file(
    site: Path, chromium: Browser
) -> None:
    asked: list[str] = []
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url))
    for word, found in (("ครัวเรือนตกเกณฑ์", "glossary.th"), ("denominator", "glossary")):
        page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
        page.wait_for_selector("#search-results li a")
        links = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
        assert any(f"/{found}.html" in link for link in links), word
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
