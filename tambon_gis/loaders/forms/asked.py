"""A field form before it is written: its questions, whom each is asked of, what may be answered."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from tambon_gis.loaders.forms.checks import limits
from tambon_gis.loaders.forms.choices import choices_of, in_both, place_choices, score_choices
from tambon_gis.model.rule_path import matters, path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tambon_gis.loaders.forms.choices import Choice
    from tambon_gis.model.document import Text
    from tambon_gis.model.rulebook import Rulebook, Scores
    from tambon_gis.model.schema import Field, Schema

__all__ = [
    "CONSENT",
    "HOW_MANY",
    "MEMBERS",
    "NO",
    "SERIAL",
    "YES",
    "Asked",
    "FieldForm",
    "Section",
    "field_form",
    "needed",
]

CONSENT, SERIAL, MEMBERS = "consent", "house_serial", "member"
YES, NO = "yes", "no"
#: The question whose answer says how many members are asked about.
HOW_MANY = "members"
Kind = Literal["select", "integer", "decimal", "text", "date", "calculate"]
_KINDS: Mapping[str, Kind] = {"integer": "integer", "moo": "integer", "number": "decimal",
                              "answer": "select", "date": "date"}  # fmt: skip
_NAMED = re.compile(r"\$\{([^}]+)\}")
#: Code of an indicator, whom it applies to, when it is met.
Needed = tuple[str, tuple[str | None, str | None]]
#: Houses of a village that a made number has room for.
MOST_HOUSES = 9999


@dataclass(frozen=True)
class Asked:
    """
    A question of a form.

    Parameters
    ----------
    name : str
        Its name in the form and in exports.
    kind : {"select", "integer", "decimal", "text", "date", "calculate"}
        What is answered; a calculation is shown to nobody.
    label, hint, message : Text
        What is asked, a help below it, and what is said of an answer that cannot be.
    choices : tuple[Choice, ...]
        Answers to choose from.
    required : bool
        Whether the form goes on without an answer.
    relevant, constraint, calculation, default : str
        XPath: when it is asked, what may be answered, what it is worked out from.
    field : Field or None
        The column of the table that it fills.
    """

    name: str
    kind: Kind
    label: Text
    hint: Text | None = None
    message: Text | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    calculation: str = ""
    default: str = ""
    field: Field | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Section:
    """
    Questions that stand together.

    Parameters
    ----------
    id : str
        Its name in the form.
    title : Text
        Its title.
    questions : tuple[Asked, ...]
        In order.
    """

    id: str
    title: Text
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class FieldForm:
    """
    A form to be filled in on a phone.

    Parameters
    ----------
    rulebook : Rulebook
        What it is asked for.
    schema : Schema
        The table of households or villages that comes of it.
    persons : Schema or None
        The table of members.
    sections : tuple[Section, ...]
        Questions to the household or village; the first ones say which.
    members : Section or None
        Questions about each member.
    answered : tuple[str, ...]
        Codes of the indicators that its answers settle.
    """

    rulebook: Rulebook = field(repr=False)
    schema: Schema = field(repr=False)
    persons: Schema | None = field(repr=False)
    sections: tuple[Section, ...]
    members: Section | None
    answered: tuple[str, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Questions to the household or village."""
        return tuple(one for section in self.sections for one in section.questions)

    @property
    def id(self) -> str:
        """Its id where forms are kept: that of the rulebook, in letters that all servers take."""
        return re.sub(r"[^A-Za-z0-9_]", "_", f"tambon_{self.rulebook.id}")

    @property
    def version(self) -> str:
        """Another text for other questions."""
        told = repr((self.sections, self.members)).encode()
        return hashlib.sha256(told).hexdigest()[:10]


