"""Fuzz the local page: requests made from its own description; none may end in a fault of ours.

``python tests/fuzz_page.py --minutes 5``. A fault is told with the request that led to it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import urlopen

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from serve_door import Door, listening

from tambon_gis.serve.app import make_app
from tambon_gis.serve.desk import Desk, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent / "data" / "small"
LIMITS = Limits(upload=2_000_000, files=20, form=200_000, patience=0.2, pause=5.0)
FAULT = 500
#: Requests of one step before the next one has its turn.
TURN = 15
#: Screens that are walked through before a turn, for what their forms hold.
SCREENS = 80


@dataclass
class Found:
    """What came of the requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """What the forms of a screen hold: name of a field -> values; and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, set[str]] = {}
        self.links: set[str] = set()
        self.field = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a field or a link."""
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(told.get("href", "").partition("#")[0])
        if tag == "select":
            self.field = told.get("name", "")
        named = self.field if tag == "option" else told.get("name", "")
        if tag in {"input", "button", "option"} and named:
            self.values.setdefault(named, set()).add(told.get("value", ""))


def walked(door: Door) -> dict[str, set[str]]:
    """Every screen that links lead to: what its forms would send."""
    found: dict[str, set[str]] = {}
    start = f"/{door.desk.token}/th/"
    ahead, been = [start], {start}
    while ahead and len(been) < SCREENS:
        with urlopen(door.origin + quote(ahead.pop(0), safe="/?=&%")) as answer:  # noqa: S310
            if "html" not in answer.headers["content-type"]:
                continue
            forms = Forms()
            forms.feed(answer.read().decode())
        for name, values in forms.values.items():
            found.setdefault(name, set()).update(values)
        new = {link for link in forms.links if link.startswith(start) and ".zip" not in link} - been
        ahead += sorted(new)
        been |= new
    return found


def described(door: Door) -> dict[str, Any]:
    """The description of the page, with values that lead somewhere beside those that do not."""
    told: dict[str, Any] = json.loads(json.dumps(make_app(door.desk).openapi()))
    known = walked(door)
    names = [*door.desk.projects(), "<b>"]
    for way in told["paths"].values():
        for step in way.values():
            for one in step.get("parameters", ()):
                if one["in"] == "path" and one["name"] == "name":
                    one["schema"] = {"enum": names}
    for form in told["components"]["schemas"].values():
        for name, kind in form.get("properties", {}).items():
            values = sorted(known.get(name, ()))
            if values and kind.get("type") == "string" and "format" not in kind:
                form["properties"][name] = {"anyOf": [{"enum": values}, kind]}
    return told


def fuzz(seconds: float, *, first: int = 1, turns: int = 0, project: Path = PROJECT) -> Found:
    """Ask so long and so many whole turns, whatever lasts longer: every step, on fresh files."""
    import schemathesis

    found = Found()
    ends = time.monotonic() + seconds
    for turn in itertools.count(first):
        with tempfile.TemporaryDirectory() as place:
            shutil.copytree(project, Path(place) / project.name)
            with listening(Desk(Path(place), limits=LIMITS)) as door:
                schema = schemathesis.openapi.from_dict(described(door))
                for operation in _operations(schema):
                    if time.monotonic() > ends and turn >= first + turns:
                        return found
                    _ask(door, operation, turn, found)
    return found


def _operations(schema: Any) -> Iterator[Any]:
    """Every step of the page."""
    for result in schema.get_all_operations():
        yield result.ok()


def _ask(door: Door, operation: Any, turn: int, found: Found) -> None:
    """One turn of one step."""

    @seed(turn)
    @settings(
        max_examples=TURN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        said = {"origin": door.origin}
        answer = case.call(base_url=door.origin, headers=said, timeout=60, allow_redirects=False)
        found.statuses[answer.status_code] += 1
        step = operation.path.split("/", 2)[2]
        found.steps[f"{operation.method.upper()} {step}"] += 1
        if answer.status_code >= FAULT:
            found.faults.append(case.as_curl_command(headers=said))

    asked()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--project", type=Path, default=PROJECT)
    parser.add_argument("--first", type=int, default=1, help="number of the first turn")
    told = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = fuzz(60 * told.minutes, first=told.first, project=told.project.resolve())
    for status, n in sorted(found.statuses.items()):
        sys.stdout.write(f"{status}: {n}\n")
    sys.stdout.write(f"{len(found.steps)} steps, {found.statuses.total()} requests\n")
    for fault in found.faults[:20]:
        sys.stdout.write(f"{fault}\n")
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
