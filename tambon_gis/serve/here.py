"""Where a request is: its language, its project, and the ways to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tambon_gis.study import shelf
from tambon_gis.words import Words, words

if TYPE_CHECKING:
    from tambon_gis.serve.desk import Desk

__all__ = ["At", "Here", "InProject", "Lang", "Where"]

MB = 1_000_000
Lang = Literal["th", "en"]
#: The way through a project: screen and caption; then what may be looked at at any time.
STEPS = (
    ("files", "menu.files"),
    ("findings", "menu.findings"),
    ("drawing", "menu.drawing"),
    ("story", "menu.story"),
    ("making", "menu.making"),
)
MORE = (
    ("look", "menu.look"),
    ("fielding", "fielding.menu"),
    ("sensitive", "menu.sensitive"),
    ("process", "process.menu"),
    ("plan", "plan.menu"),
    ("assessing", "assessing.menu"),
    ("keeping", "menu.keeping"),
)
#: A screen that belongs to a step of another name.
UNDER = {"columns": "files", "boundaries": "drawing"}


@cache
def _templates() -> Environment:
    """The templates, escaping all that they are given."""
    return Environment(
        loader=PackageLoader("tambon_gis.serve", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Here:
    """
    A request that was let in.

    Parameters
    ----------
    request : Request
        The request.
    desk : Desk
        What all screens share.
    lang : {"th", "en"}
        Its language, which stands in the address.
    """

    request: Request
    desk: Desk
    lang: Lang

    @property
    def words(self) -> Words:
        """The words of its language."""
        return words(self.lang)

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the local page (``serve.<key>``)."""
        return self.words.text(f"serve.{key}", **facts)

    def url(self, path: str = "", lang: str = "") -> str:
        """An address on this desk: each part of the path is quoted."""
        return f"/{self.desk.token}/{lang or self.lang}/{quote(path.lstrip('/'), safe='/?=&#')}"

    def asset(self, name: str) -> str:
        """The address of a file that was installed with the package."""
        return f"/{self.desk.token}/static/{name}"

    def page(self, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
        """A page; templates see ``here``, ``say``, ``url`` and the facts."""
        text = _templates().get_template(template).render(
            here=self, say=self.say, url=self.url, asset=self.asset, lang=self.lang, **facts
        )  # fmt: skip
        return HTMLResponse(text, status_code=status)

    def to(self, path: str = "", done: str = "", **facts: object) -> RedirectResponse:
        """On to another screen, after a step that was taken (303); ``done`` is told there."""
        return RedirectResponse(self._with(self.url(path), done, facts), status_code=303)

    @property
    def done(self) -> str:
        """What the step before this screen did, in a sentence; empty where there is none."""
        kept = self.desk.told.get(self.request.query_params.get("told", ""))
        return self.say(kept[0], **kept[1]) if kept else ""

    @property
    def warned(self) -> bool:
        """Whether something of the step before was left undone."""
        kept = self.desk.told.get(self.request.query_params.get("told", ""))
        return bool(kept and (kept[1].get("refused") or kept[1].get("asked")))

    @property
    def asks(self) -> bool:
        """Whether something of the step before waits for an answer on the same screen."""
        kept = self.desk.told.get(self.request.query_params.get("told", ""))
        return bool(kept and kept[1].get("asked"))

    @property
    def much(self) -> str:
        """What is said of files that are too many or too large."""
        limits = self.desk.limits
        return self.say("error.much", mb=limits.upload // MB, files=limits.files)

    @property
    def other(self) -> str:
        """The address of the screen in the other language."""
        root, _, rest = self.request.url.path.removeprefix("/").partition("/")
        path = rest.partition("/")[2] if self.request.method == "GET" else ""
        query = self.request.url.query
        lang = "en" if self.lang == "th" else "th"
        return f"/{root}/{lang}/{quote(path, safe='/')}" + (f"?{query}" if query else "")

    def _with(self, address: str, done: str, facts: dict[str, object]) -> str:
        """An address that says by a name what was done."""
        if not done:
            return address
        return f"{address}{'&' if '?' in address else '?'}told={self.desk.tell(done, facts)}"


@dataclass(frozen=True)
class At(Here):
    """
    A request inside a project.

    Parameters
    ----------
    request : Request
        As of :class:`Here`.
    desk : Desk
        As of :class:`Here`.
    lang : {"th", "en"}
        As of :class:`Here`.
    name : str
        The project's name in addresses.
    home : pathlib.Path
        Its folder.
    """

    name: str = ""
    home: Path = Path()

    def inside(self, path: str = "", lang: str = "") -> str:
        """An address inside this project."""
        return self.url(f"p/{self.name}/{path.lstrip('/')}", lang)

    def on(self, path: str = "", done: str = "", **facts: object) -> RedirectResponse:
        """On to another screen of this project (303); ``done`` is told there."""
        return RedirectResponse(self._with(self.inside(path), done, facts), status_code=303)

    @property
    def code(self) -> str:
        """Code of the project's area, as its document tells it; it may be unfinished."""
        return shelf.read(self.home).code

    def output(self, kind: str, file: str) -> str:
        """The address of a file that was built; with it nothing but built files can be reached."""
        return f"/{self.desk.glass}/{quote(self.name, safe='')}/{kind}/{quote(file)}"

    @property
    def step(self) -> str:
        """The step of the menu that this screen belongs to."""
        path = self.request.url.path.removeprefix(f"/{self.desk.token}/{self.lang}/p/")
        screen = path.partition("/")[2].partition("/")[0]
        return UNDER.get(screen, screen)

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """Screen and caption of each step of the way."""
        return tuple((screen, self.say(key)) for screen, key in STEPS)

    @property
    def marks(self) -> dict[str, int]:
        """What is left of each step; none of steps of which that is not known now."""
        from tambon_gis.serve.marks import marks

        return marks(self)

    @property
    def more(self) -> tuple[tuple[str, str], ...]:
        """Screen and caption of what may be looked at at any time."""
        return tuple((screen, self.say(key)) for screen, key in MORE)


def _here(request: Request, lang: Lang) -> Here:
    """The request, as screens see it."""
    return Here(request, request.app.state.desk, lang)


def _at(request: Request, lang: Lang, name: str) -> At:
    """The request, as screens of a project see it."""
    desk: Desk = request.app.state.desk
    return At(request, desk, lang, name, desk.project(name))


#: What a screen asks for: ``def show(here: Where) -> Response``.
Where = Annotated[Here, Depends(_here)]
InProject = Annotated[At, Depends(_at)]
