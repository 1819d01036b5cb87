"""Places that the tests read: the repository, its examples, and the shared facts beside it."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import chromium, playing, visit  # noqa: F401  (fixtures of every browser test)
from engine_support import fewer, kind, spark_session, way  # noqa: F401  (fixtures of every engine)
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.study.pack import Packed

REPO = Path(__file__).parents[1]
SHARED = REPO.parent / "shared"

#: Makers of files and the fuzzer: imported by their tests, no tests themselves.
collect_ignore_glob = ["torture/*.py", "fuzzing/*.py", "fuzz.py"]


def _one_day() -> None:
    """A run sees one day, so that what it builds twice can be compared: no midnight is near it."""
    now = dt.datetime.now().astimezone()
    if now.hour >= 22 and hasattr(time, "tzset"):
        east = (now.utcoffset() or dt.timedelta()) // dt.timedelta(hours=1)
        east += -4 if east >= -8 else 5
        os.environ["TZ"] = f"Etc/GMT{-east:+d}"  # its signs say how far Greenwich is
        time.tzset()


_one_day()

settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    # On CI the same examples every time, so that what is red there is red here; elsewhere new ones.
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made once for this computer is made for this run, not in the home of who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the repository."""
    return REPO


@pytest.fixture(scope="session")
def demo() -> Path:
    """The worked example."""
    return REPO / "data" / "demo"


@pytest.fixture(scope="session")
def small() -> Path:
    """A tambon of 3 villages and 12 households, small enough to count by hand."""
    return REPO / "tests" / "data" / "small"


@pytest.fixture(scope="session")
def packed(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """The pack of the worked example, made once; nobody changes a file of it."""
    from tambon_gis.study.pack import pack

    return pack(demo, out=tmp_path_factory.mktemp("packed"), today=dt.date(2023, 3, 5))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published facts and open data that may be used but not kept in the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the repository: published facts cannot be compared")
    return SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    """Pictures of pages are kept anew when asked to."""
    parser.addoption(
        "--baselines", action="store_true", help="make the kept pictures of pages anew"
    )
