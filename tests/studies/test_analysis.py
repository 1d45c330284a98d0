"""From the folder of a sweep to its tables, on outcomes whose truth is known."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.studies.analysis import analyse, cases_of
from sim.studies.statistics import holm_adjust, paired_difference
from sim.studies.sweep_summaries import differences
from sim.studies.sweep_tables import read_sweep
from tests.studies.sweep_folders import seal, sweep_folder
from tests.studies.test_sensitivity import TOLERANCE, ishigami, ishigami_indices, sobol_g, sobol_g_indices

ALL = ("resolution_share", "all", "all")
GAP = ("resolution_urban_rural_gap", "all", "all")
PEOPLE = """policies: [teams.yaml, desk.yaml]
uncertainties:
  voice.voice_share: {range: [0.2, 0.5]}
  voice.voice_cost: {range: [0.5, 2]}
levers:
  mechanisms.three_plus_one.coverage: {range: [0, 1]}
design: {kind: lhs, n: 60}
replications: 12
"""


def helped(scenario, values, seed, rng):
    """Teams add 0.2 where reporting is cheap (below 1), else take 0.05 away; the desk adds nothing."""
    luck = rng.normal(0, 0.03)
    own = {name: rng.normal(0, 0.003) for name in ("base", "teams", "desk")}[scenario]
    gain = (0.2 if values[1] < 1 else -0.05) if scenario == "teams" else 0.0
    value = 0.4 + 0.2 * values[0] + gain + luck + own
    return {
        ALL: value,
        GAP: 0.1 + (0.05 if scenario == "teams" else 0.0) + 0.1 * luck,
        ("resolution_share", "region", "metro"): value,
        ("resolution_share", "region", "northeast"): value - gain,
    }


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return read_sweep(sweep_folder(tmp_path_factory.mktemp("people"), PEOPLE, helped))


@pytest.fixture(scope="module")
def found(people):
    return analyse(people)


def row_of(table, **wanted):
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_paired_differences_hold_the_truth_and_say_what_pairing_was_worth(people, found):
    table = found.tables["differences"]
    teams = row_of(table, scenario="teams", measure="resolution_share", by="all")
    truth = np.where(people.design.points[:, 1] < 1, 0.2, -0.05).mean()
    assert teams["ci_low"] < truth < teams["ci_high"]
    # Independent parts have sd 0.003, the shared one 0.03: (0.0009 + 0.000009) / 0.000009 = 101 times.
    assert 70 < teams["variance_ratio"] < 145
    assert teams["correlation"] > 0.97
    assert teams["better_share"] == pytest.approx((people.design.points[:, 1] < 1).mean())
    desk = row_of(table, scenario="desk", measure="resolution_share", by="all")
    assert desk["ci_low"] < 0 < desk["ci_high"]
    assert teams["p_adjusted"] < 0.001 < desk["p_adjusted"]
    raw = [row["p_value"] for row in (teams, desk)]
    assert [teams["p_adjusted"], desk["p_adjusted"]] == pytest.approx(holm_adjust(raw).tolist())


def test_differences_at_a_point_are_those_of_the_paired_statistics(people, found):
    measures = people.measures
    values = {
        name: measures[
            (measures["point"] == 7)
            & (measures["scenario"] == name)
            & (measures["by"] == "all")
            & (measures["measure"] == "resolution_share")
        ]
        .sort_values("seed")["value"]
        .to_numpy()
        for name in ("base", "teams")
    }
    expected = paired_difference(values["teams"], values["base"])
    row = row_of(found.tables["differences_by_point"], point=7, scenario="teams", measure="resolution_share", by="all")
    assert row["difference"] == pytest.approx(expected.difference.mean)
    assert row["ci_low"] == pytest.approx(expected.difference.interval.low)
    assert row["variance_ratio"] == pytest.approx(expected.variance_ratio)


def test_the_regional_table_says_where_a_policy_helps(found):
    table = found.tables["regional"].set_index("group")
    assert set(table.index) == {"metro", "northeast"}
    assert abs(table.loc["northeast", "teams: difference"]) < 0.005
    assert bool(table.loc["metro", "teams: clear"])
    assert not table.loc["metro", "desk: clear"]


def test_discovery_finds_where_the_policy_does_worse(found):
    pytest.importorskip("ema_workbench")
    limits = found.tables["box_limits"].set_index(["scenario", "factor"])
    assert limits.loc[("teams", "voice.voice_cost"), "low"] == pytest.approx(1.0, abs=0.08)
    assert "resolution_share difference < 0" in set(limits["cases"])


def test_the_front_is_over_policies_where_something_is_uncertain(people, found):
    table = found.tables["pareto"].set_index("scenario")
    assert (table["point"] == -1).all()
    assert list(table.index) == ["base", "teams", "desk"]
    # Teams change resolution and widen the gap; without costs the rest follows from the means.
    gains = table.loc["teams", "resolution"] > table.loc["base", "resolution"]
    assert bool(table.loc["teams", "on_front"]) == gains


def test_the_precision_table_names_the_number_needed(found):
    row = row_of(found.tables["precision"], scenario="base", outcome="value", measure="resolution_share", by="all")
    assert row["n_seeds"] == 12
    assert row["reached"]
    assert "rough guess" in row["warnings"]


def test_ishigami_goes_through_a_sweep_folder_and_gives_the_known_indices(tmp_path):
    names = [f"voice.stance.{word}" for word in ("engaged", "money_first", "indifferent")]
    text = "uncertainties:\n" + "".join(f"  {name}: {{range: [{-math.pi!r}, {math.pi!r}]}}\n" for name in names)
    text += "design: {kind: sobol, n: 2048}\nreplications: 1\nmeasures: [resolution_share]\n"
    folder = sweep_folder(tmp_path, text, lambda s, x, seed, rng: {ALL: float(ishigami(x[None, :])[0])})
    table = analyse(read_sweep(folder)).tables["sobol"]
    assert list(table["factor"]) == names
    assert np.abs(table["first"] - ishigami_indices()[0]).max() < TOLERANCE
    assert np.abs(table["total"] - ishigami_indices()[1]).max() < TOLERANCE


def test_the_g_function_goes_through_a_sweep_folder_and_gives_the_known_indices(tmp_path):
    names = [
        f"world.communities.{name}"
        for name in (
            "skill_urban",
            "skill_village",
            "condition_urban",
            "condition_village",
            "unmanaged_urban",
            "managed_village",
        )
    ]
    text = "uncertainties:\n" + "".join(f"  {name}: {{range: [0, 1]}}\n" for name in names)
    text += "design: {kind: sobol, n: 1024}\nreplications: 1\nmeasures: [resolution_share]\n"
    folder = sweep_folder(tmp_path, text, lambda s, x, seed, rng: {ALL: float(sobol_g(x[None, :])[0])})
    table = analyse(read_sweep(folder)).tables["sobol"]
    assert list(table["factor"]) == names
    assert np.abs(table["first"] - sobol_g_indices()[0]).max() < TOLERANCE
    assert np.abs(table["total"] - sobol_g_indices()[1]).max() < TOLERANCE


def test_failed_runs_are_told_of_and_a_mean_over_the_rest_is_withheld(tmp_path):
    # The policy fails where reporting is dear, which is where it does harm: the rest must not make it look good.
    text = PEOPLE.replace("replications: 12", "replications: 3")
    folder = sweep_folder(tmp_path, text, helped, lambda name, point, seed: name == "teams" and point % 5 == 0)
    found = analyse(read_sweep(folder))
    failures = found.tables["failures"].set_index("scenario")
    assert failures.loc["teams", "n_failed"] == 36
    assert failures.loc["base", "n_failed"] == 0
    row = row_of(found.tables["differences"], scenario="teams", measure="resolution_share", by="all")
    assert math.isnan(row["difference"])
    assert "withheld" in row["warnings"]
    assert any("36 of 540 runs did not finish" in note.en for note in found.notes)


def test_failures_that_depend_on_a_factor_are_named(tmp_path):
    text = PEOPLE.replace("replications: 12", "replications: 2")
    known = {}

    def remembered(scenario, values, seed, rng):
        return helped(scenario, values, seed, rng)

    first = read_sweep(sweep_folder(tmp_path, text, remembered))
    known = dict(enumerate(first.design.points[:, 1] > 1.7))
    again = tmp_path / "again"
    again.mkdir()
    folder = sweep_folder(again, text, remembered, lambda name, point, seed: bool(known[point]))
    notes = analyse(read_sweep(folder)).notes
    assert any("voice.voice_cost" in note.en and "not a fair sample" in note.en for note in notes)


def test_uncorrelated_pairs_are_warned_of(tmp_path):
    def unpaired(scenario, values, seed, rng):
        sign = -1 if scenario == "teams" else 1
        return {ALL: 0.5 + sign * rng.normal(0, 0.1)}

    found = analyse(read_sweep(sweep_folder(tmp_path, PEOPLE, unpaired)))
    row = row_of(found.tables["differences"], scenario="teams", by="all")
    assert row["correlation"] < 0
    assert "broken or useless" in row["warnings"]
    assert any("broken or useless" in note.en for note in found.notes)


def test_a_changed_design_is_refused(tmp_path):
    folder = sweep_folder(tmp_path, PEOPLE.replace("replications: 12", "replications: 1"), helped)
    text = (folder / "experiment.yaml").read_text("utf-8")
    (folder / "experiment.yaml").write_text(text.replace('"seed": 1', '"seed": 2'), "utf-8")
    seal(folder, 24)
    with pytest.raises(InputError, match="one of them was changed"):
        read_sweep(folder)


def test_a_folder_without_tables_is_refused_with_all_that_is_missing(tmp_path):
    with pytest.raises(InputError) as caught:
        read_sweep(tmp_path)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dropped_share > 0.3", "not an allowed value"),
        ("resolution_share is bad", "says no cases"),
        ("resolution_share by region nowhere < 1", "not an allowed value"),
    ],
)
def test_cases_that_cannot_be_understood_are_refused(people, text, words):
    with pytest.raises(InputError, match=words):
        cases_of(text, people)


def test_cases_are_read(people):
    assert str(cases_of("resolution_share by region metro difference < -0.01", people)) == (
        "resolution_share by region metro difference < -0.01"
    )


def test_the_interval_over_a_design_is_that_of_its_replications():
    """Points are the same in every run: what is independent are the seeds, each with the mean over its points."""
    rng = np.random.default_rng(4)
    baseline, luck = rng.normal(size=(5, 8)), np.array([0.1, 0.4, 0.2, 0.6, 0.3, 0.5, 0.0, 0.7])
    policy = baseline + luck
    cells = [
        (name, point, seed, "m", "all", "all", 10.0, table[point, seed])
        for name, table in (("base", baseline), ("policy", policy))
        for point in range(5)
        for seed in range(8)
    ]
    columns = ["scenario", "point", "seed", "measure", "by", "group", "n", "value"]
    row = differences(pd.DataFrame(cells, columns=columns), "base", ["policy"], 5, {"m": "higher"}).iloc[0]
    half = 2.364624 * luck.std(ddof=1) / 8**0.5  # Student's t with seven degrees of freedom.
    assert row["difference"] == pytest.approx(luck.mean())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((luck.mean() - half, luck.mean() + half), rel=1e-5)
