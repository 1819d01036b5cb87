"""Writes a field form as an XLSForm, which KoboToolbox and ODK take."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from tambon_gis.loaders.forms.asked import CONSENT, MEMBERS, NO, YES
from tambon_gis.loaders.forms.choices import Choice, in_both
from tambon_gis.loaders.forms.paper import open_book
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tambon_gis.loaders.forms.asked import FieldForm, Section
    from tambon_gis.model.document import Text

__all__ = ["rows", "xlsform"]

_TYPES = {"integer": "integer", "decimal": "decimal", "text": "text", "date": "date",
          "calculate": "calculate"}  # fmt: skip
_WIDE = 60
_POSITION = frozenset({"latitude", "longitude"})
Row = dict[str, str]


def xlsform(form: FieldForm, *, area: str = "") -> bytes:
    """
    A field form as a workbook of the sheets ``survey``, ``choices`` and ``settings``.

    Parameters
    ----------
    form : FieldForm
        The form.
    area : str, default ""
        Name of the area, for its title.

    Returns
    -------
    bytes
        An XLSX file without an author; equal for equal arguments.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.forms.asked import field_form
    >>> form = field_form(catalog.rulebook("nrd2c"), catalog.schema("nrd2c-village"))
    >>> xlsform(form)[:2]
    b'PK'
    """
    content = BytesIO()
    title = _title(form, area)
    book = open_book(content, title.th)
    look = book.add_format({"bold": True, "bg_color": "#D9E2EC"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for name, lines in rows(form, area=area).items():
        sheet = book.add_worksheet(name)
        heads = list(dict.fromkeys(key for line in lines for key in line))
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, look)
            longest = max(len(line.get(head, "")) for line in lines)
            sheet.set_column(at, at, min(max(len(head), longest) + 2, _WIDE))
        for n, line in enumerate(lines, start=1):
            for at, head in enumerate(heads):
                if line.get(head):
                    sheet.write_string(n, at, line[head], wrap)
        sheet.freeze_panes(1, 2)
    book.close()
    return content.getvalue()


def rows(form: FieldForm, *, area: str = "") -> Mapping[str, Sequence[Row]]:
    """
    The rows of the three sheets.

    Parameters
    ----------
    form : FieldForm
        The form.
    area : str, default ""
        Name of the area, for its title.

    Returns
    -------
    Mapping[str, sequence of dict[str, str]]
        Sheet -> its rows by heading; empty cells are absent.
    """
    lists: dict[tuple[Choice, ...], str] = {}
    agree = in_both("field.consent.yes"), in_both("field.consent.no")
    consent = tuple(Choice(n, t, "") for n, t in zip((YES, NO), agree, strict=True))
    lists[consent] = CONSENT
    survey = [*_opening(form), _begin("group", "answers", in_both("field.section.whole"))]
    survey[-1]["relevant"] = f"${{{CONSENT}}} = '{YES}'"
    for section in form.sections:
        survey += [_begin("group", section.id, section.title), *_lines(section, lists)]
        survey.append({"type": "end_group"})
    if form.members is not None:
        repeat = _begin("repeat", MEMBERS, form.members.title)
        survey += [{**repeat, "repeat_count": "${members}"}, *_counted(form)]
        survey += [*_lines(form.members, lists), {"type": "end_repeat"}]
    survey.append({"type": "end_group"})
    choices = [
        {"list_name": name, "name": one.name, **_told("label", one.label)}
        for chosen, name in lists.items()
        for one in chosen
    ]
    title = _title(form, area)
    settings = {"form_title": title.th, "form_id": form.id, "version": form.version,
                "default_language": words("th").text("field.language")}  # fmt: skip
    return {"survey": survey, "choices": choices, "settings": [settings]}


def _title(form: FieldForm, area: str) -> Text:
    """The title: the area, what is asked, and whether that is verified."""
    plain = form.rulebook.rulebook.title
    before = f"{area} " if area else ""
    told = plain.model_copy(
        update={
            lang: words(lang).text("field.title", area=before, title=plain.of(lang))
            for lang in LANGS
        }
    )
    if form.rulebook.verified:
        return told
    return told.model_copy(
        update={
            lang: words(lang).text("field.unverified_title", title=told.of(lang)) for lang in LANGS
        }
    )


def _opening(form: FieldForm) -> list[Row]:
    """Where the questions come from, what to say first, and whether the person agrees."""
    title = form.rulebook.rulebook.title
    origin = in_both("field.note.origin", title=title.th)
    origin = origin.model_copy(update={"en": words("en").text("field.note.origin", title=title.en)})
    found = [{"type": "note", "name": "note_origin", **_told("label", origin)}]
    if not form.rulebook.verified:
        told = in_both("field.note.unverified")
        found.append({"type": "note", "name": "note_unverified", **_told("label", told)})
    more = "consent_more" if _identifies(form) else "consent"
    first = _told("label", in_both(f"field.note.{more}"))
    found.append({"type": "note", "name": "note_consent", **first})
    label = _told("label", in_both("field.consent.label"))
    found.append({"type": f"select_one {CONSENT}", "name": CONSENT, **label, "required": YES})
    end = _told("label", in_both("field.note.refused"))
    refused = {"relevant": f"${{{CONSENT}}} = '{NO}'"}
    found.append({"type": "note", "name": "note_refused", **end, **refused})
    return found


def _identifies(form: FieldForm) -> bool:
    """Whether what is typed could name a family: a text, a code, or where the house stands."""
    asked = [*form.questions, *(form.members.questions if form.members else ())]
    typed = [one.field for one in asked if one.field is not None and one.kind != "calculate"]
    return any(
        not one.public and (one.kind in {"text", "code"} or one.name in _POSITION) for one in typed
    )


def _begin(what: str, name: str, title: Text) -> Row:
    """The first line of a group or repeat."""
    return {"type": f"begin_{what}", "name": name, **_told("label", title)}


def _counted(form: FieldForm) -> Iterable[Row]:
    """The number of a member, which nobody types."""
    key = form.persons.table.key if form.persons is not None else ()
    table = form.persons.by_name if form.persons is not None else {}
    asked = {one.name for one in form.questions}
    for name in key:
        if name not in asked and table[name].kind == "integer":
            label = _told("label", table[name].title)
            yield {"type": "calculate", "name": name, **label, "calculation": "position(..)"}


def _lines(section: Section, lists: dict[tuple[Choice, ...], str]) -> list[Row]:
    """The questions of a section."""
    found = []
    for one in section.questions:
        kind = _TYPES.get(one.kind, "")
        if one.choices:
            kind = f"select_one {lists.setdefault(one.choices, f'list_{len(lists)}')}"
        line = {"type": kind, "name": one.name, **_told("label", one.label)}
        line |= _told("hint", one.hint)
        line |= {"required": YES} if one.required else {}
        plain = {"relevant": one.relevant, "constraint": one.constraint,
                 "calculation": one.calculation, "default": one.default}  # fmt: skip
        line |= {key: text for key, text in plain.items() if text}
        line |= _told("constraint_message", one.message)
        found.append(line)
    return found


def _told(key: str, text: Text | None) -> Row:
    """A text in the columns of both languages."""
    if text is None:
        return {}
    return {f"{key}::{words(lang).text('field.language')}": text.of(lang) for lang in LANGS}
