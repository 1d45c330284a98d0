"""Certificate clearing: communities' administrative hours fall by the share of stamps, departments' hours fall too."""

from __future__ import annotations

import pytest

from tests.mechanisms.pairs import pairs

HALF_YEAR = {"seeds": (1, 2), "days": 180, "warm_up_days": 92}


def must_show() -> None:
    """15 % of administrative hours are stamps and 75 % of them go: 11.25 %; committees gain, upper offices pay."""
    for baseline, policy in pairs("certificate_clearing", **HALF_YEAR):
        assert policy.communities.lever_freed_hours == pytest.approx(0.1125 * policy.structure.administrative_hours)
        assert (policy.communities.lever_issue_hours > baseline.communities.lever_issue_hours).all()
        assert (policy.townships.lever_hours < baseline.townships.lever_hours).all()
        busy = baseline.districts.lever_hours > 0.0
        assert (policy.districts.lever_hours[busy] < baseline.districts.lever_hours[busy]).all()


def test_must_show():
    must_show()


def test_departments_give_up_what_verifying_takes():
    """0.3 hours for each stamp of half an hour that goes, a tenth of it from those who handle issues."""
    ((baseline, policy),) = pairs("certificate_clearing", seeds=(1,), days=1, warm_up_days=0)
    stamps = 0.1125 * policy.structure.administrative_hours.sum() / 0.5
    given = [
        (before - after).sum()
        for before, after in (
            (baseline.townships.lever_hours, policy.townships.lever_hours),
            (baseline.districts.lever_hours, policy.districts.lever_hours),
        )
    ]
    assert sum(given) == pytest.approx(stamps * 0.3 * 0.1)
    assert given[0] == pytest.approx(0.7 * sum(given))


@pytest.mark.parametrize("nothing", ["stamp_share", "cleared_share"])
def test_without_stamps_nothing_is_freed_and_nothing_verified(nothing):
    ((baseline, policy),) = pairs("certificate_clearing", {nothing: 0.0}, seeds=(1,), days=1, warm_up_days=0)
    assert (policy.communities.lever_freed_hours == 0.0).all()
    assert (policy.townships.lever_hours == baseline.townships.lever_hours).all()
    assert (policy.districts.lever_hours == baseline.districts.lever_hours).all()
