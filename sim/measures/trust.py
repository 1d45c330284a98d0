"""Residents' trust in the four tiers of government on the last day."""

from __future__ import annotations

from collections.abc import Callable

from sim.measures.amounts import amount
from sim.measures.grouping import PEOPLE, Sums, sums_of_cells
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import quotient
from sim.measures.stocks import YEAR, at_ends_of_years
from sim.vocabulary import Tier
from sim.words import T


def trust_sums(observation: Observation, tier: Tier) -> Sums:
    """Trust in a tier summed over residents, by grouping, computed once.

    Args:
        observation: What was gathered.
        tier: The tier trusted.
    """
    return observation.remember(("trust", tier), lambda: sums_of_cells(observation, observation.residents.trust[tier]))


def _mean_trust(tier: Tier) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        found = quotient(observation, PEOPLE, trust_sums(observation, tier), amount(observation, "residents"))
        return [*found, *at_ends_of_years(observation, f"trust_{tier.key}")]

    return rows


def trust_distance(observation: Observation) -> list[Row]:
    """Mean trust in the municipality less mean trust in the community.

    Args:
        observation: What was gathered.
    """
    near, far = (
        [row for row in _mean_trust(tier)(observation) if row.by != YEAR]
        for tier in (Tier.COMMUNITY, Tier.MUNICIPALITY)
    )
    return [a._replace(value=b.value - a.value) for a, b in zip(near, far, strict=True)]


def measures() -> tuple[Measure, ...]:
    """Trust by tier and the distance between the highest and the nearest tier."""
    listed = [
        Measure(
            f"trust_{tier.key}",
            f"trust in the {tier.label}",
            f"对{tier.label_zh}信任度",
            "0-1",
            "higher",
            T(
                f"Mean trust of residents in the {tier.label} on the last day; by year on its last day.",
                f"最后一天居民对{tier.label_zh}的平均信任；按年时取年末。",
            ),
            (*PEOPLE, YEAR),
            _mean_trust(tier),
        )
        for tier in Tier
    ]
    listed.append(
        Measure(
            "trust_distance",
            "trust in the municipality less trust in the community",
            "信任落差",
            "difference of shares",
            "lower",
            T(
                "High trust above and low trust below (paper, section 3.1.1): mean trust in the municipality less mean "
                "trust in the community.",
                "信任上高下低的程度（论文 3.1.1）：对市的平均信任减去对社区的平均信任。",
            ),
            PEOPLE,
            trust_distance,
            signed=True,
        )
    )
    return tuple(listed)
