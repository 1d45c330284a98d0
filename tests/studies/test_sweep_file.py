"""Sweep files: what they give, and everything that is wrong with them said at once."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.mechanisms import registry
from sim.scenario.scenario import load_scenario, parameter_at
from sim.studies.sweep_file import DEFAULT_MEASURES, as_yaml, design_of, load_sweep, scenario_at

ROOT = Path(__file__).resolve().parents[2]
START = "kind: sweep\nbaseline: base.yaml\n"
ONE = START + "uncertainties:\n  voice.voice_share: {range: [0.2, 0.5]}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "base.yaml").write_text("title: Base\n", encoding="utf-8")
    (tmp_path / "teams.yaml").write_text("mechanisms: {three_plus_one: {}}\n", encoding="utf-8")
    (tmp_path / "desk.yaml").write_text("mechanisms: {service_platform: {coverage: 0.5}}\n", encoding="utf-8")
    return tmp_path


def written(folder, text):
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder / "mine.yaml"


def faults_of(folder, text, overrides=()):
    with pytest.raises(InputError) as caught:
        load_sweep(written(folder, text), overrides)
    return {f"{fault.key_path}:{fault.code}": fault for fault in caught.value.faults}


@pytest.mark.parametrize("name", ["sweep_example", "sensitivity"])
def test_the_sweeps_of_the_project_are_in_order(name):
    sweep = load_sweep(ROOT / "experiments" / f"{name}.yaml")
    assert sweep.experiment.question.endswith("?")
    assert sweep.experiment.title_zh
    assert {measure for measure, _ in sweep.cells} >= {"resolution_share", "resolution_urban_rural_gap"}
    design = design_of(sweep)
    assert len(design.points) == sweep.n_points
    for scenario in sweep.scenarios:
        scenario_at(sweep, scenario, design.settings(0))


def test_a_file_lays_its_settings_over_baseline_and_policies_and_the_command_line_over_all(folder):
    text = ONE + "policies: [teams.yaml]\nsample: 0.2\ndays: 30\nseed: 7\nreplications: 3\n"
    sweep = load_sweep(written(folder, text), ["run.days=31"])
    for scenario in sweep.scenarios:
        assert (scenario.world.sample, scenario.run.days) == (0.2, 31)
    assert sweep.seeds == (7, 8, 9)
    assert load_sweep(written(folder, text), replications=1).seeds == (7,)
    assert [" by ".join(cell).removesuffix(" by all") for cell in sweep.cells] == list(DEFAULT_MEASURES)


def test_uncertainties_hold_everywhere_and_levers_in_policies_only(folder):
    text = (
        START
        + """policies: [teams.yaml, desk.yaml]
uncertainties:
  voice.voice_share: {range: [0.2, 0.5]}
  mechanisms.three_plus_one.owner_share: {range: [0.1, 0.9]}
levers:
  mechanisms.three_plus_one.coverage: {range: [0, 1]}
  money.issue_money_per_resident: {range: [20, 60]}
"""
    )
    sweep = load_sweep(written(folder, text))
    settings = {
        "voice.voice_share": 0.3,
        "mechanisms.three_plus_one.owner_share": 0.2,
        "mechanisms.three_plus_one.coverage": 0.4,
        "money.issue_money_per_resident": 55.0,
    }
    base, teams, desk = (scenario_at(sweep, scenario, settings) for scenario in sweep.scenarios)
    assert [parameter_at(s, "voice.voice_share") for s in (base, teams, desk)] == [0.3] * 3
    assert [parameter_at(s, "money.issue_money_per_resident") for s in (base, teams, desk)] == [40.0, 55.0, 55.0]
    assert base.mechanisms == {}
    assert set(teams.mechanisms) == {"three_plus_one"}
    assert teams.mechanisms["three_plus_one"].coverage == 0.4
    assert teams.mechanisms["three_plus_one"].owner_share == 0.2
    assert desk.mechanisms["service_platform"].coverage == 0.5
    assert [s.name for s in (base, teams, desk)] == ["base", "teams", "desk"]


def test_without_policies_a_lever_switches_its_mechanism_on(folder):
    text = START + "levers:\n  mechanisms.three_plus_one.coverage: {values: [0, 0.5]}\ndesign: {kind: full}\n"
    sweep = load_sweep(written(folder, text))
    found = [scenario_at(sweep, sweep.baseline, design_of(sweep).settings(point)) for point in range(2)]
    assert [s.mechanisms["three_plus_one"].coverage for s in found] == [0.0, 0.5]


def test_what_is_written_out_gives_the_same_sweep(folder):
    text = (
        START
        + """policies: [teams.yaml]
uncertainties:
  intake.patience_median_days: {distribution: lognormal, median: 17, log_standard_deviation: 0.3}
  trust.n_friends: {values: [4, 8, 16]}
  mechanisms.three_plus_one.owner_share: {distribution: beta, alpha: 2, beta: 3, low: 0.1, high: 0.9}
design: {kind: sobol, n: 8, seed: 9}
measures: [dropped_share, resolution_share by setting]
"""
    )
    sweep = load_sweep(written(folder, text))
    (folder / "again.yaml").write_text(as_yaml(sweep, "base.yaml", ["teams.yaml"]), encoding="utf-8")
    again = load_sweep(folder / "again.yaml")
    assert (again.factors, again.scenarios, again.cells, again.seeds) == (
        sweep.factors,
        sweep.scenarios,
        sweep.cells,
        sweep.seeds,
    )
    assert (design_of(again).points == design_of(sweep).points).all()


def test_every_fault_is_said_at_once(folder):
    found = faults_of(
        folder,
        START
        + """policies: [teams.yaml, teams.yaml, nobody.yaml]
