"""The codebook of a rulebook: every definition as a page and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from tambon_gis.render.book.definitions import Captions, Definitions, Entry, define
from tambon_gis.render.book.sheets import LINE, Sheets, as_table, lines_of
from tambon_gis.render.fonts import font_face
from tambon_gis.render.policy import content_security_policy
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.words import Words

__all__ = ["html", "indicators", "workbook"]

ABOUT = (26, 34, 34, 56)
#: Columns of the sheet of indicators, and of ways, with their widths.
INDICATORS = {
    "code": 6, "title": 32, "other": 28, "dimension": 15, "counts": 12, "applies": 28,
    "sensitive": 14, "definition": 56, "source": 28, "confidence": 16, "same_as": 22,
    "similar_to": 22,
}  # fmt: skip
WAYS = {"code": 6, "title": 26, "way": 24, "formula": 60, "raw": 50, "columns": 44}


def html(
    book: Rulebook, captions: Captions | None = None, *, lang: str = "th", version: str = ""
) -> str:
    """
    The codebook as a page that needs no network.

    Parameters
    ----------
    book : Rulebook
        The rulebook.
    captions : Captions, optional
        What its columns and the indicators that it refers to are called.
    lang : {"th", "en"}, default "th"
        Language.
    version : str, optional
        Version of the package, for the last line.

    Returns
    -------
    str
        A whole HTML page without scripts.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> "11-33" in html(catalog.rulebook("nrd2c")) or "11 ถึง 33" in html(catalog.rulebook("nrd2c"))
    True
    """
    return (
        environment()
        .get_template("codebook.html.j2")
        .render(
            say=words(lang),
            lang=lang,
            book=book,
            told=define(book, captions, lang=lang),
            policy=content_security_policy([]),
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
            version=version,
        )
    )


def workbook(book: Rulebook, captions: Captions | None = None, *, lang: str = "th") -> bytes:
    """
    The codebook as XLSX.

    Parameters
    ----------
    book : Rulebook
        The rulebook.
    captions : Captions, optional
        What its columns and the indicators that it refers to are called.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    bytes
        A workbook of three sheets: the rulebook, one row an indicator, one row a way. It names no
        author.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> workbook(catalog.rulebook("nrd2c"))[:2]
    b'PK'
    """
    sheets = Sheets(words(lang), "codebook")
    told = define(book, captions, lang=lang)
    _about(sheets, book, told, lang)
    indicators(sheets, told, lang)
    _ways(sheets, told, lang)
    return sheets.closed()


def _about(sheets: Sheets, book: Rulebook, told: Definitions, lang: str) -> None:
    """The header, the constants, the scores and the levels."""
    say = sheets.say
    sheet = sheets.sheet(sheets.say.text("codebook.sheet_about"), ABOUT)
    sheet.write_string(0, 0, book.rulebook.title.of(lang), sheets.looks["title"])
    look = sheets.looks["sure" if book.verified else "doubt"]
    for column in range(len(ABOUT)):
        sheet.write_blank(1, column, None, look)
    sheet.write_string(1, 0, say.text(f"codebook.status.{book.rulebook.status}"), look)
    sheet.set_row(0, 2 * LINE)
    at = 3
    about = list(told.about)
    if told.missing:
        about.append((say.text("codebook.head.missing"), told.missing))
    for name, text in about:
        sheet.write_string(at, 0, name, sheets.looks["head"])
        sheet.merge_range(at, 1, at, len(ABOUT) - 1, text, sheets.looks["text"])
        sheet.set_row(at, LINE * lines_of(text, sum(ABOUT[1:])) + 3)
        at += 1
    for key, heads, rows, looks in _tables(told):
        at += 1
        sheet.write_string(at, 0, say.text(f"codebook.head.{key}"), sheets.looks["big"])
        sheet.set_row(at, 1.6 * LINE)  # room for the marks above Thai letters
        sheets.row(sheet, at + 1, sheets.heads(heads), ABOUT, "head")
        at += 2
        for cells in rows:
            sheets.row(sheet, at, cells, ABOUT, *looks)
            at += 1


def _tables(
    told: Definitions,
) -> Iterator[tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], tuple[str, ...]]]:
    """The small tables that a rulebook has: key, columns, rows, looks."""
    if told.constants:
        heads = ("constant", "value", "measure", "source")
        yield "constants", heads, told.constants, ("code", "text")
    if told.scores:
        yield "scores", ("scores", "meaning"), told.scores, ("text",)
    if told.levels:
        heads = ("level", "when", "rule", "source")
        yield "levels", heads, told.levels, ("text", "text", "code", "text")


def indicators(sheets: Sheets, told: Definitions, lang: str, *, name: str | None = None) -> None:
    """
    Write a sheet of one row an indicator; columns that no indicator fills are left out.

    Parameters
    ----------
    sheets : Sheets
        The workbook.
    told : Definitions
        A rulebook in words.
    lang : {"th", "en"}
        Language.
    name : str, optional
        Name of the sheet.
    """
    other = "en" if lang == "th" else "th"
    rows = [_indicator_row(sheets.say, entry, lang, other) for entry in told.entries]
    used = [key for key in INDICATORS if any(row[key] for row in rows)]
    widths = [INDICATORS[key] for key in used]
    sheet = sheets.sheet(name or sheets.say.text("codebook.sheet_indicators"), widths)
    named = {"title": f"title_{lang}", "other": f"title_{other}"}
    sheets.row(sheet, 0, sheets.heads([named.get(key, key) for key in used]), widths, "head")
    for at, row in enumerate(rows, start=1):
        sheets.row(sheet, at, [row[key] for key in used], widths)
    as_table(sheet, len(rows), len(widths))


def _indicator_row(say: Words, entry: Entry, lang: str, other: str) -> dict[str, str]:
    """The cells of one indicator."""
    one = entry.indicator
    return {
        "code": one.code,
        "title": one.title.of(lang),
        "other": one.title.of(other),
        "dimension": entry.dimension,
        "counts": entry.counts,
        "applies": entry.applies,
        "sensitive": say.text("codebook.yes") if one.sensitive else "",
        "definition": one.definition.of(lang) if one.definition else "",
        "source": one.source,
        "confidence": entry.confidence,
        "same_as": "\n".join(entry.same_as),
        "similar_to": "\n".join(entry.similar_to),
    }


def _ways(sheets: Sheets, told: Definitions, lang: str) -> None:
    """One row a way."""
    widths = list(WAYS.values())
    sheet = sheets.sheet(sheets.say.text("codebook.sheet_ways"), widths)
    heads = [f"title_{lang}" if key == "title" else key for key in WAYS]
    sheets.row(sheet, 0, sheets.heads(heads), widths, "head")
    rows = [cells for entry in told.entries for cells in _way_rows(sheets.say, entry, lang)]
    for at, cells in enumerate(rows, start=1):
        sheets.row(sheet, at, cells, widths, "text", "text", "text", "text", "code", "text")
    as_table(sheet, len(rows), len(widths))


def _way_rows(say: Words, entry: Entry, lang: str) -> Iterator[tuple[str, ...]]:
    """The rows of one indicator's ways, or the one that says that there is none."""
    one = entry.indicator
    head = one.code, one.short.of(lang)
    if not entry.ways:
        yield *head, "", say.text("codebook.way.none"), "", ""
    for n, way in enumerate(entry.ways, start=1):
        title = (
            say.text("codebook.way.nth", n=n, way=way.title) if len(entry.ways) > 1 else way.title
        )
        columns = [f"{name}: {text}" if text else name for name, text in way.columns]
        rules = "\n".join(f"{key}: {rule}" for key, rule in way.rules)
        yield *head, title, "\n".join(way.lines), rules, "\n".join(columns)
