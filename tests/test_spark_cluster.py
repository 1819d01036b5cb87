"""Spark past one machine: which master is taken, and a worker killed while it counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count
from tambon_gis.engine import spark
from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import EngineError
from tambon_gis.words import LANGS

HERE = Path(__file__).parent
FILES, ROWS = 24, 2000


def survey(folder: Path) -> Path:
    """A made-up province: 24 tambons, a file each."""
    draw = np.random.default_rng(65)
    home = folder / "survey"
    for tambon in range(FILES):
        inside = home / "province=99" / f"part-{tambon}.parquet"
        inside.parent.mkdir(parents=True, exist_ok=True)
        villages = np.sort(draw.integers(1, 13, ROWS))
        columns: dict[str, Any] = {
            "place": [f"99{tambon // 6 + 1:02}{tambon % 6 + 1:02}{one:02}" for one in villages]
        }
        columns["row"] = pa.array(np.arange(2, ROWS + 2))
        columns["members"] = pa.array(draw.integers(1, 8, ROWS), pa.int8())
        for number in range(1, 32):
            unknown = draw.random(ROWS) < 0.03
            met = draw.random(ROWS) < 0.5 + number / 80
            columns[f"ind{number:02}"] = pa.array(met.astype("int8"), mask=unknown)
        pq.write_table(pa.table(columns), inside)
    return home


def spark_home(folder: Path) -> Path:
    """The installed Spark under another roof: workers leave their folders in its home."""
    import pyspark

    home = folder / "spark"
    home.mkdir()
    for one in Path(pyspark.__file__).parent.iterdir():
        if one.name != "work":
            (home / one.name).symlink_to(one)
    return home


def cannot(why: str) -> None:
    """Skip where it cannot run; on CI it must."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def test_a_worker_killed_while_it_counts_changes_nothing(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("workers on this machine (local-cluster) are not for Windows")
    pytest.importorskip("psutil")
    pytest.importorskip("pyspark")
    home = survey(tmp_path)
    around = {**os.environ, "SPARK_HOME": str(spark_home(tmp_path)), "SPARK_LOCAL_IP": "127.0.0.1"}
    around.pop("PYSPARK_GATEWAY_PORT", None)
    run = subprocess.run(
        [sys.executable, HERE / "spark_killed.py", home, "local-cluster[2,1,1024]"],
        capture_output=True,
        cwd=tmp_path,
        env=around,
        text=True,
        timeout=600,
        check=False,
    )
    if "engine.java" in run.stderr or "needs Java" in run.stderr:
        cannot("Java 17 is not installed")
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout)
    assert told["master"] == "local-cluster[2,1,1024]"
    assert "pid" in told, f"no worker could be killed: {told} {run.stderr[-3000:]}"
    assert told["completed"] >= 1
    assert told["lost"]
    found = pd.read_parquet(tmp_path / "counted.parquet")
    book = catalog.rulebook("bmn-2560")
    alone = count(open_dataset(home), book, year=2565, engine="duckdb")
    pd.testing.assert_frame_equal(found, alone, check_dtype=False)
    asked = alone.groupby("code")["asked"].sum()
    assert asked.between(FILES * ROWS * 0.95, FILES * ROWS).all()
    assert len(alone) == len(asked) * FILES * 12


def test_the_master_is_told_by_name_by_the_environment_or_is_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("pyspark")
    started: list[dict[str, str]] = []

    def launch(conf: Any) -> None:
        started.append(dict(conf.getAll()))
        raise EngineError("engine.java")

    monkeypatch.setattr(spark, "_launch", launch)
    alone(monkeypatch)
    monkeypatch.delenv(spark.MASTER, raising=False)
    with pytest.raises(EngineError):
        spark.session()
    monkeypatch.setenv(spark.MASTER, "spark://cluster:7077")
    for asked in (None, "local[4]"):
        with pytest.raises(EngineError):
            spark.session(asked)
    assert [one["spark.master"] for one in started] == [
        "local[*]",
        "spark://cluster:7077",
        "local[4]",
    ]
    assert [one.get("spark.driver.bindAddress") for one in started] == [
        "127.0.0.1",
        None,
        "127.0.0.1",
    ]
    assert ["spark.sql.shuffle.partitions" in one for one in started] == [True, False, True]
    for side in ("driver", "executor"):
        key = f"spark.{side}.extraJavaOptions"
        assert all("-XX:-DontCompileHugeMethods" in one[key] for one in started)


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no Spark ran here."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setattr(SparkContext, "_active_spark_context", None)
    monkeypatch.setattr(SparkContext, "_gateway", None)


def test_another_master_than_that_of_the_running_session_is_refused(spark_session: Any) -> None:
    runs = spark_session.conf.get("spark.master")
    assert spark.session(runs) is spark.session()
    with pytest.raises(EngineError) as caught:
        spark.session("spark://cluster:7077")
    assert (caught.value.code, caught.value.facts) == (
        "spark.elsewhere",
        {"master": "spark://cluster:7077", "found": runs},
    )
    assert all("spark://cluster:7077" in caught.value.tell(lang) for lang in LANGS)


def test_a_master_that_spark_does_not_know_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    from pyspark import java_gateway
    from pyspark.errors import PySparkRuntimeError

    def exits(*_: Any) -> None:
        raise PySparkRuntimeError(errorClass="JAVA_GATEWAY_EXITED", messageParameters={})

    monkeypatch.setattr(java_gateway, "launch_gateway", exits)
    monkeypatch.setattr(spark.shutil, "which", lambda *_, **__: "java")
    alone(monkeypatch)
    for master, code in (("spark//cluster", "spark.start"), ("local[2]", "engine.java")):
        with pytest.raises(EngineError) as caught:
            spark.session(master)
        assert caught.value.code == code


@pytest.mark.parametrize("name", ["a*b", "a?b", "a[x]b", "{x,y}", "a[", "ก ข%20#", "x=1"])
def test_a_folder_name_is_no_pattern(name: str, tmp_path: Path, spark_session: Any) -> None:
    for folder, value in ((name, 1), ("axb", 2), ("x", 4)):
        (tmp_path / folder).mkdir()
        pq.write_table(pa.table({"v": [value]}), tmp_path / folder / "part-0.parquet")
    found = spark.run("SELECT sum(v) AS v FROM t", {"t": open_dataset(tmp_path / name)})
    assert found.to_pylist() == [{"v": 1}]
    assert spark_session.catalog.listTables() == []
