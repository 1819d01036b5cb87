"""Links: which project may serve which problem, and what people said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.planning.likeness import Likeness
from tambon_gis.places import COUNTRY
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping

    import pandas as pd

    from tambon_gis.model.trace import IndicatorWords, Keywords

__all__ = [
    "COLUMNS",
    "LIKE",
    "STATES",
    "TEXTS",
    "meets",
    "places_of",
    "propose",
    "settle",
    "text_of",
]

#: Columns of a table of links.
COLUMNS = ("need", "project", "state", "by_place", "words", "likeness", "by", "on", "note")
#: What a link may be; the first that holds of a problem is its own state.
STATES = ("confirmed", "proposed", "refused")
#: The parts of a project in which words are looked for.
TEXTS = ("title", "objective", "target", "kpi", "result")
#: From this share of an indicator's title in a project's text on, the pair is proposed without a
#: keyword. Half: below it stood, on plans that were looked at, what only shares common phrases.
LIKE = 0.5
_PROPOSED = ("need", "project", "by_place", "words", "likeness")
_SPOKEN = ("project", "framework", "code", "words", "likeness")


def propose(
    needs: pd.DataFrame,
    projects: pd.DataFrame,
    located: pd.DataFrame | None,
    *,
    keywords: Mapping[str, Keywords] | None = None,
    titles: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """
    Pairs of a problem and a project that may belong together.

    Parameters
    ----------
    needs : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.needs.needs`.
    projects : pandas.DataFrame
        ``project`` and whichever of :data:`TEXTS` the plan has.
    located : pandas.DataFrame or None
        ``project`` and ``place``; what names no place is proposed for none.
    keywords : Mapping[str, Keywords], optional
        Rulebook -> words of its indicators; without them only texts are compared.
    titles : Mapping[tuple[str, str], str], optional
        Framework and code -> title of the indicator.

    Returns
    -------
    pandas.DataFrame
        ``need``, ``project``, ``by_place`` (true), ``words`` (keywords found, joined by commas),
        ``likeness`` (0 to 1), by need and project.

    Notes
    -----
    Formula: a pair is proposed where both share a place, no word against the indicator stands in
    the texts of the project, and a keyword of the indicator does, or at least :data:`LIKE` of its
    title does, by :meth:`~tambon_gis.analysis.planning.likeness.Likeness.inside`.

    Units: likeness is a share from 0 to 1.

    Missing: an indicator without keywords is compared by its title alone, one without a title has
    likeness 0; a project without a place is not proposed.

    Source: definition of this package; the keywords have their own document.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> needs = pd.DataFrame({"need": [1], "framework": "bmn-2560", "code": "9",
    ...     "place": "99010103"})
    >>> projects = pd.DataFrame({"project": [1, 2], "title": ["ขยายเขตประปา", "ซุ้มประตู"]})
    >>> located = pd.DataFrame({"project": [1, 2], "place": "99010103"})
    >>> words = {"bmn-2560": catalog.keywords("bmn-2560")}
    >>> propose(needs, projects, located, keywords=words)[["project", "words"]].values.tolist()
    [[1, 'ประปา']]
    """
    import pandas as pd

    wanted = set(zip(needs["framework"], needs["code"], strict=True))
    spoken = speaks_of(projects, keywords=keywords, titles=titles, only=wanted)
    of: dict[tuple[str, str], list[Mapping[Hashable, Any]]] = {}
    for one in spoken.to_dict("records"):
        of.setdefault((one["framework"], one["code"]), []).append(one)
    where = places_of(located)
    rows = [
        {"need": need["need"], "by_place": True, **one}
        for need in needs.to_dict("records")
        for one in of.get((need["framework"], need["code"]), [])
        if meets(str(need["place"]), where.get(int(one["project"]), ()))
    ]
    return pd.DataFrame(rows, columns=pd.Index(_PROPOSED)).astype(_kinds(_PROPOSED))


def speaks_of(
    projects: pd.DataFrame,
    *,
    keywords: Mapping[str, Keywords] | None = None,
    titles: Mapping[tuple[str, str], str] | None = None,
    only: Collection[tuple[str, str]] | None = None,
) -> pd.DataFrame:
    """
    Which indicators the texts of each project speak of, wherever it is.

    Parameters
    ----------
    projects : pandas.DataFrame
        ``project`` and whichever of :data:`TEXTS` the plan has.
    keywords : Mapping[str, Keywords], optional
        Rulebook -> words of its indicators.
    titles : Mapping[tuple[str, str], str], optional
        Framework and code -> title of the indicator.
    only : collection of (str, str), optional
        Only these indicators; all that have words or a title without it.

    Returns
    -------
    pandas.DataFrame
        ``project``, ``framework``, ``code``, ``words``, ``likeness``, in the order of the projects.

    Notes
    -----
    Formula: as in :func:`propose`, without places. Units: likeness is a share from 0 to 1. Missing:
    an indicator with neither words nor a title is spoken of by none. Source: the keywords document.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> projects = pd.DataFrame({"project": [1, 2], "title": ["ขยายเขตประปา", "ซุ้มประตู"]})
    >>> found = speaks_of(projects, keywords={"bmn-2560": catalog.keywords("bmn-2560")})
    >>> found[["project", "code"]].values.tolist()
    [[1, '9'], [1, '10']]
    """
    import pandas as pd

    known, titles = _words_of(keywords or {}), titles or {}
    likes = {book: _likeness(book, titles) for book in sorted({key[0] for key in titles})}
    indicators = [key for key in dict.fromkeys([*known, *titles]) if only is None or key in only]
    rows = []
    for project in projects.sort_values("project").to_dict("records"):
        text = text_of(project)
        plain = _plain(text)
        for key in indicators:
            hits = _found(known.get(key), plain)
            if hits is None:
                continue
            like = likes[key[0]].inside(titles[key], text) if key in titles else 0.0
            if hits or like >= LIKE:
                rows.append((int(project["project"]), *key, ", ".join(hits), round(like, 4)))
    return pd.DataFrame(rows, columns=pd.Index(_SPOKEN)).astype(_kinds(_SPOKEN))


def settle(
    proposals: pd.DataFrame,
    needs: pd.DataFrame,
    decided: pd.DataFrame | None,
    located: pd.DataFrame | None,
) -> pd.DataFrame:
    """
    Links as they stand: what people confirmed or refused, and what nobody looked at yet.

    Parameters
    ----------
    proposals : pandas.DataFrame
        From :func:`propose`.
    needs : pandas.DataFrame
        The problems.
    decided : pandas.DataFrame or None
        ``framework``, ``code``, ``place`` (empty: every place of the project), ``project``,
        ``serves``, ``by``, ``on``, ``note``.
    located : pandas.DataFrame or None
        ``project`` and ``place``.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`, each pair once, by need, state (:data:`STATES`) and project.

    Notes
    -----
    Formula: a decision covers the problems of its indicator at the places that it names, else at
    the places of the project, else, where the plan names none, every problem of its indicator. It
    takes the place of a proposal. Of two decisions about one pair the one that names a place goes
    before the one that does not, then the later one.

    Units: none.

    Missing: ``by`` and ``note`` are empty and ``on`` null for a proposal; ``likeness`` is null
    where a confirmed pair had not been proposed. ``by_place`` is false where a person tied a
    project to a problem outside its places.

    Source: the trace document of the project; nothing is confirmed without one.

    Examples
    --------
    >>> import pandas as pd
    >>> needs = pd.DataFrame({"need": [1], "framework": "b", "code": "9", "place": "99010103"})
    >>> located = pd.DataFrame({"project": [4], "place": "99010103"})
    >>> decided = pd.DataFrame({"framework": "b", "code": "9", "place": "", "project": [4],
    ...     "serves": True, "by": "ประชาคม", "on": None, "note": ""})
    >>> none = propose(needs, located.iloc[:0], located)
    >>> settle(none, needs, decided, located)[["need", "project", "state"]].values.tolist()
    [[1, 4, 'confirmed']]
    """
    import pandas as pd

    where = places_of(located)
    said = _decisions(needs, decided, where)
    rows: dict[tuple[int, int], dict[Hashable, Any]] = {}
    for one in proposals.to_dict("records"):
        key = (int(one["need"]), int(one["project"]))
        rows[key] = {**one, "state": "proposed", "by": "", "on": None, "note": ""}
    places = dict(zip(needs["need"].tolist(), needs["place"].tolist(), strict=True))
    for key, word in said.items():
        need, project = key
        rows[key] = {
            **rows.get(key, {"words": "", "likeness": None}),
            "need": need, "project": project,
            "by_place": meets(str(places[need]), where.get(project, ())),
            "state": "confirmed" if word["serves"] else "refused",
            "by": str(word["by"]), "on": word["on"], "note": str(word["note"]),
        }  # fmt: skip
    frame = pd.DataFrame(list(rows.values()), columns=pd.Index(COLUMNS)).astype(_kinds(COLUMNS))
    order = frame["state"].map(STATES.index)
    return (
        frame.assign(_order=order)
        .sort_values(["need", "_order", "project"], ignore_index=True)
        .drop(columns="_order")
    )


def text_of(project: Mapping[Any, Any]) -> str:
    """
    Everything that a project says of itself, a line a part.

    Parameters
    ----------
    project : Mapping
        A row of the plan.

    Returns
    -------
    str
        The parts that it has.

    Notes
    -----
    Formula: none. Units: none. Missing: a part that is null is left out. Source: the plan.

    Examples
    --------
    >>> text_of({"title": "ขยายประปา", "target": None, "kpi": "95"}).splitlines()
    ['ขยายประปา', '95']
    """
    parts = (project.get(name) for name in TEXTS)
    return "\n".join(part for part in parts if isinstance(part, str) and part)


def places_of(located: pd.DataFrame | None) -> dict[int, tuple[str, ...]]:
    """
    The places of each project.

    Parameters
    ----------
    located : pandas.DataFrame or None
        ``project`` and ``place``.

    Returns
    -------
    dict[int, tuple[str, ...]]
        Sorted codes; a project without a place is not in it.

    Notes
    -----
    Formula: none. Units: none. Missing: none. Source: the plan.

    Examples
    --------
    >>> import pandas as pd
    >>> places_of(pd.DataFrame({"project": [1, 1], "place": ["99010103", "99010101"]}))
    {1: ('99010101', '99010103')}
    """
    if located is None:
        return {}
    found: dict[int, set[str]] = {}
    for project, place in zip(located["project"], located["place"], strict=True):
        found.setdefault(int(project), set()).add(str(place))
    return {project: tuple(sorted(places)) for project, places in found.items()}


def meets(place: str, places: Collection[str]) -> bool:
    """
    Whether a place is one of several, holds one of them, or lies in one.

    Parameters
    ----------
    place : str
        A code.
    places : collection of str
        Codes.

    Returns
    -------
    bool
        Whether they share ground.

    Notes
    -----
    Formula: one code begins with the other; ``TH`` holds every code. Units: none. Missing: none.
    Source: the code ladder.

    Examples
    --------
    >>> meets("990101", ["99010103"]), meets("99010103", ["99010104"])
    (True, False)
    """
    mine = "" if place == COUNTRY else place
    codes = ("" if code == COUNTRY else code for code in places)
    return any(mine.startswith(code) or code.startswith(mine) for code in codes)


def _likeness(book: str, titles: Mapping[tuple[str, str], str]) -> Likeness:
    """A measure that knows what all titles of a rulebook say."""
    return Likeness.of(titles[key] for key in sorted(titles) if key[0] == book)


def _words_of(keywords: Mapping[str, Keywords]) -> dict[tuple[str, str], IndicatorWords]:
    """Framework and code -> words."""
    return {(book, one.code): one for book, words in keywords.items() for one in words.indicator}


def _plain(text: str) -> str:
    """A text in which words are looked for: no spaces, its parts kept apart."""
    return "\n".join(normalise_label(line) for line in text.splitlines())


def _found(words: IndicatorWords | None, text: str) -> list[str] | None:
    """The keywords that stand in a text; None where a word against them does."""
    if words is None:
        return []
    if _any_of(words.never, text):
        return None
    return _any_of(words.words, text)


def _any_of(words: Iterable[str], text: str) -> list[str]:
    """Those of several words that stand in a text."""
    return [word for word in words if normalise_label(word) in text]


def _decisions(
    needs: pd.DataFrame, decided: pd.DataFrame | None, where: Mapping[int, tuple[str, ...]]
) -> dict[tuple[int, int], dict[str, object]]:
    """The decision that holds for each pair that any covers."""
    if decided is None:
        return {}
    found: dict[tuple[int, int], dict[str, object]] = {}
    rows = decided.to_dict("records")
    general = [one for one in rows if not one["place"]]
    for one in (*general, *(one for one in rows if one["place"])):
        project = int(one["project"])
        places = (str(one["place"]),) if one["place"] else where.get(project, ())
        same = needs["framework"].eq(one["framework"]) & needs["code"].eq(one["code"])
        for need, place in needs.loc[same, ["need", "place"]].itertuples(index=False):
            if not places or meets(str(place), places):
                found[int(need), project] = {str(name): cell for name, cell in one.items()}
    return found


def _kinds(columns: Iterable[str]) -> dict[str, str]:
    """The types of the contract."""
    kinds = {"need": "int64", "project": "int64", "by_place": "bool", "words": "str",
             "likeness": "Float64", "state": "str", "by": "str", "on": "object",
             "note": "str", "framework": "str", "code": "str"}  # fmt: skip
    return {name: kinds[name] for name in columns}
