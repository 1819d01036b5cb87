"""Overview: every indicator and who is poor, of the whole survey in one scan, at every level.

One query adds up everything by village, in the idiom of the engine that runs it; wider areas are
sums of neighbours in the order of their codes. Long tables are made of it only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.assess import require_answers, used_columns
from tambon_gis.analysis.counting.counts import numeric_columns, quoted, refuse_weights, weight_sql
from tambon_gis.analysis.counting.rungs import climb, heads, long_counts
from tambon_gis.analysis.counting.states import state_sql
from tambon_gis.analysis.counting.tallies import Tallies
from tambon_gis.analysis.poverty.scan import Missing, Question, Weighing
from tambon_gis.analysis.poverty.scores import marks
from tambon_gis.engine import frames, sql
from tambon_gis.engine.arrow import numbers
from tambon_gis.engine.idiom import idiom_of
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.analysis.counting.rungs import Rung
    from tambon_gis.analysis.poverty.scores import Scores
    from tambon_gis.model.poverty import PovertyDesign
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.stages import Kind

__all__ = ["Overview", "overview"]


@dataclass(frozen=True)
class Overview:
    """
    What one scan added up, by every level from the survey's own to the country.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook.
    year : int
        Year of the survey, B.E.
    rungs : tuple of Rung
        Levels from fine to wide; an empty survey is one of no villages.
    tallies : Tallies
        What the sums mean for indicators.
    question : Question, optional
        What was asked about poverty.
    scores : Scores, optional
        What the sums mean for it.
    """

    rulebook: Rulebook
    year: int
    rungs: tuple[Rung, ...] = field(repr=False)
    tallies: Tallies = field(repr=False)
    question: Question | None = field(default=None, repr=False)
    scores: Scores | None = field(default=None, repr=False)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels from fine to wide."""
        return tuple(rung.level for rung in self.rungs)

    def places(self, level: str) -> list[str]:
        """
        The areas of a level.

        Parameters
        ----------
        level : str
            One of :attr:`levels`.

        Returns
        -------
        list[str]
            Codes in their order.
        """
        return [code for rung in self._rungs([level]) for code in rung.codes]

    def counted(
        self, levels: Collection[str] | None = None, codes: Collection[str] | None = None
    ) -> pd.DataFrame:
        """
        Indicators as :func:`tambon_gis.analysis.aggregate.count` counts them.

        Parameters
        ----------
        levels : collection of str, optional
            Levels wanted; all of them by default.
        codes : collection of str, optional
            Indicators wanted; all of them by default.

        Returns
        -------
        pandas.DataFrame
            Stage ``counted``, levels from fine to wide.
        """
        told = [one for one in self.tallies.each if codes is None or one.told.code in codes]
        weighted = self.tallies.weighted
        return long_counts(
            self._rungs(levels), told, self.rulebook, year=self.year, weighted=weighted
        )

    def headcounts(self, levels: Collection[str] | None = None) -> pd.DataFrame:
        """
        Who is poor, as :func:`tambon_gis.analysis.poverty.headcounts` counts them.

        Parameters
        ----------
        levels : collection of str, optional
            Levels wanted; all of them by default.

        Returns
        -------
        pandas.DataFrame
            Headcounts, levels from fine to wide.
        """
        question, scores = self._asked()
        rungs = self._rungs(levels)
        return question.heads_of(heads(rungs), _joined(rungs), scores)

    def by_indicator(self, levels: Collection[str] | None = None) -> pd.DataFrame:
        """
        In what people are poor, as :func:`tambon_gis.analysis.poverty.by_indicator` counts it.

        Parameters
        ----------
        levels : collection of str, optional
            Levels wanted; all of them by default.

        Returns
        -------
        pandas.DataFrame
            One row an area and deprivation, levels from fine to wide.
        """
        question, scores = self._asked()
        rungs = self._rungs(levels)
        return question.parts_of(heads(rungs), _joined(rungs), scores)

    def _asked(self) -> tuple[Question, Scores]:
        """What was asked about poverty, if anything was."""
        if self.question is None or self.scores is None:
            raise AnalysisError("overview.no_design")
        return self.question, self.scores

    def _rungs(self, levels: Collection[str] | None) -> list[Rung]:
        """The rungs of some levels."""
        strange = sorted({*(levels or ())} - {*self.levels}) if self.rungs else []
        if strange:
            told = {"levels": ", ".join(strange), "known": ", ".join(self.levels)}
            raise AnalysisError("overview.levels", **told)
        return [rung for rung in self.rungs if levels is None or rung.level in levels]


