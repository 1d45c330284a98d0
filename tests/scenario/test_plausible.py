"""Every number has a plausible range or a reason to have none; worlds drawn from them fit, and fit scenarios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import EnvironmentProblem, InputError
from sim.mechanisms import known_mechanisms, registry
from sim.scenario.fields import all_share_sums
from sim.scenario.loading import changed
from sim.scenario.members import read_members, write_members
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.plausible import (
    ALTERNATIVES,
    QUANTILE_90,
    PlausibleRange,
    deviates,
    grade_of,
    laid_over,
    plausible_ranges,
    worlds_at,
)
from sim.scenario.scenario import (
    Scenario,
    load_scenario,
    parameter_at,
    parameter_table,
    replace,
    resolved_yaml,
    scenario_hash,
)
from sim.words import Sentence
from tests.language import spoken

BASE = Scenario(name="base")
RANGES = plausible_ranges(BASE, known_mechanisms())
BY_KEY = {one.key: one for one in RANGES}


def draw_worlds(ranges: Sequence[PlausibleRange], n: int, seed: int) -> pd.DataFrame:
    """Worlds drawn by a Latin hypercube."""
    return worlds_at(ranges, deviates(len(ranges), n, seed))


WORLDS = draw_worlds(RANGES, 100, 7)


def written(folder: Path, text: str, overrides: tuple[str, ...] = ()) -> Scenario:
    """A scenario of a file."""
    path = folder / "mine.yaml"
    path.write_text(f"extends: baseline\n{text}", encoding="utf-8")
    return load_scenario(path, known_mechanisms(), overrides)


def refused(folder: Path, text: str) -> list[tuple[str, str]]:
    """Code and key of everything wrong with a file."""
    with pytest.raises(InputError) as said:
        written(folder, text)
    return [(fault.code, fault.key_path) for fault in said.value.faults]


def test_every_parameter_has_a_range_or_a_reason_to_have_none():
    rows = [row.path for row in parameter_table(ModelParameters)]
    rows += [
        row.path for name, kind in registry().items() for row in parameter_table(kind.Parameters, f"mechanisms.{name}.")
    ]
    assert sorted([*BY_KEY, *RANGES.certain]) == sorted(rows)
    assert not set(BY_KEY) & set(RANGES.certain)
    assert all(reason.en and reason.zh for reason in RANGES.certain.values())
    assert {key for key in BY_KEY if key.startswith(("run.", "valuation.", "shocks.", "trust.reference"))} == set()
    assert not any(key.endswith(".coverage") for key in BY_KEY)


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("voice.voice_share", 0.36 / (0.36 + 1.8 * 0.64), 1.8 * 0.36 / (1.8 * 0.36 + 0.64)),  # a share, assumed: odds
        ("work.work_hours.dispute", 12.0 / 1.5, 12.0 * 1.5),  # a size, assumed
        ("work.success_skill", 4.0 * 0.6, 4.0 * 1.4),  # a coefficient, assumed
        ("voice.tier_township", -1.92 * 1.4, -1.92 * 0.6),  # a negative one
        ("voice.habit_first_success", 0.73 * 0.75, 0.73 * 1.25),  # a coefficient, published elsewhere
        ("services.project_yuan", 196000.0 / 1.1, 196000.0 * 1.1),  # a size, published for the place
    ],
)
def test_the_rule_goes_by_unit_and_grade(key, low, high):
    assert (BY_KEY[key].low, BY_KEY[key].high) == (pytest.approx(low), pytest.approx(high))
    assert BY_KEY[key].by_rule


@pytest.mark.parametrize(
    ("source", "grade"),
    [
        ("assumed; as in villages", "C"),
        ("calibrated (docs/validation.md)", "C"),
        ("paper, section 2.1.2", "A"),
        ("Chongqing 2016: 15.20 % registered", "A"),
        ("17.8 cases per English child social worker", "B"),
        ("paper, migration figures; the total is assumed", "C"),
    ],
)
def test_the_grade_is_what_the_source_says(source, grade):
    assert grade_of(Sentence(source, "")) == grade


def test_a_range_is_normal_on_its_scale_and_ends_at_the_limits():
    for one in RANGES:
        if one.scale == ALTERNATIVES:
            continue
        if not one.whole and one.least is not None and one.low > one.least and one.high < (one.most or math.inf):
            assert one.at(-QUANTILE_90) == pytest.approx(one.low, rel=1e-3)
            assert one.at(QUANTILE_90) == pytest.approx(one.high, rel=1e-3)
        for deviate in (-9.0, 0.0, 9.0):
            value = one.at(deviate)
            assert one.least is None or value >= one.least
            assert one.most is None or value <= one.most
            assert isinstance(value, int) == one.whole
        if one.by_rule and not one.whole:
            assert one.at(0.0) == pytest.approx(one.value, rel=1e-3)
    order = BY_KEY["work.order"]
    assert (order.at(-1.0), order.at(1.0)) == ("easy", "due")  # of .7 and .3; the 70 % quantile is at .52


def test_nine_of_ten_drawn_values_lie_in_their_range():
    parts = {part for one in all_share_sums(Scenario) for part in one.parts}
    free = [one for one in RANGES if one.scale != ALTERNATIVES and not one.whole and one.key not in parts]
    inside = [((WORLDS[one.key] >= one.low) & (WORLDS[one.key] <= one.high)).mean() for one in free]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.01)


def test_hardly_any_drawn_value_has_to_go_back():
    parts = {part for one in all_share_sums(Scenario) for part in one.parts}
    points = deviates(len(RANGES), 100, 7)
    same = [
        (WORLDS[one.key] == [one.at(float(x)) for x in points[:, j]]).mean()
        for j, one in enumerate(RANGES)
        if one.key not in parts
    ]
    assert min(same) >= 0.95


def test_every_world_fits_its_scenario_and_shares_of_a_whole_sum_to_it():
    assert list(WORLDS.index) == list(range(1, 101)) and list(WORLDS.columns) == list(BY_KEY)
    for _, row in WORLDS.iloc[::10].iterrows():
        values = {str(key): value for key, value in row.items()}
        moved = changed(RANGES.scenario, {key: int(v) if BY_KEY[key].whole else v for key, v in values.items()})
        for one in all_share_sums(Scenario):
            total = math.fsum(float(parameter_at(moved, part)) for part in one.parts)
            assert total == pytest.approx(1.0, abs=1e-9) if one.whole else total <= 1.0 + 1e-9


def test_the_seed_alone_decides():
    few = plausible_ranges(BASE)
    assert draw_worlds(few, 5, 3).equals(draw_worlds(few, 5, 3))
    assert not draw_worlds(few, 5, 3).equals(draw_worlds(few, 5, 4))
    one = [PlausibleRange("a", 0.0, 1.0, "linear", "C", True, 0.5)]
    shares = np.sort(
        [0.5 * math.erfc((0.5 - x) * 2.0 * QUANTILE_90 / math.sqrt(2)) for x in draw_worlds(one, 50, 1)["a"]]
    )
    assert np.all(np.abs(shares - (np.arange(50) + 0.5) / 50) <= 0.5 / 50 + 2e-3)  # one in each slice


def test_a_world_is_laid_over_a_policy_without_switching_anything_on():
    policy = load_scenario("three_plus_one", known_mechanisms())
    values = {str(key): value for key, value in WORLDS.loc[1].items()}
    moved = laid_over(policy, values, BASE)
    assert list(moved.mechanisms) == ["three_plus_one"]
    assert moved.mechanisms["three_plus_one"].limit_cut == values["mechanisms.three_plus_one.limit_cut"]
    assert moved.work.success_skill == values["work.success_skill"]
    own = replace(
        policy,
        {
            "work.success_skill": 5.0,
            "mechanisms.three_plus_one.limit_cut": 0.25,
            "needs.mix_town.facility": 0.28,
            "needs.mix_town.environment": 0.17,
        },
    )
    kept = laid_over(own, values, BASE)
    assert (kept.work.success_skill, kept.mechanisms["three_plus_one"].limit_cut) == (5.0, 0.25)
    assert kept.needs.mix_town == own.needs.mix_town  # one part of the whole is decided, so all stay
    assert kept.needs.quick_share == values["needs.quick_share"]


def test_values_that_contradict_the_scenario_go_back_until_they_fit():
    policy = replace(BASE, {"needs.rate_bound": 1.2})
    values = {"needs.welfare_disabled": 6.0, "trust.gain": 0.05}
    with pytest.raises(InputError, match="rate_bound"):
        changed(policy, values)
    moved = laid_over(policy, values, policy)
    assert 3.0 < moved.needs.welfare_disabled <= 4.5 and moved.trust.gain == 0.05  # in the group at fault alone
    with pytest.raises(InputError) as said:
        laid_over(BASE, {"trust.gain": 7.0}, BASE)
    assert [(fault.code, fault.key_path) for fault in said.value.faults] == [("GZ023", "trust.gain")]


def test_a_scenario_writes_ranges_of_its_own(tmp_path):
    text = (
        "plausible:\n  work: {success: {dispute: {low: 0.6, high: 0.75, grade: B}}, order: {weights: {due: 1}}}\n"
        "  trust: {gain: {fixed: true}}\n"
        "  mechanisms: {volunteers: {time_bank: {low: 0, high: 1, scale: linear}}}\n"
    )
    mine = written(tmp_path, text, ("plausible.trust.loss.fixed=true",))
    found = {one.key: one for one in plausible_ranges(mine, known_mechanisms())}
    dispute = found["work.success.dispute"]
    assert (dispute.low, dispute.high, dispute.scale, dispute.grade) == (0.6, 0.75, "logit", "B")
    assert not dispute.by_rule
    assert set(draw_worlds(plausible_ranges(mine), 9, 1)["work.order"]) == {"due"}
    assert not {"trust.gain", "trust.loss"} & set(found)
    assert found["mechanisms.volunteers.time_bank"].scale == "linear"
    assert scenario_hash(mine) == scenario_hash(load_scenario("baseline", known_mechanisms()))  # no run changes
    (tmp_path / "again.yaml").write_text(resolved_yaml(mine), encoding="utf-8")
    again = load_scenario(tmp_path / "again.yaml", known_mechanisms())
    assert again.plausible == mine.plausible == replace(mine, {"work.quick_hours": 0.5}).plausible
    assert "plausible" not in resolved_yaml(BASE)


def test_everything_wrong_with_ranges_is_said_at_once(tmp_path):
    text = (
        "plausible:\n  run: {days: {fixed: true}}\n"
        "  work: {success: {disput: {fixed: true}}, order: {low: 0, high: 1}}\n"
        "  trust: {gain: {low: 0.4, high: 0.1}, loss: {low: 0.1}, n_friends: {low: 1, high: 99}, heard_share: 4}\n"
        "  mechanisms: {volunteer: {}, volunteers: {districts: {low: 0, high: 1}}}\n"
        "  voice: {voice_share: {low: 0, high: 0.5, scale: logit}, tier_trust: {low: 1, high: 2, fixed: true}}\n"
    )
    expected = [
        ("GZ012", "run"),
        ("GZ012", "work.success.disput"),
        ("GZ028", "work.order"),
        ("GZ027", "trust.gain.low"),
        ("GZ027", "trust.loss.high"),
        ("GZ028", "trust.n_friends"),
        ("GZ022", "trust.heard_share"),
        ("GZ030", "mechanisms.volunteer"),
        ("GZ028", "mechanisms.volunteers.districts"),
        ("GZ028", "voice.voice_share"),
        ("GZ027", "voice.tier_trust"),
    ]
    found = refused(tmp_path, text)
    assert sorted(found) == sorted((code, f"plausible.{key}") for code, key in expected)
    assert sorted(spoken("zh", refused, tmp_path, text)) == sorted(found)
    assert refused(tmp_path, "plausible: 3\n") == [("GZ022", "plausible")]


def test_a_file_of_members_is_read_as_it_was_written_or_refused(tmp_path):
    file = tmp_path / "ensemble.csv"
    write_members(file, WORLDS, {"seed": 7})
    found = read_members(file)
    assert found.table.equals(WORLDS) and found.made == {"seed": 7, "n_members": 100}
    values = found.values(1)
    assert isinstance(values["work.order"], str) and isinstance(values["intake.forgotten_days"], int)
    assert changed(RANGES.scenario, values).work.order == values["work.order"]
    file.write_text(file.read_text(encoding="utf-8").replace("easy", "due", 1), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="checksum"):
        read_members(file)
    file.with_suffix(".json").write_text("[]", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="how an ensemble was made"):
        read_members(file)
    file.unlink()
    with pytest.raises(InputError, match="GZ001"):
        read_members(file)
