"""Low trust below has its consequences: fewer speak up there, more go straight above, fewer disputes are settled."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.agents.resident import logit
from sim.issues.store import DISCOVERED, DUPLICATE, NEEDS, SELF_SOLVED
from sim.model import GovernanceModel
from sim.scenario.scenario import replace
from sim.vocabulary import Category, State, Tier
from tests.model_runs import all_records, chongqing, finished, scenario, small_world

LOW = {f"trust.start_{place}.community": 0.3 for place in ("town", "village")}


def shares(model: GovernanceModel) -> dict[str, float]:
    """Requests of needs not solved among neighbours, those taken straight above, disputes settled of those ended."""
    records = all_records(model)
    records = records[records["flags"] & (DISCOVERED | DUPLICATE) == 0]
    unsolved = float(model.stage.tallies[NEEDS].sum() - model.stage.tallies[SELF_SOLVED].sum())
    ended = np.isin(records["state"], (State.RESOLVED, State.FAILED))
    disputes = records[ended & (records["category"] == Category.DISPUTE) & (records["tier"] == Tier.COMMUNITY)]
    return {
        "reported": len(records) / unsolved,
        "straight up": float((records["tier_reported"] > Tier.COMMUNITY).mean()),
        "settled": float((disputes["state"] == State.RESOLVED).mean()),
    }


def test_low_trust_below_silences_residents_sends_them_up_and_leaves_disputes():
    usual, low = (shares(finished(scenario(changes, days=90), chongqing(0.002))) for changes in ({}, LOW))
    assert low["reported"] < usual["reported"]
    assert low["straight up"] > usual["straight up"]
    assert low["settled"] < usual["settled"]


def test_low_trust_below_brings_less_to_courtyard_committees_too():
    """What they are told of follows the choice of reporting, whose reference stays when a scenario starts lower."""
    mechanisms = {"self_governance": {"phase_in_days": 0, "member_share": 1.0, "most_share": 1.0}}
    many = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 0.9}
    usual, low = (finished(scenario(many | changes, mechanisms, days=60), small_world()) for changes in ({}, LOW))
    assert low.communities.courtyard_used.sum() < 0.9 * usual.communities.courtyard_used.sum()


def test_references_are_the_starting_levels_of_the_defaults_alone():
    trust = scenario().trust
    assert (trust.reference_town, trust.reference_village) == (trust.start_town, trust.start_village)
    moved = replace(scenario(), LOW).trust
    assert moved.reference_town == trust.reference_town and moved.reference_village == trust.reference_village


@pytest.mark.nightly
def test_low_trust_has_the_size_that_its_terms_say():
    world, differences = chongqing(0.01), []
    for seed in (1, 2, 3):
        usual, low = (shares(finished(scenario(changes, days=180), world, seed)) for changes in ({}, LOW))
        differences.append([logit(low[name]) - logit(usual[name]) for name in usual])
    means, spread = np.mean(differences, axis=0), np.std(differences, axis=0, ddof=1)
    params = scenario()
    fall = 0.62 - 0.3
    expected = (-params.voice.voice_trust * fall, params.voice.tier_trust * fall, -params.work.success_trust * fall)
    for mean, sd, size in zip(means, spread, expected, strict=True):
        assert math.copysign(1.0, mean) == math.copysign(1.0, size)
        assert abs(mean) > 3.0 * sd / math.sqrt(3.0)
    for mean, size in zip(means[:2], expected[:2], strict=True):
        # A share over unlike people moves by no more than the term (Gail, Wieand and Piantadosi 1984).
        assert 0.6 < mean / size < 1.05
