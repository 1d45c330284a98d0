"""Co-governance: ties and pooled hours grow where there are firms; everybody pays for coordination."""

from __future__ import annotations

from sim.vocabulary import Category, DeskKind, Group
from tests.mechanisms.pairs import matched, pairs

SHORT = {"days": 180, "warm_up_days": 31}


def must_show() -> None:
    """Ties and the hours of volunteers rise, money is pooled, and coordination takes committee hours."""
    for baseline, policy in pairs("co_governance", **SHORT):
        assert policy.communities.ties.mean() > baseline.communities.ties.mean()
        rows = policy.desk_map.of_communities(DeskKind.VOLUNTEER)
        assert policy.desks.available_hours[rows].sum() > baseline.desks.available_hours[rows].sum()
        assert policy.levers["pooled_fen"].sum() > 0.0
        rows = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.available_hours[rows].sum() < baseline.desks.available_hours[rows].sum()


def test_must_show():
    must_show()


def test_places_with_few_firms_get_little():
    """Per resident, the half of communities with fewer business owners pools less of everything."""
    for baseline, policy in pairs("co_governance", seeds=(1,), **SHORT):
        structure, levers = policy.structure, policy.levers
        owners = structure.group_counts[:, Group.OWNER] / structure.population
        few = owners <= sorted(owners)[len(owners) // 2]
        for name in ("volunteer_hours", "pooled_fen", "ties_gain"):
            per_head = levers[name] / (1.0 if name != "volunteer_hours" else structure.population)
            assert per_head[few].mean() < 0.7 * per_head[~few].mean()
        assert (baseline.communities.ties <= policy.communities.ties).all()


def test_care_goes_to_groups_in_difficulties():
    """With that part alone nobody's helper changes but that of key groups' care issues."""
    only = {"able_share": 0.0, "care_share": 1.0}
    ((baseline, policy),) = pairs("co_governance", only, seeds=(1,), days=90, warm_up_days=0)
    one, two = matched(policy, baseline)
    same = one["category"] == two["category"]  # stocks may have moved and made another need of it
    one, two = one[same], two[same]
    changed = one["helper"] != two["helper"]
    assert changed.sum() > 5
    assert (one["category"][changed] == Category.WELFARE).all() and (one["helper"][changed] == 1).all()
    assert ((one["group"][changed] >= Group.OLDER) & (one["group"][changed] <= Group.FLOATING)).all()


def test_without_firms_only_the_cost_is_left():
    for _, policy in pairs("co_governance", {"joining_share": 0.0}, seeds=(1,), **SHORT):
        for name in (
            "volunteer_hours",
            "patrol_hours",
            "pooled_fen",
            "ties_gain",
            "able_volunteer",
            "able_volunteer_key",
        ):
            assert (policy.levers[name] == 0.0).all()
        assert (policy.levers["mechanism_hours"] > 0.0).all()
