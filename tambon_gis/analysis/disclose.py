"""Disclose: counts become published cells, each in the form it may take, and are sealed.

The only module of the analysis that may seal. Public is the default; internal must be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.aggregate import measure
from tambon_gis.analysis.forms import (
    SMALLEST_ASKED,
    SMALLEST_CELL,
    household_form,
    open_form,
    unknown_class,
)
from tambon_gis.analysis.guard import over_hidden, protected
from tambon_gis.analysis.protect import BASES, round_to_base
from tambon_gis.model.sealed import FORMS, Audience, Disclosure, Left, Measures, seal
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.project import Decision
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["COLOURED", "disclose"]

#: Forms that carry a colour on a map.
COLOURED = ("exact", "zero", "zero_band", "few", "most", "rounded")
_TELLS_FAILING = ("exact", "zero", "rounded")
_SMALL_BASE = 100


def disclose(
    counted: pd.DataFrame,
    rulebooks: Sequence[Rulebook],
    *,
    scored: pd.DataFrame | None = None,
    decisions: Sequence[Decision] = (),
    published: Mapping[str, str] | None = None,
    audience: Audience = "public",
) -> Measures:
    """
    Seal counts for a map, a table or a file.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, every level that may be shown; null counts are places without a survey.
    rulebooks : sequence of Rulebook
        Those of the frameworks in ``counted``.
    scored : pandas.DataFrame, optional
        Stage ``scored``.
    decisions : sequence of Decision
        Sensitive indicators that may be shown below tambon, and by whose decision (P8).
    published : Mapping[str, str], optional
        Frameworks whose counts were published before, with the source: they pass as they are.
    audience : {"public", "internal"}, default "public"
        Internal cells are all exact and must stay under ``work/``.

    Returns
    -------
    Measures
        The sealed cells and what was done to them.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": "9",
    ...     "level": "village", "place": ["15010901", "15010902"], "counts": "household",
    ...     "asked": [80, 90], "met": [78, 70], "unknown": 0, "households_asked": [80, 90],
    ...     "households_met": [78, 70], "households_unknown": 0})
    >>> disclose(counted, [catalog.rulebook("bmn-2560")]).frame[["form", "failing"]].values.tolist()
    [['few', <NA>], ['exact', 20.0]]
    """
    COUNTED.check(counted)
    passed = dict(published or {})
    books = {book.id: book for book in rulebooks}
    cells = measure(counted).reset_index(drop=True)
    cells["sensitive"] = _sensitive(cells, books)
    cells["vague"] = False
    left: tuple[Left, ...] = ()
    if audience == "public":
        left = _left(books, passed, decisions)
        cells = _without_left(cells, left, passed)
    cells["form"] = _forms(cells, books, passed, audience)
    if audience == "public":
        cells["form"] = protected(cells)
        cells["vague"] = over_hidden(cells)
        cells["form"] = cells["form"].mask(cells["vague"] & cells["form"].eq("exact"), "rounded")
    cells = _with_scores(cells, scored)
    frame = _publish(cells)
    return seal(
        Measures,
        frame=frame,
        disclosure=_told(frame, left, passed, books),
        audience=audience,
    )


def _sensitive(cells: pd.DataFrame, books: Mapping[str, Rulebook]) -> pd.Series:
    """Whether each cell's indicator is sensitive; an unknown framework counts as sensitive."""
    import pandas as pd

    flags = {
        (book.id, one.code): one.sensitive for book in books.values() for one in book.indicator
    }
    keys = zip(cells["framework"], cells["code"], strict=True)

    return pd.Series([flags.get(key, True) for key in keys], index=cells.index, dtype=bool)


def _left(
    books: Mapping[str, Rulebook], passed: Mapping[str, str], decisions: Sequence[Decision]
) -> tuple[Left, ...]:
    """Every sensitive indicator, with the decision that shows it where there is one."""
    decided = {decision.indicator: decision for decision in decisions}
    left = []
    for book in books.values():
        if book.id in passed:
            continue
        for one in book.indicator:
            if not one.sensitive:
                continue
            by = decided.get(f"{book.id}/{one.code}")
            left.append(
                Left(
                    book.id,
                    one.code,
                    shown=by is not None,
                    decided_by=by.decided_by if by else "",
                    decided_on=by.decided_on if by else None,
                )
            )
    return tuple(left)


