"""Maps and quality-of-life indicators for Thai subdistricts, offline and without a citizen's data.

Importing the package costs nothing: modules and the verbs below are loaded when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tambon_gis import analysis, catalog, loaders, model, places, publish, render, study, thai
    from tambon_gis.analysis.aggregate import count, measure, roll_up
    from tambon_gis.analysis.assess import assess
    from tambon_gis.catalog import rulebook
    from tambon_gis.study.load import load
    from tambon_gis.study.look import check
    from tambon_gis.study.road import build, draw

__all__ = [
    "__version__",
    "analysis",
    "assess",
    "build",
    "catalog",
    "check",
    "count",
    "draw",
    "load",
    "loaders",
    "measure",
    "model",
    "places",
    "publish",
    "render",
    "roll_up",
    "rulebook",
    "study",
    "thai",
]

_VERBS = {
    "assess": "analysis.assess",
    "build": "study.road",
    "check": "study.look",
    "count": "analysis.aggregate",
    "draw": "study.road",
    "load": "study.load",
    "measure": "analysis.aggregate",
    "roll_up": "analysis.aggregate",
    "rulebook": "catalog",
}


def __getattr__(name: str) -> Any:
    """Load a module or a verb when it is first asked for (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("tambon_gis")
    if name in _VERBS:
        return getattr(importlib.import_module(f"tambon_gis.{_VERBS[name]}"), name)
    if name in __all__:
        return importlib.import_module(f"tambon_gis.{name}")
    message = f"module 'tambon_gis' has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """Offer what can be loaded."""
    return sorted(__all__)
