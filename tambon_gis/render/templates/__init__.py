"""Page templates: HTML, CSS and JavaScript as files, rendered with automatic escaping."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.resources import files
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

__all__ = ["environment", "template_text"]


@cache
def environment() -> Environment:
    """
    The template environment: everything is escaped, an unknown name is an error.

    Returns
    -------
    jinja2.Environment
        The environment, made once.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tambon_gis.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_bytecode(),
    )


def template_text(name: str) -> str:
    """
    A file of the templates folder.

    Parameters
    ----------
    name : str
        File name.

    Returns
    -------
    str
        Its text.
    """
    return (files("tambon_gis.render.templates") / name).read_text(encoding="utf-8")


def _bytecode() -> BytecodeCache | None:
    """Compiled templates beside the compiled modules, where Python may keep those."""
    from jinja2 import FileSystemBytecodeCache

    folder = Path(cache_from_source(__file__)).parent
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder))