def _without_left(
    cells: pd.DataFrame, left: Sequence[Left], passed: Mapping[str, str]
) -> pd.DataFrame:
    """Drop what is sensitive below tambon and not decided, before anything is computed of it."""
    import pandas as pd

    shown = pd.MultiIndex.from_tuples([("", ""), *((o.framework, o.code) for o in left if o.shown)])
    keys = pd.MultiIndex.from_frame(cells[["framework", "code"]])
    free = keys.isin(shown) | cells["framework"].isin(passed)
    keep = free | ~cells["sensitive"] | cells["level"].ne("village")
    return cells[keep].reset_index(drop=True)


def _forms(
    cells: pd.DataFrame,
    books: Mapping[str, Rulebook],
    passed: Mapping[str, str],
    audience: Audience,
) -> pd.Series:
    """The form of each cell by itself."""
    of_nobody = {name for name, book in books.items() if book.rulebook.unit != "household"}
    unguarded = cells["framework"].isin(of_nobody | set(passed))
    form = open_form(cells)
    if audience == "internal":
        return form
    return form.where(unguarded, household_form(cells, cells["sensitive"]))


def _with_scores(cells: pd.DataFrame, scored: pd.DataFrame | None) -> pd.DataFrame:
    """Join the score of a village to its cell."""
    import pandas as pd

    if scored is None or scored.empty:
        return cells.assign(score=pd.array([pd.NA] * len(cells), dtype="Int16"))
    keys = ["year", "framework", "code", "place"]
    return cells.merge(scored[[*keys, "score"]], on=keys, how="left", validate="many_to_one")


def _publish(cells: pd.DataFrame) -> pd.DataFrame:
    """Only what each form tells."""
    import pandas as pd

    form = cells["form"].mask(cells["form"].isin(BASES), "rounded")
    tells = form.isin(_TELLS_FAILING)
    known = ~form.isin({"hidden", "no_data"})
    asked = _to_tens(cells["asked"], cells["vague"])
    households = _to_tens(cells["households_asked"], cells["vague"])
    failing = (cells["asked"] - cells["met"]).astype("Float64")
    for name, base in BASES.items():
        these = cells["form"].eq(name)
        counts = [float(round_to_base(int(count), base)) for count in failing[these]]
        failing.loc[these] = pd.array(counts, dtype="Float64")
    share = _percent(failing, asked, coarse=form.eq("rounded"))
    columns = ["year", "framework", "code", "level", "place", "counts"]
    return pd.DataFrame(
        {
            **{name: cells[name] for name in columns},
            "form": form,
            "asked": asked.where(known),
            "failing": failing.where(tells),
            "share": share.where(tells),
            "households": households.where(known),
            "unknown": unknown_class(cells).where(known & cells["households_asked"].notna(), ""),
            "score": cells["score"].astype("Float64"),
        }
    )


def _to_tens(counts: pd.Series, vague: pd.Series) -> pd.Series:
    """Counts of the asked, to the nearest ten where a hidden cell stands below."""
    told = counts.astype("Float64")
    return told.mask(vague, ((told + 5) // 10) * 10)


def _percent(failing: pd.Series, asked: pd.Series, *, coarse: pd.Series) -> pd.Series:
    """Percent, halves up as official reports do: one decimal; whole where rounded, or below 100."""
    whole = failing.astype("Int64")
    base = asked.mask(asked == 0).astype("Int64")
    tenths = (2000 * whole + base) // (2 * base)
    ones = (200 * whole + base) // (2 * base)
    return (tenths.astype("Float64") / 10).mask(
        coarse | (asked < _SMALL_BASE), ones.astype("Float64")
    )


def _told(
    frame: pd.DataFrame,
    left: tuple[Left, ...],
    passed: Mapping[str, str],
    books: Mapping[str, Rulebook],
) -> Disclosure:
    """What was done, over the cells that households stand behind, at the finest level."""
    of_households = [name for name, book in books.items() if book.rulebook.unit == "household"]
    cells = frame[frame["framework"].isin(of_households) & ~frame["framework"].isin(passed)]
    if len(cells):
        finest = max(cells["level"].unique(), key=lambda level: LADDER.get(level, 0))
        cells = cells[cells["level"] == finest]
    forms: dict[str, int] = {form: int(cells["form"].eq(form).sum()) for form in FORMS}
    coloured = sum(forms[form] for form in COLOURED) / len(cells) if len(cells) else 0.0
    return Disclosure(
        forms=forms,
        coloured=coloured,
        smallest_asked=SMALLEST_ASKED,
        smallest_cell=SMALLEST_CELL,
        left=left,
        published=tuple(sorted(set(passed.values()))),
    )
