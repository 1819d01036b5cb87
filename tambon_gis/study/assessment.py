"""Self-assessment: what a project answers of its own work, and the files that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import DocumentError, InputError
from tambon_gis.model.assessment import Answer, Answered, Assessment, Proof
from tambon_gis.model.document import read_document
from tambon_gis.model.shelf import find, names
from tambon_gis.study.answering.signing import dated, noted, signed
from tambon_gis.study.edit import change
from tambon_gis.study.proofs import fit_for_public, there
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path


__all__ = ["Standing", "answer", "document_of", "given", "known", "standing", "with_files",
           "withdraw"]  # fmt: skip

FOLDER = "assessments"


@dataclass(frozen=True)
class Standing:
    """
    A self-assessment with what a project answered.

    Parameters
    ----------
    assessment : Assessment
        What is asked.
    answered : Answered
        The answers.
    lost : Mapping[str, tuple[str, ...]]
        Criterion -> files that it names and that are not there.
    """

    assessment: Assessment = field(repr=False)
    answered: Answered = field(repr=False)
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sums(self) -> dict[str, int]:
        """How many criteria are answered in each way, and how many are not."""
        told = dict.fromkeys((*self.assessment.choices, ""), 0)
        for name in self.assessment.criteria:
            found = self.answered.by_criterion.get(name)
            told[found.choice if found else ""] += 1
        return told

    @property
    def unshown(self) -> tuple[str, ...]:
        """Criteria of which all is said to be there, with no file that shows it."""
        return tuple(
            one.criterion
            for one in self.answered.answer
            if self.assessment.choices[one.choice].state == "there" and not one.evidence
        )

    @property
    def score(self) -> tuple[float, float] | None:
        """Points and the most that could be had, where the document has scores; else None."""
        if self.assessment.assessment.scored_by is None:
            return None
        points = {one.id: one.score for one in self.assessment.choice}
        best = max((x for x in points.values() if x is not None), default=0.0)
        counted = [
            points[one.choice] for one in self.answered.answer if points[one.choice] is not None
        ]
        outside = sum(points[one.choice] is None for one in self.answered.answer)
        of = len(self.assessment.criteria) - outside
        return float(sum(x for x in counted if x is not None)), best * of


def document_of(name: str) -> str:
    """
    The document of a project that holds the answers.

    Parameters
    ----------
    name : str
        Id of the self-assessment.

    Returns
    -------
    str
        Its file name.

    Examples
    --------
    >>> document_of("five-topics")
    'assessment-five-topics.toml'
    """
    return f"assessment-{name}.toml"


def known(home: Path) -> tuple[Assessment, ...]:
    """
    Every self-assessment that a project may answer.

    Parameters
    ----------
    home : pathlib.Path
        The project folder, whose ``assessments/`` come first.

    Returns
    -------
    tuple[Assessment, ...]
        By id.

    Raises
    ------
    DocumentError
        When one of them cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> [one.id for one in known(Path("tests/data/small"))]
    ['five-topics', 'transparent-office']
    """
    return tuple(find(Assessment, FOLDER, name, [home]) for name in names(FOLDER, folders=[home]))


def standing(home: Path, name: str) -> Standing:
    """
    A self-assessment with what the project answered so far.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Id of the self-assessment.

    Returns
    -------
    Standing
        The answers; none where nothing was answered yet.

    Raises
    ------
    DocumentError
        When the answers name a criterion or an answer that is none, or a person.

    Examples
    --------
    >>> from pathlib import Path
    >>> standing(Path("tests/data/small"), "five-topics").sums[""]
    21
    """
    asked = find(Assessment, FOLDER, name, [home])
    path = home / document_of(name)
    answered = read_document(Answered, path) if path.is_file() else Answered()
    for n, one in enumerate(answered.answer, start=1):
        _fits(one, asked, where=f"{path.name} › [[answer]] {n}")
    lost = {
        one.criterion: gone
        for one in answered.answer
        if (gone := tuple(p.file for p in one.evidence if not there(home, p.file)))
    }
    return Standing(asked, answered, lost)


def answer(
    home: Path,
    name: str,
    given: Answer,
    *,
    seen: str | None = None,
) -> Standing:
    """
    Answer a criterion; an earlier answer to it is replaced.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Id of the self-assessment.
    given : Answer
        The answer.
    seen : str, optional
        The version of the answers that the person saw.

    Returns
    -------
    Standing
        What stands then.

    Raises
    ------
    InputError
        When a file is not there, or one that is to be public could not be looked through or does
        not lie in ``evidence/``.
    DocumentError
        When the criterion or the answer is none, or a person is named.
    ConflictError
        When somebody else changed the answers meanwhile.
    """
    asked = standing(home, name).assessment  # what stands there has to be readable first
    _fits(given, asked, where=document_of(name))
    for one in given.evidence:
        if not there(home, one.file):
            raise InputError("assessment.lost", where=one.file)
        if one.public:
            fit_for_public(home, one.file)
    told: dict[str, Any] = {
        "criterion": given.criterion,
        "choice": given.choice,
        "by": given.by,
        "on": _day(given.on),
    }
    told |= {"note": given.note} if given.note else {}
    if given.evidence:
        told["evidence"] = [
            {"file": one.file} | ({"public": True} if one.public else {}) for one in given.evidence
        ]
    _rewrite(home, name, given.criterion, told, seen)
    return standing(home, name)


def given(
    criterion: str,
    choice: str,
    *,
    by: str,
    today: dt.date,
    on: str = "",
    note: str = "",
    files: Iterable[str] = (),
    public: Collection[str] = (),
) -> Answer:
    """
    An answer out of what a person typed.

    Parameters
    ----------
    criterion, choice : str
        Ids of both.
    by : str
        A role or a meeting, never a person's name.
    today : datetime.date
        The day where none is typed.
    on : str, default ""
        The day, as people write it.
    note : str, default ""
        A remark, for the group itself.
    files : iterable of str
        Files that show it, as they lie below the project folder.
    public : collection of str
        Those of them that may be shown to everybody.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    InputError
        When a person is named, the day is none, or a file's path leads out of the project.

    Examples
    --------
    >>> import datetime as dt
    >>> told = given("1.1", "yes", by="ที่ประชุม", today=dt.date(2023, 1, 1), on="20/11/2565")
    >>> told.on
    datetime.date(2022, 11, 20)
    """
    try:
        proofs = tuple(Proof(file=one, public=one in public) for one in files)
    except ValueError:
        raise InputError("assessment.path", where=criterion) from None
    return Answer(
        criterion=criterion,
        choice=choice,
        by=signed(by),
        on=dated(on, today),
        note=noted(note),
        evidence=proofs,
    )


def with_files(told: Answer, files: Iterable[str]) -> Answer:
    """
    An answer with further files, which are not public.

    Parameters
    ----------
    told : Answer
        The answer.
    files : iterable of str
        As they lie below the project folder.

    Returns
    -------
    Answer
        Another answer.

    Examples
    --------
    >>> import datetime as dt
    >>> told = given("1.1", "yes", by="ที่ประชุม", today=dt.date(2023, 1, 1))
    >>> with_files(told, ["evidence/a.pdf"]).evidence[0].public
    False
    """
    return told.model_copy(
        update={"evidence": (*told.evidence, *(Proof(file=one) for one in files))}
    )


def withdraw(home: Path, name: str, criterion: str, *, seen: str | None = None) -> Standing:
    """
    Take an answer back; its files stay where they are.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Id of the self-assessment.
    criterion : str
        The criterion.
    seen : str, optional
        The version of the answers that the person saw.

    Returns
    -------
    Standing
        What stands then.

    Raises
    ------
    ConflictError
        When somebody else changed the answers meanwhile.
    """
    if criterion in standing(home, name).answered.by_criterion:
        _rewrite(home, name, criterion, None, seen)
    return standing(home, name)


def _fits(one: Answer, asked: Assessment, *, where: str) -> None:
    """Refuse what is no criterion or no answer to it, and a person where a role should stand."""
    if one.criterion not in asked.criteria:
        listed = ", ".join(asked.criteria)
        raise DocumentError("assessment.criterion", where=where, given=one.criterion, known=listed)
    if one.choice not in asked.choices:
        listed = ", ".join(asked.choices)
        raise DocumentError("assessment.choice", where=where, given=one.choice, known=listed)
    try:
        signed(one.by)
        noted(one.note)
    except InputError:
        raise DocumentError("assessment.person", where=where) from None


def _day(day: dt.date) -> str:
    """A day as documents write it, B.E."""
    return f"{day.year + BE_OFFSET}-{day:%m-%d}"


def _rewrite(
    home: Path, name: str, criterion: str, told: Mapping[str, Any] | None, seen: str | None
) -> None:
    """The answer to a criterion written anew, or taken out; the rest stays as it is."""
    import tomlkit
    from tomlkit.items import AoT

    def make(text: str) -> str:
        document = tomlkit.parse(text)
        there = document.get("answer")
        if not isinstance(there, AoT):
            tables = tomlkit.aot()
            for one in there or ():
                tables.append(_table(one.unwrap()))
            document["answer"] = there = tables
        at = [n for n, one in enumerate(there) if one.get("criterion") == criterion]
        for n in reversed(at):
            del there[n]
        if told is not None:
            there.append(_table(told))
        return tomlkit.dumps(document)

    path = home / document_of(name)
    change(home, path.name, make, seen=seen, check=lambda: read_document(Answered, path))


def _table(told: Mapping[str, Any]) -> Any:
    """An answer as a table, each file on a line of its own."""
    import tomlkit

    table = tomlkit.table()
    for key, value in told.items():
        if key != "evidence":
            table[key] = value
            continue
        files = tomlkit.array().multiline(multiline=True)
        for one in value:
            line = tomlkit.inline_table()
            line.update(one)
            files.append(line)
        table[key] = files
    return table
