"""What a new year brings: villages, columns, codes, indicators, decisions, as an internal page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.findings import Finding
    from tambon_gis.model.sealed import Credits

__all__ = [
    "CodeLine",
    "ColumnLine",
    "FileChange",
    "FixLine",
    "IndicatorKind",
    "IndicatorLine",
    "VillageKind",
    "VillageLine",
    "change_report",
]


#: So many new findings are told in full; the rest stand in the doctor's report.
MOST_FINDINGS = 30
VillageKind = Literal["same", "new", "gone", "large"]
IndicatorKind = Literal["other", "same", "similar", "new", "gone"]


@dataclass(frozen=True)
class VillageLine:
    """A village in both years; households (or members) of each, null where it is absent."""

    place: str
    name: str
    before_name: str
    before: int | None
    now: int | None
    what: VillageKind
    renamed: bool
    on_map: bool


@dataclass(frozen=True)
class ColumnLine:
    """A column that one year has alone, or under another heading."""

    what: Literal["new", "gone", "renamed", "unknown_new", "unknown_gone"]
    title: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class CodeLine:
    """Columns whose answers are written otherwise."""

    columns: tuple[str, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorLine:
    """A number in two rulebooks, and earlier indicators of other numbers that are its kin."""

    what: IndicatorKind
    code: str
    before: str
    now: str
    kin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FixLine:
    """A decision and what it does in the new file."""

    number: str
    what: Literal["applies", "idle", "fits"]
    about: str
    rows: int


@dataclass(frozen=True)
class FileChange:
    """
    What one file of the new year brings.

    Parameters
    ----------
    title, earlier : str
        Title of the input and of the earlier survey that it is held against, or empty.
    file, kind, unit : str
        File name, title of its schema; what its rows are: household, person, village.
    rulebook, verified : str, bool
        Title of the rulebook, and whether it is verified.
    computed, indicators : int
        So many of its indicators can be computed from this file.
    rows : tuple[int | None, int]
        Rows of the earlier survey and of this one.
    villages, columns, codes, meanings, fixes : tuple or object
        The differences.
    other_rulebook : bool
        Whether the rulebook is another one than before.
    decide : tuple[Finding, ...]
        New findings that wait for a person.
    stops : tuple[str, ...]
        Why the file cannot join the project: ids of sentences.
    facts : tuple[tuple[str, str], ...]
        What those sentences name.
    """

    title: str
    earlier: str
    file: str
    kind: str
    unit: str
    rulebook: str
    verified: bool
    computed: int
    indicators: int
    rows: tuple[int | None, int]
    villages: tuple[VillageLine, ...]
    columns: tuple[ColumnLine, ...]
    codes: tuple[CodeLine, ...]
    meanings: tuple[IndicatorLine, ...]
    fixes: tuple[FixLine, ...]
    other_rulebook: bool
    decide: tuple[Finding, ...]
    stops: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def of(self, *what: str) -> tuple[VillageLine, ...]:
        """Villages of some kinds."""
        return tuple(one for one in self.villages if one.what in what)

    def sentences(self, lang: str = "th") -> tuple[str, ...]:
        """
        Say the main changes, one sentence each: for the console and the head of the page.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        tuple[str, ...]
            What stops it first.
        """
        say = words(lang)
        told = [say.text(f"update.stop.{one}", **dict(self.facts)) for one in self.stops]
        told.append(self._rows(lang))
        counts = {
            "new": sum(one.on_map for one in self.of("new")),
            "gone": len(self.of("gone")),
            "renamed": sum(one.renamed for one in self.villages),
            "large": len(self.of("large")),
            "off_map": sum(not one.on_map for one in self.villages if one.now is not None),
        }
        if self.earlier:
            told.append(say.text("update.told.villages", **counts))
            columns = {w: sum(one.what == w for one in self.columns) for w in _COLUMN_KINDS}
            told.append(say.text("update.told.columns", **columns))
            told.append(say.text("update.told.codes", n=sum(len(c.columns) for c in self.codes)))
        others = sum(one.what == "other" for one in self.meanings)
        if self.other_rulebook:
            told.append(say.text("update.told.rulebook", n=others))
        status = "computed" if self.computed else "not_computed"
        told.append(
            say.text(
                f"update.told.{status}", n=self.computed, of=self.indicators, book=self.rulebook
            )
        )
        if not self.verified:
            told.append(say.text("update.told.unverified", book=self.rulebook))
        kinds = {w: sum(one.what == w for one in self.fixes) for w in ("applies", "idle", "fits")}
        if self.fixes:
            told.append(say.text("update.told.fixes", **kinds))
        told.append(say.text("update.told.decide", n=len(self.decide)))
        return tuple(told)

    def _rows(self, lang: str) -> str:
        """Rows of both years."""
        say = words(lang)
        before, now = self.rows
        if before is None:
            return say.text(f"update.rows.{self.unit}", n=now)
        title = {"before": before, "now": now, "earlier": self.earlier}
        return say.text(f"update.rows.{self.unit}_both", **title)


_COLUMN_KINDS = ("new", "gone", "renamed", "unknown_new")


def change_report(
    changes: Sequence[FileChange], credit: Credits, *, year: int, done: bool, lang: str = "th"
) -> str:
    """
    The internal page about a new year's files.

    Parameters
    ----------
    changes : sequence of FileChange
        One a file.
    credit : Credits
        Area and date.
    year : int
        Year B.E.
    done : bool
        Whether the files were taken into the project.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page with the watermark of internal papers.
    """
    stopped = any(one.stops for one in changes)
    state = "done" if done else "stopped" if stopped else "asked"
    return (
        environment()
        .get_template("update.html.j2")
        .render(
            say=words(lang),
            lang=lang,
            changes=changes,
            year=str(year),
            state=state,
            most=MOST_FINDINGS,
            credit=credit,
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )
