"""Purchase of services: organisations sell more hours, more of them in towns, and requests have less money."""

from __future__ import annotations

import pytest

from sim.model import GovernanceModel
from tests.mechanisms.pairs import pairs

SHORT = {"days": 365, "warm_up_days": 184}


def hours_per_head(model: GovernanceModel, towns: bool) -> float:
    """Organisations' yearly hours per resident in the more urban or the more rural half of the townships."""
    structure = model.structure
    urban = structure.by_township(structure.urban_share * structure.population) / structure.township_population
    chosen = (urban >= sorted(urban)[len(urban) // 2]) == towns
    return float(model.townships.organisation_hours[chosen].sum() / structure.township_population[chosen].sum())


def must_show() -> None:
    """Organisations' hours rise, by more per head in towns than in villages, and are paid for."""
    for baseline, policy in pairs("service_purchase", **SHORT):
        more = [hours_per_head(policy, towns) - hours_per_head(baseline, towns) for towns in (True, False)]
        assert policy.townships.organisation_hours.sum() > baseline.townships.organisation_hours.sum()
        assert more[0] > more[1]
        assert policy.services.purchased_fen.sum() > baseline.services.purchased_fen.sum()
        assert policy.districts.spent_fen.sum() <= baseline.districts.spent_fen.sum()


def test_must_show():
    must_show()


def test_tasks_are_bought_at_their_price():
    """60 yuan for every hour that contractors do instead of committees, in rich and poor districts alike."""
    ((_, policy),) = pairs("service_purchase", seeds=(1,), days=2, warm_up_days=0)
    v, s = policy.levers, policy.structure
    yuan = 60.0 * s.working_days_per_year * s.by_district(v["bought_hours"])
    assert v["running_fen"] * s.district_population == pytest.approx(100.0 * yuan)
    assert v["running_fen"] == pytest.approx(v["purchase_fen"])


def test_without_money_organisations_earn_as_much():
    nothing = {"purchase_yuan": 0.0, "threshold_share": 0.0, "relief_share": 0.0, "able_share": 0.0}
    for baseline, policy in pairs("service_purchase", nothing, seeds=(1,), **SHORT):
        assert policy.services.purchased_fen.sum() == baseline.services.purchased_fen.sum()
