"""Experiment files: read strictly, everything wrong with them said at once, written out so that they load again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sim.errors import InputError
from sim.mechanisms import registry
from sim.scenario.scenario import resolved_yaml
from sim.studies.experiment import all_kinds, as_yaml, load_experiment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a baseline and one that has a mechanism on."""
    (tmp_path / "base.yaml").write_text("title: The base\n", encoding="utf-8")
    (tmp_path / "on.yaml").write_text("extends: base.yaml\nmechanisms: {service_platform: {}}\n", encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str, name: str = "mine") -> Path:
    """An experiment file."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path, kind: str, *overrides: str) -> dict[str, str]:
    """Path of every setting that is wrong, and the code."""
    with pytest.raises(InputError) as caught:
        load_experiment(path, kind, overrides)
    assert caught.value.exit_code == 2
    return {f"{fault.key_path}:{fault.code}": fault.render() for fault in caught.value.faults}


def kind_of(path):
    return next(
        line.split(":")[1].strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("kind:")
    )


KINDS = set(all_kinds()) - {"sweep"}
OF_MECHANISMS = [path for path in sorted((ROOT / "experiments").glob("*.yaml")) if kind_of(path) in KINDS]


@pytest.mark.parametrize("path", OF_MECHANISMS, ids=lambda path: path.name)
def test_the_experiments_of_the_project_are_in_order(path):
    kind = kind_of(path)
    study = load_experiment(path, kind)
    assert study.experiment.question.endswith("?")
    assert study.experiment.title_zh
    chosen = yaml.safe_load(path.read_text(encoding="utf-8"))["mechanisms"]
    assert study.mechanisms == tuple(name for name in registry() if chosen == "all" or name in chosen)


def test_every_kind_has_a_file():
    assert {path.stem for path in (ROOT / "experiments").glob("*.yaml")} >= KINDS


def test_a_file_lays_its_settings_over_the_baseline_and_the_command_line_over_both(folder):
    path = written(
        folder,
        "kind: interactions\nbaseline: base.yaml\nsample: 0.2\ndays: 30\nwarm_up_days: 5\nseed: 7\n"
        "replications: 4\nmechanisms: [three_plus_one, service_platform]\n",
    )
    study = load_experiment(path, "interactions", ["run.days=31"])
    assert study.baseline.title == "The base"
    assert (study.baseline.world.sample, study.baseline.run.days, study.baseline.run.warm_up_days) == (0.2, 31, 5)
    assert study.seeds == (7, 8, 9, 10)
    assert study.mechanisms == ("service_platform", "three_plus_one")
    assert load_experiment(path, "interactions", replications=2).seeds == (7, 8)
    assert study.experiment.name == "mine"


def test_measures_may_be_given_by_a_grouping(folder):
    path = written(
        folder, "kind: interactions\nbaseline: base.yaml\nmeasures: [dropped_share, dropped_share by setting]\n"
    )
    assert load_experiment(path, "interactions").cells == (("dropped_share", "all"), ("dropped_share", "setting"))


def test_all_mechanisms_are_those_the_baseline_lacks(folder):
    path = written(folder, "kind: interactions\nbaseline: on.yaml\nmechanisms: all\n")
    assert load_experiment(path, "interactions").mechanisms == tuple(
        name for name in registry() if name != "service_platform"
    )


def test_all_that_is_wrong_is_said_at_once(folder):
    text = """\