def field_form(
    rulebook: Rulebook,
    schema: Schema,
    persons: Schema | None = None,
    *,
    villages: Mapping[str, str] | None = None,
    also: Collection[str] = (),
    house_codes: bool = False,
) -> FieldForm:
    """
    The questions that a rulebook needs, and no others.

    Parameters
    ----------
    rulebook : Rulebook
        What is asked for.
    schema : Schema
        Table of households or villages.
    persons : Schema, optional
        Table of members.
    villages : Mapping[str, str], optional
        Village code -> name, to choose from; else the code is typed.
    also : collection of str
        Further columns of the two tables to be asked.
    house_codes : bool, default False
        Whether the house's own code is asked; else houses are numbered within their village.

    Returns
    -------
    FieldForm
        The form. Names of people, house numbers and positions are not asked unless ``also`` says
        so.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book, table = catalog.rulebook("bmn-2560"), catalog.schema("bmn-household-items")
    >>> form = field_form(book, table, catalog.schema("bmn-person-answers"))
    >>> len(form.answered), form.members.questions[1].name, form.members.questions[1].relevant
    (31, 'age_months', '${age} < 1')
    """
    plain = needed(rulebook, schema)
    folded = needed(rulebook, persons, person=True) if persons is not None else {}
    members = _questions(rulebook, persons, folded, also) if persons is not None else ()
    head = _which(schema, dict(villages or {}), house_codes=house_codes)
    taken = {one.name for one in head}
    extra = {*also, *_dates(schema), *((HOW_MANY,) if members else ())}
    asked = [one for one in _questions(rulebook, schema, plain, extra) if one.name not in taken]
    taken |= {one.name for one in asked}
    members = tuple(one for one in members if one.name not in taken)
    early = _early(rulebook, plain, asked, {HOW_MANY} if members else set())
    first = [one for one in asked if one.name in early]
    rest = [one for one in asked if one.name not in early]
    table = persons if members else None
    sections = (
        Section("which", in_both("field.section.which"), (*head, *first)),
        *_by_dimension(rulebook, plain, rest),
    )
    inside = Section(MEMBERS, in_both("field.section.member"), members) if members else None
    codes = {code for of in (plain, folded if members else {}) for found in of.values()
             for code, _ in found}  # fmt: skip
    answered = tuple(one.code for one in rulebook.indicator if one.code in codes)
    return _gated(FieldForm(rulebook, schema, table, sections, inside, answered))


def needed(book: Rulebook, table: Schema, *, person: bool = False) -> dict[str, list[Needed]]:
    """
    The columns that indicators need of a table.

    Parameters
    ----------
    book : Rulebook
        The indicators.
    table : Schema
        The table.
    person : bool, default False
        Whether it is one of members.

    Returns
    -------
    dict[str, list of (str, (str or None, str or None))]
        Column -> code of each indicator, whom it applies to and when it is met. Of the ways for
        which the table has all columns, one that asks comes before one that was judged already.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> needed(catalog.rulebook("bmn-2560"), catalog.schema("bmn-household"))["ind08"]
    [('8', (None, None))]
    """
    found: dict[str, list[Needed]] = {}
    has = set(table.by_name)
    for one in book.indicator:
        columns: tuple[str, ...] = ()
        rules: tuple[str | None, str | None] = (None, None)
        if person and one.person is not None and set(one.person.needs) <= has:
            columns, rules = one.person.needs, (one.person.where, one.person.meets)
        elif not person and one.needs and set(one.needs) <= has:
            columns, rules = one.needs, (one.applies, one.meets)
        elif not person and one.given is not None and set(one.given.columns) <= has:
            columns = one.given.columns
        for name in columns:
            found.setdefault(name, []).append((one.code, rules))
    return found


def _dates(table: Schema) -> set[str]:
    """The day of the survey: a date that is nobody's birth."""
    births = {one.age_of for one in table.field}
    return {one.name for one in table.field if one.kind == "date" and one.name not in births}


def _which(table: Schema, villages: dict[str, str], *, house_codes: bool) -> tuple[Asked, ...]:
    """What says which house or village a form is about."""
    place = table.by_name[table.table.place]
    listed = place_choices(villages)
    typed = Asked(
        place.name,
        "text",
        place.title,
        hint=in_both("field.hint.village"),
        message=in_both("field.message.village"),
        required=True,
        constraint="regex(., '^[1-9][0-9]{7}$')",
        field=place,
    )
    chosen = Asked(place.name, "select", place.title, choices=listed, required=True, field=place)
    found = [chosen if listed else typed]
    for name in table.table.key:
        one = table.by_name[name]
        if name == place.name:
            continue
        if one.kind == "code" and not house_codes:
            found += _numbered(one, place)
        elif one.kind == "code":
            rule, told = "regex(., '^[0-9]{4,13}$')", in_both("field.message.code")
            found.append(Asked(one.name, "text", one.title, message=told, required=True,
                               constraint=rule, field=one))  # fmt: skip
        else:
            found.append(replace(_question(one), required=True))
    return tuple(found)


def _numbered(one: Field, place: Field) -> tuple[Asked, Asked]:
    """A number within the village, and the code that is made of both."""
    serial = Asked(
        SERIAL,
        "integer",
        in_both("field.serial.label"),
        hint=in_both("field.serial.hint"),
        message=in_both("field.message.serial", most=MOST_HOUSES),
        required=True,
        constraint=f". >= 1 and . <= {MOST_HOUSES}",
    )
    made = f"concat(${{{place.name}}}, substring(string({MOST_HOUSES + 1} + ${{{SERIAL}}}), 2))"
    return serial, Asked(one.name, "calculate", one.title, calculation=made, field=one)


