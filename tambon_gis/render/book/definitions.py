"""Definitions: a rulebook in words, the one content of both forms of its codebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.render.book.sentences import amount, caption, sentence
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tambon_gis.model.document import Text
    from tambon_gis.model.rulebook import Indicator, Rulebook
    from tambon_gis.model.schema import Field
    from tambon_gis.model.ways import Fold, Given

__all__ = ["Captions", "Definitions", "Entry", "WayInWords", "define"]


_NO_RULES: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Captions:
    """
    What a rulebook's names are called elsewhere.

    Parameters
    ----------
    columns, persons : Mapping[str, Field]
        Columns of the rulebook's own tables and of tables of persons, by name.
    indicators : Mapping[str, Text]
        Titles of indicators of other rulebooks: ``bmn-2560/9`` -> title.
    """

    columns: Mapping[str, Field] = field(default_factory=dict)
    persons: Mapping[str, Field] = field(default_factory=dict)
    indicators: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class WayInWords:
    """
    One way of answering an indicator.

    Parameters
    ----------
    title : str
        Which way it is.
    lines : tuple[str, ...]
        The formula in words.
    rules : tuple[tuple[str, str], ...]
        Key and text as they stand in the document.
    columns : tuple[tuple[str, str], ...]
        Columns that it needs: name and caption.
    """

    title: str
    lines: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Entry:
    """
    One indicator.

    Parameters
    ----------
    indicator : Indicator
        As it stands in the rulebook.
    dimension : str
        Caption of its dimension.
    counts, confidence : str
        Whom it counts and how sure its definition is, in words.
    applies : str
        Whom a rule asks; empty where no rule says it.
    ways : tuple[WayInWords, ...]
        The ways in the order in which they are tried.
    same_as, similar_to : tuple[str, ...]
        Other rulebooks' indicators with their titles.
    """

    indicator: Indicator
    dimension: str
    counts: str
    confidence: str
    applies: str
    ways: tuple[WayInWords, ...]
    same_as: tuple[str, ...]
    similar_to: tuple[str, ...]


@dataclass(frozen=True)
class Definitions:
    """
    A rulebook in words.

    Parameters
    ----------
    about : tuple[tuple[str, str], ...]
        Caption and text of the header.
    constants : tuple[tuple[str, str, str, str], ...]
        Name, value, unit, source.
    scores : tuple[tuple[str, str], ...]
        Score and what it is called.
    levels : tuple[tuple[str, str, str, str], ...]
        Title, when in words, rule, source.
    missing : str
        Which codes are known to exist without a name; empty where none.
    entries : tuple[Entry, ...]
        Indicators in their order.
    """

    about: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str, str, str], ...]
    scores: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str, str, str], ...]
    missing: str
    entries: tuple[Entry, ...]


def define(book: Rulebook, captions: Captions | None = None, *, lang: str = "th") -> Definitions:
    """
    A rulebook in words.

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
    Definitions
        Every definition as texts.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> told = define(catalog.rulebook("bmn-2560"), lang="en")
    >>> told.entries[5].ways[1].lines[:2]
    ('Members with “age” at least 35', 'One passes when “health_check” = 1')
    """
    told = _Telling(book, captions or Captions(), lang)
    say = told.say
    missing = say.text("codebook.say.missing", codes=", ".join(book.missing))
    units = {name: amount(one, lang=lang).partition(" ") for name, one in book.constants.items()}
    return Definitions(
        about=tuple(told.about()),
        constants=tuple(
            (name, units[name][0], units[name][2], one.source)
            for name, one in book.constants.items()
        ),
        scores=tuple(
            (score, title.of(lang))
            for score, title in (book.scores.titles if book.scores else {}).items()
        ),
        levels=tuple(
            (one.title.of(lang), told.read(one.when), one.when, one.source) for one in book.level
        ),
        missing=missing if book.missing else "",
        entries=tuple(told.entry(one) for one in book.indicator),
    )


class _Telling:
    """Tells the parts of one rulebook in one language."""

    def __init__(self, book: Rulebook, captions: Captions, lang: str) -> None:
        """Begin."""
        self.book, self.captions, self.lang = book, captions, lang
        self.say = words(lang)
        self.dimensions = {one.id: one.title.of(lang) for one in book.dimension}

    def about(self) -> Iterator[tuple[str, str]]:
        """The header."""
        head, say = self.book.rulebook, self.say
        first, last = (str(year) for year in head.years)
        years = say.text(
            "codebook.year" if first == last else "codebook.years", first=first, last=last
        )
        texts = {
            "id": head.id,
            "years": years,
            "unit": say.text(f"codebook.unit.{head.unit}"),
            "status": say.text(f"codebook.status.{head.status}"),
            "source": head.source.of(self.lang),
            "note": head.note.of(self.lang) if head.note else "",
        }
        return ((say.text(f"codebook.head.{key}"), text) for key, text in texts.items() if text)

    def entry(self, one: Indicator) -> Entry:
        """One indicator."""
        say = self.say
        asked = self.read(one.applies) if one.applies else ""
        if not asked and one.person is not None and one.person.where:
            asked = self.read(one.person.where, persons=True)
        return Entry(
            indicator=one,
            dimension=self.dimensions[one.dimension],
            counts=say.text(f"codebook.counts.{one.counts}" if one.counts else "codebook.unknown"),
            confidence=say.text(f"codebook.confidence.{one.confidence}"),
            applies=asked,
            ways=tuple(self._ways(one)),
            same_as=tuple(self._reference(name) for name in one.same_as),
            similar_to=tuple(self._reference(name) for name in one.similar_to),
        )

    def read(self, rule: str, *, persons: bool = False) -> str:
        """A rule in words."""
        fields = self.captions.persons if persons else self.captions.columns
        return sentence(rule, fields, self.book.constants, lang=self.lang)

    def _text(self, key: str, **facts: str) -> str:
        """A sentence of a formula."""
        return self.say.text(f"codebook.say.{key}", **facts)

    def _ways(self, one: Indicator) -> Iterator[WayInWords]:
        """Every way, in the order of trial."""
        for way in one.ways:
            columns: tuple[str, ...] = one.needs
            persons = False
            if way == "given" and one.given is not None:
                columns = one.given.columns
                lines, rules = self._given(one.given), _NO_RULES
            elif way == "person" and one.person is not None:
                columns, persons = one.person.needs, True
                lines, rules = self._fold(one.person), _rules_of(one.person)
            else:
                lines, rules = self._of_household(one)
            fields = self.captions.persons if persons else self.captions.columns
            named = tuple((name, self._caption(name, fields)) for name in columns)
            yield WayInWords(self.say.text(f"codebook.way.{way}"), lines, rules, named)

    def _caption(self, name: str, fields: Mapping[str, Field]) -> str:
        """The caption of a column, empty where it has none but its name."""
        return fields[name].title.of(self.lang) if name in fields else ""

    def _given(self, given: Given) -> tuple[str, ...]:
        """An answer, people asked and failing, or a score."""

        def quote(name: str | None) -> str:
            return f"“{caption(name or '', self.captions.columns, lang=self.lang)}”"

        if given.answer is not None:
            met, unmet = (_codes(codes) for codes in (given.met, given.unmet))
            line = self._text("answer", column=quote(given.answer), met=met, unmet=unmet)
            rest = self._text("answer_none", codes=_codes(given.not_applicable))
            return (line, rest) if given.not_applicable else (line,)
        if given.score is not None:
            problem = str(self.book.scores.problem) if self.book.scores else ""
            return (self._text("score", column=quote(given.score), problem=problem),)
        people = self._text("target", target=quote(given.target), fail=quote(given.fail))
        return people, self._text("target_none")

    def _of_household(self, one: Indicator) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """A rule, or a ladder of scores."""
        lines, rules = [], []
        if one.applies:
            lines.append(self._text("applies", rule=self.read(one.applies)))
            rules.append(("applies", one.applies))
        for band in one.bands:
            score = str(band.score)
            when = band.when
            lines.append(
                self._text("band", score=score, when=self.read(when))
                if when
                else self._text("band_rest", score=score)
            )
            rules.append((f"bands, score = {score}", when or "-"))
        if one.meets and not one.bands:
            lines.append(self._text("meets", rule=self.read(one.meets)))
            rules.append(("meets", one.meets))
        return tuple(lines), tuple(rules)

    def _fold(self, fold: Fold) -> tuple[str, ...]:
        """Who of the members counts, who passes, and when their household does."""
        lines = [
            self._text("where", rule=self.read(fold.where, persons=True))
            if fold.where
            else self._text("everyone")
        ]
        of_each = self.read(fold.meets or fold.value or "", persons=True)
        if fold.passes is None:
            lines += [self._text("member_meets", rule=of_each), self._text(f"fold_{fold.fold}")]
        else:
            lines.append(self._text(f"fold_{fold.fold}", rule=of_each))
            passes = sentence(fold.passes, {}, self.book.constants, lang=self.lang)
            lines.append(self._text("passes", rule=passes))
        return tuple(lines)

    def _reference(self, name: str) -> str:
        """Another rulebook's indicator with its title, where that is known."""
        title = self.captions.indicators.get(name)
        return f"{name} {title.of(self.lang)}" if title else name


def _rules_of(fold: Fold) -> tuple[tuple[str, str], ...]:
    """The keys of a fold as they stand in the document."""
    keys = ("where", "fold", "meets", "value", "passes")
    return tuple((key, text) for key in keys if (text := getattr(fold, key)))


def _codes(codes: tuple[int, ...]) -> str:
    """Codes in a row."""
    return ", ".join(str(code) for code in codes)