uncertainties:
  voice.voice_shar: {range: [0.1, 0.5]}
  voice.voice_cost: {range: [0.1, 9]}
  needs.need_rate_town: {range: [0.5, 0.1]}
  needs.emergency_share: {distribution: norml, mean: 1}
  trust.n_friends: {values: [1, 2.5]}
  run.seed: {values: [1, 2]}
  work: {range: [0, 1]}
  closing.checked_share: 3
  closing.belief_start: {}
  trust.gain: {distribution: normal, mean: 5, standard_deviation: 1}
  trust.loss: {distribution: triangular, low: 0.1, mode: 0.4}
levers:
  voice.voice_cost: {range: [0.1, 1]}
  mechanisms.no_such.coverage: {range: [0.1, 1]}
design: {kind: sobol, n: 100, trajectories: 3}
measures: [resolution_shar]
replicatons: 3
""",
    )
    assert set(found) >= {
        "uncertainties.voice.voice_shar:GZ012",
        "uncertainties.voice.voice_cost:GZ023",
        "uncertainties.needs.need_rate_town.range:GZ027",
        "uncertainties.needs.emergency_share.distribution:GZ025",
        "uncertainties.trust.n_friends:GZ022",
        "uncertainties.run.seed:GZ012",
        "uncertainties.work:GZ012",
        "uncertainties.closing.checked_share:GZ022",
        "uncertainties.closing.belief_start:GZ027",
        "uncertainties.trust.gain:GZ027",
        "uncertainties.trust.loss.high:GZ027",
        "levers.voice.voice_cost:GZ027",
        "levers.mechanisms.no_such.coverage:GZ012",
        "design.n:GZ027",
        "design.trajectories:GZ027",
        "measures:GZ025",
        "replicatons:GZ012",
        "policies:GZ061",
        "policies:GZ042",
    }
    assert found["uncertainties.voice.voice_shar:GZ012"].nearest == "voice.voice_share"
    assert (found["uncertainties.voice.voice_cost:GZ023"].low, found["uncertainties.voice.voice_cost:GZ023"].line) == (
        "0",
        6,
    )
    assert "both an uncertainty and a lever" in found["levers.voice.voice_cost:GZ027"].message().en
    assert "64 or 128" in found["design.n:GZ027"].message().en


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (START, "uncertainties:GZ062", "nothing is varied"),
        (
            START + "policies: [desk.yaml]\nlevers:\n  mechanisms.three_plus_one.coverage: {range: [0, 1]}\n",
            "mechanisms.three_plus_one.coverage:GZ027",
            "no policy of this sweep has the mechanism",
        ),
        (
            "kind: sweep\nbaseline: teams.yaml\npolicies: [desk.yaml]\n"
            "levers:\n  mechanisms.three_plus_one.coverage: {range: [0, 1]}\n",
            "mechanisms.three_plus_one.coverage:GZ027",
            "all its runs would be the same",
        ),
        (ONE + "design: {kind: table}\n", "design.file:GZ027", "needs a file"),
        (ONE + "design: {kind: morris, levels: 5}\n", "design.levels:GZ027", "even number"),
        (ONE.replace("sweep", "budget"), "kind:GZ062", "of the kind 'budget'"),
        (
            ONE + "design: {kind: full, levels: 1000}\n" + "levers:\n  voice.voice_cost: {range: [0, 1]}\n"
            "  voice.cost_phone: {range: [0, 1]}\n",
            "design:GZ027",
            "1000000000 points",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(folder, text, key, words):
    found = faults_of(folder, text)
    assert key in found, sorted(found)
    assert words in found[key].message().en


def test_a_policy_of_another_world_cannot_be_paired(folder):
    (folder / "other.yaml").write_text("world: {world_seed: 77}\n", encoding="utf-8")
    found = faults_of(folder, ONE + "policies: [other.yaml]\n")
    assert "another world" in found["policies:GZ027"].message().en


def test_a_table_gives_the_points_and_its_faults_have_lines(folder):
    text = (
        START + "uncertainties:\n  voice.voice_share: {range: [0.2, 0.5]}\n  trust.n_friends: {}\n"
        "design: {kind: table, file: points.csv}\n"
    )
    (folder / "points.csv").write_text("point,trust.n_friends,voice.voice_share\n0,8,0.25\n1,16,0.5\n", "utf-8")
    design = design_of(load_sweep(written(folder, text)))
    assert design.points.tolist() == [[0.25, 8], [0.5, 16]]
    (folder / "points.csv").write_text("trust.n_frends,voice.voice_share\n8,0.7\n8\n2,x\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load_sweep(written(folder, text))
    assert [(f.code, f.line) for f in caught.value.faults] == [
        ("GZ051", 1),
        ("GZ012", 1),
        ("GZ053", 2),
        ("GZ052", 3),
        ("GZ053", 4),
    ]


def test_a_scenario_without_sweep_is_left_as_it_is(folder):
    classes = {name: kind.Parameters for name, kind in registry().items()}
    sweep = load_sweep(written(folder, ONE))
    assert sweep.baseline == load_scenario(folder / "base.yaml", classes)
    assert scenario_at(sweep, sweep.baseline, {}) == sweep.baseline
