"""An export of a field form as KoboToolbox or ODK writes it, made without the code under test."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tambon_gis.loaders.forms.asked import Asked, FieldForm

#: How an export may be written: names, or labels of a language; with groups before them or not.
STYLES = ("names", "names/groups", "th", "th/groups", "en", "odk")


def heading(one: Asked, group: str, style: str) -> str:
    """A heading of an export."""
    if style == "odk":
        return f"answers-{group}-{one.name}"
    lang, _, groups = style.partition("/")
    text = {"th": one.label.th, "en": one.label.en}.get(lang, one.name)
    return f"answers/{group}/{text}" if groups else text


def shown(one: Asked, value: Any, style: str) -> Any:
    """An answer as an export shows it; a choice is given by its name."""
    for choice in one.choices:
        if choice.name == str(value) and style[:2] in {"th", "en"}:
            return choice.label.of(style[:2])
    return value


def export(
    folder: Path,
    form: FieldForm,
    houses: Sequence[Mapping[str, Any]],
    members: Sequence[tuple[int, Mapping[str, Any]]] = (),
    *,
    style: str = "names",
) -> list[Path]:
    """Submissions (``consent`` among the answers) and members by the number of theirs, as files."""
    where = {q.name: s.id for s in form.sections for q in s.questions}
    asked = [q for s in form.sections for q in s.questions]
    agreed = {
        "th": ("ผู้ตอบรับทราบและยินยอมให้ข้อมูลหรือไม่", "ยินยอม", "ไม่ยินยอม"),
        "en": ("Does the person understand and agree to answer", "Agrees", "Does not agree"),
    }
    head, yes, no = agreed.get(style[:2], ("consent", "yes", "no"))
    odk = style == "odk"
    heads = ["SubmissionDate", head] if odk else ["start", "end", head]
    heads += [heading(q, where[q.name], style) for q in asked]
    heads += ["KEY"] if odk else ["_id", "_uuid", "_submission_time", "_index"]
    lines = [heads]
    for n, house in enumerate(houses, start=1):
        said = yes if house.get("consent", "yes") == "yes" else no
        first = ["2022-03-15", said] if odk else ["2022-03-15T08:00", "2022-03-15T08:10", said]
        told = [shown(q, house.get(q.name), style) for q in asked]
        ids = [f"uuid:{n}"] if odk else [7000 + n, f"aaaa-{n}", "2022-03-15T09:00", n]
        lines.append([*first, *told, *ids])
    tables = {"form": lines}
    if form.members is not None:
        inside = form.members.questions
        heads = [heading(q, "member", style) for q in inside]
        heads += (
            ["PARENT_KEY", "KEY"]
            if odk
            else ["_index", "_parent_table_name", "_parent_index", "_submission__uuid"]
        )
        tables["member"] = [heads]
        for n, (of, person) in enumerate(members, start=1):
            told = [shown(q, person.get(q.name), style) for q in inside]
            ids = [f"uuid:{of}", f"m{n}"] if odk else [n, "form", of, f"aaaa-{of}"]
            tables["member"].append([*told, *ids])
    return _written(folder, tables, odk=odk)


def _written(folder: Path, tables: Mapping[str, list[list[Any]]], *, odk: bool) -> list[Path]:
    """A workbook with a sheet a table, or a CSV file each."""
    if odk:
        paths = []
        for name, lines in tables.items():
            path = folder / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["" if c is None else c for c in x] for x in lines])
            paths.append(path)
        return paths
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in tables.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    path = folder / "export.xlsx"
    book.save(path)
    return [path]
