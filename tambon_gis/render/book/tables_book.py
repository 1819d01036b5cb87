"""The workbook of tables: values by place, every cell as a row, ranks, trends, plan, codebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.book.book_about import about
from tambon_gis.render.book.codebook import indicators
from tambon_gis.render.book.definitions import define
from tambon_gis.render.book.sheets import LINE, Sheets, as_table, lines_of
from tambon_gis.render.book.trail_sheets import trail_sheets
from tambon_gis.render.long_table import LongTable
from tambon_gis.render.sections import budget_years
from tambon_gis.render.still import fills_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.planned import Plan
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.long_table import Row

    Wanted = tuple[tuple[str, float], ...]

__all__ = ["book"]

#: Columns with their widths.
LONG: Wanted = (
    ("year", 8), ("framework", 14), ("code", 9), ("title", 28), ("level", 10), ("place", 11),
    ("name", 22), ("value", 22), ("form", 11), ("asked", 9), ("failing", 9), ("unit", 11),
    ("share", 8), ("low", 11), ("high", 11), ("households", 11), ("unknown", 12), ("score", 8),
)  # fmt: skip
RANKS: Wanted = (
    ("year", 8), ("framework", 14), ("code", 9), ("title", 32), ("rank", 12), ("ranked", 10),
    ("moo", 7), ("name", 26), ("share", 9), ("failing", 10), ("asked", 9),
)  # fmt: skip
PLAN: Wanted = (
    ("programme", 26), ("number", 6), ("project", 44), ("target", 34), ("agency", 22),
)  # fmt: skip
_PLACE, _INDICATOR, _SCORED, _TOTAL, _MONEY = 22, 13, 11, 16, 14
#: Rows that a sheet of Excel holds.
_MOST = 1_000_000
_WHOLE_BELOW = 100


def book(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    Every published number in one workbook.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, bytes or str]
        ``tables.xlsx``: numbers only where they are told, bands in words. The same content gives
        the same bytes; it names no author and holds no formula.
    """
    return {"tables.xlsx": _Book(content, lang).made()}


