"""A kind of study of somebody else's is one file: its verb, folder, reader and page follow from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.studies.kinds import Heading, KnownKind
from sim.studies.run_store import MAGIC
from sim.words import T
from tests.cli.conftest import ROOT, TINY

KIND = '''\
"""How far does each mechanism move its measures from the baseline?"""

from sim.mechanisms import registry
from sim.report.answer import Answer, Statement
from sim.report.experiment_text import experiment_text, mechanisms_text
from sim.report.page import Cell, Section, Table
from sim.report.study_report import kind_report
from sim.scenario.parameter import parameter
from sim.studies.experiment import Experiment, variant
from sim.studies.interactions import alone, chosen_cells
from sim.studies.kinds import Heading
from sim.studies.sealed import Columns
from sim.studies.study_folder import Stored
from sim.studies.study_kind import ExperimentKind
from sim.words import T

HEADING = Heading(T("say what each mechanism moves", "说明各机制分别改变什么"),
                  options={"--only MEASURE": T("this measure alone", "仅此指标")})


class Settings(Experiment):
    """One mechanism at a time."""

    measures: tuple[str, ...] = parameter(("dropped_share",), unit="", source="assumed", zh="指标", doc="Measures.")


class Kind(ExperimentKind):
    """The baseline and every mechanism alone."""

    settings = Settings
    stored = Stored({"moved": Columns(("mechanism", "measure"), ("difference",))})

    @classmethod
    def read(cls, asked):
        study = super().read(asked)
        base = study.experiment.baseline
        study.only = asked.options["only"]
        study.scenarios = [base, *(variant(base, name, {name: registry()[name].Parameters()})
                                   for name in study.experiment.mechanisms)]
        return study

    def analyse(self, measures):
        cells = [cell for cell in self.cells if self.only in (None, cell[0])]
        measures = chosen_cells(measures, cells)
        found = alone(measures, self.experiment.baseline.name, self.experiment.mechanisms)
        return {"measures": measures, "moved": found}

    def outline(self):
        return mechanisms_text(self.experiment)

    def text(self, tables, manifest):
        return experiment_text(self.experiment, self.scenarios, tables["moved"].to_string())

    @classmethod
    def report(cls, study):
        rows = [[Cell(row.mechanism), Cell(f"{row.difference:.6f}")] for row in study.tables["moved"].itertuples()]
        moved = str(T("Moved", "变动"))
        section = Section("moved", moved, tables=[Table(moved, [moved, moved], rows)])
        return kind_report(study, moved, Answer([Statement(moved)]), [section], dict, "FOLDER/experiment.yaml")
'''
EXPERIMENT = "kind: moves\nbaseline: base.yaml\nmechanisms: [service_platform, three_plus_one]\nquestion: How far?\n"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file, what names it to Python, and an experiment."""
    folder = tmp_path_factory.mktemp("plugin")
    for name, text in {
        "village_moves.py": KIND,
        "base.yaml": "title: The base\n",
        "moves.yaml": EXPERIMENT,
        "village_moves-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: village-moves\nVersion: 1.0\n",
        "village_moves-1.0.dist-info/entry_points.txt": "[gongzhi.studies]\nmoves = village_moves\n"
        "budget = village_moves\nnowhere = village_nowhere\n"
        "",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def begun(plugin: Path, *words: str | Path) -> subprocess.Popen[str]:
    """Begins a command in a Python that knows the plug-in."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run_sim.py"), *map(str, words)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(plugin), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def ended(plugin: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of the plug-in's to its end."""
    process = begun(plugin, *words)
    out, errors = process.communicate(timeout=400)
    return subprocess.CompletedProcess(words, process.returncode, out, errors)


def test_help_names_the_kind_in_both_languages_without_loading_it(plugin: Path):
    done = ended(plugin, "--help")
    assert "moves" in done.stdout and "say what each mechanism moves" in " ".join(done.stdout.split())
    assert "说明各机制分别改变什么" in ended(plugin, "--help", "--lang", "zh").stdout
    assert "budget' cannot be used: another one has this name" in done.stderr
    assert "nowhere' cannot be used" in done.stderr
    own = ended(plugin, "moves", "--help").stdout
    assert "--only MEASURE" in own and "--dry-run" in own and "--resume" in own
    wrong = ended(plugin, "moves", plugin / "moves.yaml", "--jobs", "0", "--sample", "7")
    assert wrong.returncode == 2 and "--jobs" in wrong.stderr and "--sample 7" in wrong.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class Kind: pass", "not a subclass"),
        ("from sim.studies.study_kind import StudyKind\nclass Kind(StudyKind): stored = None", "analyse, cells, facts"),
        ("from sim.nowhere import Kind", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("", "Kind"),
    ],
)
def test_a_kind_that_is_not_complete_is_refused_in_words(tmp_path, monkeypatch, text, said):
    (tmp_path / "village_half.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "village_half", raising=False)
    with pytest.raises(InputError, match=f"'half' cannot be used: .*{said}"):
        KnownKind("half", Heading(T("half", "半")), "village_half").load()
    sys.modules.pop("village_half", None)


@pytest.mark.slow
def test_a_study_of_the_kind_is_killed_resumed_and_read(plugin: Path, tmp_path: Path):
    out, words = tmp_path / "out", ("moves", plugin / "moves.yaml", *TINY, "--replications", "4", "--jobs", "1")
    told = json.loads(ended(plugin, *words, "--dry-run", "--json", "--out", out).stdout)
    assert (told["n_scenarios"], told["n_runs"], told["mechanisms"]) == (3, 12, ["service_platform", "three_plus_one"])
    assert not out.exists()
    process = begun(plugin, *words, "--out", out)
    while process.poll() is None and not list(out.glob("runs/*/*.run")):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    first = {path.name: path.stat().st_mtime_ns for path in out.glob("runs/*/*.run")}
    assert 0 < len(first) < 12 and not (out / "manifest.json").exists()
    done = ended(plugin, *words, "--no-figures", "--out", out, "--resume")
    assert done.returncode == 0, done.stderr
    runs = {path.name: path for path in out.glob("runs/*/*.run")}
    assert len(runs) == 12 and all(path.read_bytes().startswith(MAGIC) for path in runs.values())
    assert {name: runs[name].stat().st_mtime_ns for name in first} == first
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["command"], manifest["counts"]["n_done"]) == ("moves", 12)
    measures = pd.read_parquet(out / "measures.parquet").pivot(index="seed", columns="scenario", values="value")
    moved = pd.read_csv(out / "moved.csv").set_index("mechanism")["difference"]
    expected = (measures["service_platform"] - measures["base"]).mean()
    assert moved["service_platform"] == pytest.approx(expected)
    whole = ended(plugin, *words, "--no-figures", "--out", tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    assert (tmp_path / "whole" / "moved.csv").read_bytes() == (out / "moved.csv").read_bytes()
    assert ended(plugin, "report", out, "--lang", "zh").returncode == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "变动" in page and f"{moved['three_plus_one']:.6f}" in page and "How far?" in page
    unknown = ended(tmp_path, "report", out)
    assert unknown.returncode == 2 and "GZ097" in unknown.stderr and "'moves'" in unknown.stderr