def _questions(
    book: Rulebook, table: Schema, wanted: Mapping[str, list[Needed]], also: Collection[str]
) -> tuple[Asked, ...]:
    """The questions of a table, in the order of its columns, each asked of whom it concerns."""
    names = {*wanted, *(one for one in also if one in table.by_name)}
    names |= {top for name in names if (top := table.by_name[name].at_most)}
    known = set(book.values)
    scores = {i.given.score for i in book.indicator if i.given is not None and i.given.score}
    found = []
    for one in table.field:
        if one.name not in names:
            continue
        rules = [rule for _, rule in wanted.get(one.name, ())]
        when = matters(one.name, rules, known=known)
        known.add(one.name)
        codes = [code for code, _ in wanted.get(one.name, ())]
        asked = _question(one, codes=codes, scores=book.scores if one.name in scores else None)
        found.append(replace(asked, relevant=path(when, book.values) if when is not None else ""))
    return tuple(found)


def _question(one: Field, *, codes: Sequence[str] = (), scores: Scores | None = None) -> Asked:
    """The question of a column, asked of everybody."""
    kind = _KINDS.get(one.kind, "text")
    chosen: tuple[Choice, ...] = choices_of(one) if kind == "select" else ()
    if scores is not None:
        kind, chosen = "select", score_choices(one, scores)
    hint = in_both("field.hint.used", codes=", ".join(codes)) if codes else None
    if one.name == HOW_MANY:
        hint = in_both("field.hint.members")
    rule, message = "", None
    if kind in {"integer", "decimal"}:
        low, high = ("1", "99") if one.kind == "moo" else limits(one)
        parts = [f". >= {low}"] if low else []
        parts += [f". <= {high}"] if high else []
        parts += [f". <= ${{{one.at_most}}}"] if one.at_most else []
        rule = " and ".join(parts)
        message = (
            in_both(f"field.message.{_bounds(low, high)}", low=low, high=high) if rule else None
        )
    if kind == "date":
        rule, message = ". <= today()", in_both("field.message.date")
    return Asked(
        one.name,
        kind,
        one.title,
        hint=hint,
        message=message,
        choices=chosen,
        required=kind in {"select", "date"},
        constraint=rule,
        default="today()" if kind == "date" else "",
        field=one,
    )


def _early(
    book: Rulebook,
    wanted: Mapping[str, list[Needed]],
    asked: Iterable[Asked],
    found: set[str],
) -> set[str]:
    """Questions that come first: of no indicator, and those on which other dimensions hang."""
    by_name = {one.name: one for one in asked}
    part = {name: book.by_code[wanted[name][0][0]].dimension for name in by_name if name in wanted}
    found |= set(by_name) - set(part)
    for one in by_name.values():
        found |= {name for name in _NAMED.findall(one.relevant)
                  if name in part and part[name] != part.get(one.name)}  # fmt: skip
    for _ in by_name:  # what an early question hangs on comes early as well
        found |= {
            other
            for name in found & set(by_name)
            for other in _NAMED.findall(by_name[name].relevant)
        }
    return found & set(by_name)


def _bounds(low: str, high: str) -> str:
    """Which sentence tells the limits."""
    if low and high:
        return "limits"
    return "from" if low else "up_to" if high else "part"


def _by_dimension(
    book: Rulebook, wanted: Mapping[str, list[Needed]], asked: Iterable[Asked]
) -> tuple[Section, ...]:
    """Questions under the dimension of the first indicator that needs them."""
    placed: dict[str, list[Asked]] = {one.id: [] for one in book.dimension}
    first = book.dimension[0].id
    for one in asked:
        codes = [code for code, _ in wanted.get(one.name, ())]
        placed[book.by_code[codes[0]].dimension if codes else first].append(one)
    return tuple(
        Section(f"part_{n}", one.title, tuple(placed[one.id]))
        for n, one in enumerate(book.dimension, start=1)
        if placed[one.id]
    )


def _gated(form: FieldForm) -> FieldForm:
    """Answers on which other questions hang are not left empty."""
    parts = [*form.sections, *([form.members] if form.members else [])]
    told = " ".join(one.relevant for part in parts for one in part.questions)
    gates = {*_NAMED.findall(told), *((HOW_MANY,) if form.members else ())}

    def firm(part: Section) -> Section:
        return replace(
            part,
            questions=tuple(
                replace(one, required=one.required or one.name in gates) for one in part.questions
            ),
        )

    return replace(
        form,
        sections=tuple(firm(part) for part in form.sections),
        members=firm(form.members) if form.members else None,
    )