def overview(
    survey: Any,
    rulebook: Rulebook,
    *,
    year: int,
    design: PovertyDesign | None = None,
    k: str | float | Fraction | None = None,
    weight: str | None = None,
    missing: Missing = "exclude",
    engine: str = "auto",
) -> Overview:
    """
    Count every indicator, and who is poor, at every level in one scan.

    Parameters
    ----------
    survey : frame or Dataset
        Stage ``matched``, of any kind; ``place`` is a code of one level of the ladder.
    rulebook : Rulebook
        Its indicators that the table cannot answer are left out.
    year : int
        Year of the survey, B.E.
    design : PovertyDesign, optional
        Also count poverty by it.
    k : str, float or fractions.Fraction, optional
        Cut-off instead of the design's.
    weight : str, optional
        A numeric column, such as the people of a household: poverty then counts people, and
        indicators have weighted sums beside their counts.
    missing : {"exclude", "not_deprived"}, default "exclude"
        What an unknown deprivation does.
    engine : {"auto", "duckdb", "polars", "spark"}, default "auto"
        Who computes; by default DuckDB, or Spark for a frame of Spark.

    Returns
    -------
    Overview
        Sums by place and every wider level; tables of them on request.

    Raises
    ------
    RuleError
        When no indicator can be answered.
    StageError
        When the survey has no ``place``, or the weight is no number.
    AnalysisError
        When a place is missing, places are of several levels, a weight is missing or negative, or
        the survey does not answer an indicator of the design.
    CodeError
        When a place is no code.

    Notes
    -----
    Formula: as :func:`tambon_gis.analysis.aggregate.count` and
    :func:`tambon_gis.analysis.poverty.headcounts`, over the same rows; wider areas are sums.

    Units: as there.

    Missing: as there.

    Source: the roll-up rule of the BMN reports (CDD); Alkire and Foster (2011).

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> survey = pd.DataFrame({"place": ["99010101", "99010102"], "ind04": [1, 0]})
    >>> found = overview(survey, catalog.rulebook("bmn-2560"), year=2565)
    >>> found.levels
    ('village', 'tambon', 'amphoe', 'province', 'country')
    >>> found.counted(["tambon"])[["place", "asked", "met"]].values.tolist()
    [['990101', 2, 1]]
    """
    first = frames.first_row(survey)
    extra: list[tuple[str, Kind]] = [] if weight is None else [(weight, "number")]
    Stage("survey", (("place", "text"), *extra)).check(first)
    names = frames.columns(survey)
    able = require_answers(rulebook, names)
    numeric = numeric_columns(first)
    states = tuple(state_sql(rulebook, one, columns=names, numeric=numeric) for one in able)
    heads = ["place", *([weight] if weight else [])]
    read = list(dict.fromkeys([*heads, *used_columns(states)]))
    used = {"survey": frames.select(survey, read)}
    runs = sql.chosen(engine, used)
    question = None
    how = Weighing(f"CAST({quoted([weight])} AS DOUBLE) AS wt" if weight else "", broken=True)
    if design is not None:
        question = Question(design, k, (), weight, missing, runs)
        how = question.weighing(used["survey"], runs)
    idiom = idiom_of(runs, weighted=weight is not None, most=frames.size(survey))
    if question is not None:
        idiom = question.idiom(survey, runs, how)
    tallies = Tallies(states, idiom, weighted=weight is not None)
    scores, rows = _rows(tallies, question, how.column)
    said = [*tallies.sums(), *(scores.sums() if scores else ()), *weight_sql(weight and "wt")]
    query = f'SELECT "place", {", ".join(said)} FROM ({rows}) AS t GROUP BY "place"'
    wide = sql.run(query, used, engine=runs)
    refuse_weights(wide, weight)
    fractions = [*tallies.weights, *(scores.weights if scores and how.broken else ())]
    places = wide.column("place")
    sums = tallies.decoded(numbers(wide.drop_columns(["place"]), fractions=fractions))
    rungs = climb(places, scores.decoded(sums) if scores else sums)
    return Overview(rulebook, year, rungs, tallies, question, scores)


def _rows(tallies: Tallies, question: Question | None, weight: str) -> tuple[Scores | None, str]:
    """The query of rows, with their scores where poverty is asked for."""
    rows = tallies.rows("survey", ['"place"', *([weight] if weight else [])])
    if question is None:
        return None, rows
    design = question.design
    found = {one.told.code: one.mark for one in tallies.each}
    absent = [code for code in design.codes if code not in found]
    if absent:
        raise AnalysisError("poverty.columns", where=design.id, columns=", ".join(absent))
    columns = [[found[code] for code in one.columns] for one in design.deprivations]
    told = marks(columns, tallies.idiom)
    made = [f"{text} AS {name}" for name, text in told if text]
    if made:
        rows = f"SELECT *, {', '.join(made)} FROM ({rows}) AS d"
    scores = question.scores([name for name, _ in told], tallies.idiom)
    return scores, scores.rows(rows)


def _joined(rungs: Sequence[Rung]) -> dict[str, Any]:
    """The sums of several levels, one after the other."""
    import numpy as np

    names = rungs[0].sums if rungs else ()
    return {name: np.concatenate([rung.sums[name] for rung in rungs]) for name in names}