class _Book:
    """Writes the sheets."""

    def __init__(self, content: Content, lang: str) -> None:
        """Read the cells once."""
        self.content, self.lang, self.say = content, lang, words(lang)
        self.table = LongTable(content, lang=lang)
        self.sheets = Sheets(self.say, "office.tables")
        self.sheets.header = content.credits.area_title
        if content.credits.synthetic:
            self.sheets.header += f" · {self.say.text('page.badge.synthetic')}"
        if content.measures.audience == "internal":
            self.sheets.header = self.say.text("page.badge.internal")

    def made(self) -> bytes:
        """All sheets."""
        about(self.sheets, self.content, lang=self.lang)
        books = [one for one in self.content.rulebooks if self._layers(one)]
        for one in books:
            self._values(one)
        self._ranks()
        self._trends()
        self._plan(self.content.plan)
        trail_sheets(self.sheets, self.content, lang=self.lang)
        self._long()
        for one in self.content.rulebooks:
            name = self._name("codebook", book=one.rulebook.short.of(self.lang))
            indicators(
                self.sheets.captioned("codebook"), define(one, lang=self.lang), self.lang, name=name
            )
        return self.sheets.closed()

    def _layers(self, one: Rulebook) -> list[Layer]:
        """Indicators of a rulebook that were surveyed."""
        return [layer for layer in self.table.layers if layer.book is one]

    def _name(self, key: str, **facts: str) -> str:
        """The name of a sheet."""
        return self.say.text(f"office.tables.sheet.{key}", **facts)

    def _values(self, one: Rulebook) -> None:
        """Places by indicators, newest year of the rulebook."""
        layers = self._layers(one)
        year = max(max(layer.cells) for layer in layers)
        layers = [layer for layer in layers if year in layer.cells]
        wide = _SCORED if one.scores else _INDICATOR
        widths = [7, _PLACE, *[wide] * len(layers)]
        short = one.rulebook.short.of(self.lang)
        sheet = self.sheets.sheet(
            self._name("values", book=short, year=str(year)), widths, across=0
        )
        heads = [*self.sheets.heads(["moo", "name"]), *(self._title(layer) for layer in layers)]
        self.sheets.row(sheet, 0, heads, widths, "head")
        columns = [self.table.rows(layer, year) for layer in layers]
        fills = [[fill.colour for fill in fills_of(layer, year)] for layer in layers]
        last = len(self.table.codes) - 1
        for at in range(last + 1):
            self._place(sheet, at + 1, at, total=at == last)
            height = lines_of(self._place_name(at), _PLACE)
            for column, (rows, colours) in enumerate(zip(columns, fills, strict=True), start=2):
                row = rows[at]
                colour = f"+{colours[at]}" if at < last else ""
                said, look = _shown(row)
                self.sheets.cell(sheet, at + 1, column, said, f"{look}{colour}")
                height = max(
                    height, lines_of(row.value, _INDICATOR) if isinstance(said, str) else 1
                )
            sheet.set_row(at + 1, LINE * height + 3)
        as_table(sheet, last + 1, len(widths))
        if one.scores is not None:
            titles = (
                f"{score} = {title.of(self.lang)}" for score, title in one.scores.titles.items()
            )
            self.sheets.cell(sheet, last + 3, 1, " · ".join(titles), "line")
        sheet.repeat_columns(0, 1)
        sheet.set_print_scale(80)

    def _place(self, sheet: Any, row: int, at: int, *, total: bool) -> None:
        """Number and name of a place."""
        look = "total" if total else "text"
        self.sheets.cell(sheet, row, 0, self.table.moos[at], f"{look}+year")
        self.sheets.cell(sheet, row, 1, self._place_name(at), look)

    def _place_name(self, at: int) -> str:
        """A place; the whole area is named as such."""
        if at < len(self.table.codes) - 1:
            return self.table.names[at]
        return self.say.text("page.card.whole", level=self.table.whole.level)

    def _title(self, layer: Layer) -> str:
        """Number and short name of an indicator."""
        return f"{layer.indicator.code}. {layer.indicator.short.of(self.lang)}"

    def _heads(self, name: str, wanted: Wanted, more: Sequence[tuple[str, float]] = ()) -> Any:
        """A sheet with its headings."""
        widths = [width for _, width in (*wanted, *more)]
        sheet = self.sheets.sheet(self._name(name), widths)
        sheet.set_default_row(LINE + 3)
        heads = [*self.sheets.heads([key for key, _ in wanted]), *(title for title, _ in more)]
        self.sheets.row(sheet, 0, heads, widths, "head")
        return sheet

    def _said(self, row: Row) -> dict[str, tuple[str | float | None, str]]:
        """What the sheets tell of a cell, with its look."""
        one, layer, at = row.cell, row.layer, row.at
        share = "text+one" if _decimal(one) else "text+whole"
        unknown = self.say.text(f"office.tables.unknown.{row.unknown}") if row.unknown else ""
        return {
            "year": (row.year, "text+year"),
            "framework": (layer.book.rulebook.short.of(self.lang), "text"),
            "code": (layer.indicator.code, "text"),
            "title": (layer.indicator.short.of(self.lang), "text"),
            "level": (self.say.text(f"page.level.{self.table.levels[at]}"), "text"),
            "place": (self.table.codes[at], "text"),
            "moo": (self.table.moos[at], "text+year"),
            "name": (self._place_name(at), "text"),
            "value": (row.value, "text"),
            "form": (one.form, "text"),
            "asked": (one.asked, "text+whole"),
            "failing": (one.failing, "text+whole"),
            "unit": (self.say.text(f"page.unit.{layer.indicator.counts or 'household'}"), "text"),
            "share": (one.share, share),
            "low": (row.low, "text+one"),
            "high": (row.high, "text+one"),
            "households": (one.households, "text+whole"),
            "unknown": (unknown, "text"),
            "score": (one.score, "text+whole"),
            "rank": (row.rank, "text+whole"),
            "ranked": (row.ranked, "text+whole"),
        }

    def _long(self) -> None:
        """Every cell as a row."""
        sheet = self._heads("long", LONG)
        at = 0
        for at, row in enumerate(self.table.every(), start=1):
            if at > _MOST:
                break
            said = self._said(row)
            for column, (key, _) in enumerate(LONG):
                self.sheets.cell(sheet, at, column, *said[key])
        as_table(sheet, at, len(LONG), fixed=0)

    def _ranks(self) -> None:
        """Places that show a number, worst first, by indicator."""
        found = [
            row
            for layer in self.table.layers
            for row in sorted(
                (r for r in self.table.rows(layer, max(layer.cells)) if r.rank is not None),
                key=lambda r: (r.rank or 0, r.at),
            )
            if row.at < len(self.table.codes) - 1
        ]
        if not found:
            return
        sheet = self._heads("ranks", RANKS)
        for at, row in enumerate(found, start=1):
            said = self._said(row)
            for column, (key, _) in enumerate(RANKS):
                self.sheets.cell(sheet, at, column, *said[key])
        as_table(sheet, len(found), len(RANKS), fixed=0)

    def _trends(self) -> None:
        """Years side by side: numbers where told, words elsewhere, difference between numbers."""
        years = sorted({year for layer in self.table.layers for year in layer.cells})
        layers = [layer for layer in self.table.layers if len(layer.cells) > 1]
        if not layers:
            return
        first: Wanted = (("framework", 14), ("code", 9), ("title", 30), ("moo", 7), ("name", 24))
        more = [(self.say.text("office.slides.year", year=str(year)), 16) for year in years]
        more.append((self.sheets.heads(["difference"])[0], 12))
        sheet = self._heads("trends", first, more)
        at = 0
        for layer in layers:
            table = {year: self.table.rows(layer, year) for year in layer.cells}
            last = len(self.table.codes) - 1
            for place in range(last if layer.withheld else 0, last + 1):
                at += 1
                rows = [table[year][place] if year in table else None for year in years]
                said = self._said(next(row for row in rows if row is not None))
                for column, (key, _) in enumerate(first):
                    self.sheets.cell(sheet, at, column, *said[key])
                for column, row in enumerate(rows, start=len(first)):
                    shown = _shown(row) if row else (None, "text")
                    self.sheets.cell(sheet, at, column, *shown)
                told = [row.cell.number for row in rows if row is not None]
                self.sheets.cell(sheet, at, len(first) + len(years), _difference(told), "text+plus")
        as_table(sheet, at, len(first) + len(more), fixed=0)

    def _plan(self, plan: Plan | None) -> None:
        """Projects with their budgets as numbers."""
        if plan is None or plan.frame.empty:
            return
        years = budget_years(plan)
        more = [(self.say.text("page.plan.budget", year=year), _MONEY) for year in years]
        more.append((self.sheets.heads(["total"])[0], _TOTAL))
        sheet = self._heads("plan", PLAN, more)
        widths = [width for _, width in (*PLAN, *more)]
        named = [("title" if key == "project" else key) for key, _ in PLAN]
        looks = [*["text"] * len(PLAN), *["text+whole"] * len(more)]
        for at, row in enumerate(plan.frame.to_dict("records"), start=1):
            budgets = [_number(row.get(f"budget_{year}")) for year in years]
            texts = [_text(row.get(name)) for name in named]
            cells = [*texts, *budgets, sum(one or 0.0 for one in budgets)]
            self.sheets.row(sheet, at, cells, widths, *looks)
        as_table(sheet, len(plan.frame), len(widths), fixed=0)


def _decimal(cell: Cell) -> bool:
    """Whether a share was published with a decimal."""
    return cell.form != "rounded" and (cell.asked is None or cell.asked >= _WHOLE_BELOW)


def _shown(row: Row) -> tuple[str | float, str]:
    """A score, a number where the cell is told to the point, words elsewhere."""
    if row.cell.score is not None:
        return row.cell.score, "text+whole"
    if row.cell.number is None:
        return row.value, "text"
    return row.cell.number, "text+one" if _decimal(row.cell) else "text+whole"


def _difference(told: Sequence[float | None]) -> float | None:
    """From the first year to the last, only between numbers."""
    if not told or told[0] is None or told[-1] is None:
        return None
    return round(told[-1] - told[0], 1)


def _number(value: Any) -> float | None:
    """A number, or nothing."""
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    """A cell as text."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