kind: interactions
baseline: bas.yaml
mechanisms: [three_plus_one, three_plus_won]
replication: 5
sample: 30
days: soon
measures: [lost_shar, dropped_share by cat]
"""
    found = faults(written(folder, text), "interactions")
    assert set(found) == {
        "baseline:GZ042",
        "mechanisms:GZ030",
        "replication:GZ012",
        "sample:GZ023",
        "days:GZ022",
        "measures:GZ025",
    }
    assert "did you mean 'base.yaml'" in found["baseline:GZ042"]
    assert "did you mean 'three_plus_one'" in found["mechanisms:GZ030"]
    assert "did you mean 'replications'" in found["replication:GZ012"]
    assert ":3:30" in found["mechanisms:GZ030"]
    assert "category" in found["measures:GZ025"]


def test_faults_of_the_baseline_are_told_with_those_of_the_file(folder):
    (folder / "base.yaml").write_text("run: {dayz: 3}\n", encoding="utf-8")
    found = faults(
        written(folder, "kind: interactions\nbaseline: base.yaml\nmechanisms: [x]\n"), "interactions", "run.days=x"
    )
    assert set(found) == {"mechanisms:GZ030", "run.dayz:GZ012", "run.days:GZ022"}


@pytest.mark.parametrize(
    ("kind", "text", "code", "said"),
    [
        ("interactions", "baseline: base.yaml\n", "kind:GZ026", "budget, ensemble, interactions"),
        ("interactions", "kind: interaction\nbaseline: base.yaml\n", "kind:GZ025", "did you mean 'interactions'"),
        ("interactions", "kind: budget\nbaseline: base.yaml\nmillion_yuan: 3\n", "kind:GZ062", "run_sim.py budget"),
        ("interactions", "kind: interactions\nbaseline: base.yaml\nmechanisms: []\n", "mechanisms:GZ027", "'all'"),
        (
            "interactions",
            "kind: interactions\nbaseline: base.yaml\nmechanisms: [three_plus_one]\n",
            "mechanisms:GZ027",
            "at least 2 mechanisms",
        ),
        (
            "interactions",
            "kind: interactions\nbaseline: base.yaml\nmechanisms: [three_plus_one, three_plus_one]\n",
            "mechanisms:GZ027",
            "twice",
        ),
        (
            "interactions",
            "kind: interactions\nbaseline: on.yaml\nmechanisms: [three_plus_one, service_platform]\n",
            "mechanisms:GZ027",
            "switched on already",
        ),
        ("budget", "kind: budget\nbaseline: base.yaml\n", "yuan_per_resident:GZ027", "million_yuan"),
        (
            "budget",
            "kind: budget\nbaseline: base.yaml\nmillion_yuan: 3\nyuan_per_resident: 2\n",
            "yuan_per_resident:GZ027",
            "either",
        ),
        ("budget", "kind: budget\nbaseline: base.yaml\nmillion_yuan: -3\n", "million_yuan:GZ023", "0.0001"),
        ("budget", "kind: budget\nformat: 2\nbaseline: base.yaml\nmillion_yuan: 3\n", "format:GZ049", "newer"),
        ("budget", "kind: budget\nname: My Study\nbaseline: base.yaml\nmillion_yuan: 3\n", "name:GZ029", "My Study"),
    ],
)
def test_what_is_refused(folder, kind, text, code, said):
    found = faults(written(folder, text), kind)
    assert list(found) == [code]
    assert said in found[code]


def test_a_file_that_is_not_there():
    assert list(faults(Path("nowhere.yaml"), "budget")) == [":GZ001"]


def test_an_experiment_written_in_full_loads_as_the_same_study(folder):
    path = written(folder, "kind: budget\nbaseline: base.yaml\nmillion_yuan: 3.5\nquestion: 'Why: so?'\nsample: 0.2\n")
    study = load_experiment(path, "budget", ["run.days=31"])
    other = folder / "again"
    other.mkdir()
    (other / "config.yaml").write_text(resolved_yaml(study.baseline), encoding="utf-8")
    again = load_experiment(written(other, as_yaml(study, "config.yaml"), "experiment"), "budget")
    assert (again.baseline, again.mechanisms, again.cells, again.seeds) == (
        study.baseline,
        study.mechanisms,
        study.cells,
        study.seeds,
    )
    assert as_yaml(again, "config.yaml") == as_yaml(study, "config.yaml")
