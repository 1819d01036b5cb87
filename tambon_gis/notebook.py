"""For Jupyter: what the loaders noticed as a frame, and folium's maps as pages without internet.

A drawn page shows itself in a cell.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tambon_gis.render.told.report import frame
from tambon_gis.render.web import foreign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import folium
    import pandas as pd

    from tambon_gis.model.findings import Findings

__all__ = ["InlineHtml", "findings_table", "inline_html"]


class InlineHtml(str):
    """A page as text, which shows itself in a cell; write it to a file as it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Show the page in a notebook cell, apart from the notebook."""
        return frame(str(self), height=520)


def findings_table(found: Findings, *, lang: str = "th") -> pd.DataFrame:
    """
    Findings as a frame, one row a finding.

    Parameters
    ----------
    found : Findings
        What the loaders noticed.
    lang : {"th", "en"}, default "th"
        Language of the sentences.

    Returns
    -------
    pandas.DataFrame
        ``role``, ``severity``, ``where``, ``what``, ``mend``, ``count`` (cells or rows).

    Examples
    --------
    >>> from tambon_gis.study.look import check
    >>> findings_table(check("tests/data/small")).columns.tolist()
    ['role', 'severity', 'where', 'what', 'mend', 'count']
    """
    import pandas as pd

    rows = [
        (report.role, one.severity, one.where, one.tell(lang), one.mend(lang), one.count)
        for report in found.reports
        for one in report.findings
    ]
    return pd.DataFrame(rows, columns=["role", "severity", "where", "what", "mend", "count"])


def inline_html(chart: folium.Map, *, title: str = "", allowed: Collection[str] = ()) -> InlineHtml:
    """
    A map made with folium, as one page that opens without internet.

    Its scripts and styles come from installed packages, and a Content-Security-Policy names each
    script, so that no text of the data can run. What the map tells is its maker's choice: it does
    not pass disclosure control.

    Parameters
    ----------
    chart : folium.Map
        The map, made with ``tiles=None``.
    title : str, optional
        Title of the page.
    allowed : Collection[str], optional
        Addresses that stand in texts or links of the map; the page cannot load them either.

    Returns
    -------
    InlineHtml
        The page as text; in a cell it shows itself.

    Raises
    ------
    InputError
        When the map takes tiles, icons or anything else from the internet: the error names it.
    EngineError
        When a package that the map needs is not installed.

    Examples
    --------
    >>> import folium
    >>> page = inline_html(folium.Map((14.6, 100.4), tiles=None))
    >>> "https://" in page, page[:15]
    (False, '<!DOCTYPE html>')
    """
    figure: Any = chart.get_root()
    with _plain_texts(figure):
        chart.render()  # type: ignore[no-untyped-call]  # branca is typed in part
        heads = list(figure.header._children.values())  # noqa: SLF001  (branca has no other door)
        links = [one.url for one in heads if getattr(one, "url", None)]
        rest = "\n".join(one.render() for one in heads if not getattr(one, "url", None))
        parts = foreign.Parts(tuple(links), rest, figure.html.render(), figure.script.render())
    return InlineHtml(foreign.page_of(parts, title=title, allowed=allowed))


@contextmanager
def _plain_texts(figure: Any) -> Iterator[None]:
    """Texts of popups and tooltips as entities while folium writes them into script templates."""
    kept = []
    for one in _elements(figure):
        for name in ("data", "text"):
            found = vars(one).get(name)
            if isinstance(found, str) and ("`" in found or "${" in found):
                kept.append((one, name, found))
                setattr(one, name, found.replace("`", "&#96;").replace("${", "&#36;{"))
    try:
        yield
    finally:
        for one, name, found in kept:
            setattr(one, name, found)


def _elements(element: Any) -> Iterator[Any]:
    """An element and all that hang on it, also those in its own head, body and script."""
    yield element
    parts = [vars(element).get(name) for name in ("header", "html", "script")]
    below = [*getattr(element, "_children", {}).values(), *parts]
    for one in below:
        if hasattr(one, "_children"):
            yield from _elements(one)
