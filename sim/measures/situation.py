"""What residents meet beside the handling: unsafe matters left unsettled, who is registered where, who is on record."""

from __future__ import annotations

import numpy as np

from sim.measures.amounts import amount
from sim.measures.grouping import NEEDS_BY, PEOPLE_AND_PERIODS, PLACES, Sums, sums_of_places
from sim.measures.measure import PER_NEED, Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import per_year, quotient, share, share_measure
from sim.vocabulary import Group


def unsettled_risks(observation: Observation) -> list[Row]:
    """Needs of public safety and of disputes that were not solved, per 1,000 residents and year.

    Args:
        observation: What was gathered.
    """
    needs, solved = amount(observation, "risk_needs"), amount(observation, "risk_solved")
    left = (
        {by: np.maximum(all_[by] - some[by], 0.0) for by in observation.asked(PEOPLE_AND_PERIODS)}
        for all_, some in ((needs.counted, solved.counted), (needs.weighted, solved.weighted))
    )
    residents = amount(observation, "residents")
    return quotient(observation, PEOPLE_AND_PERIODS, Sums(*left), residents, 1000.0, yearly=True)


def _registered(observation: Observation, floating: bool) -> list[Row]:
    """Residents registered elsewhere over residents: floating ones, or all others."""
    table = observation.residents.n.reshape(len(observation.communities), len(Group), 2)
    elsewhere: Floats = table[:, :, 1].sum(axis=1) - table[:, Group.FLOATING, 1]
    people = table[:, Group.FLOATING, :].sum(axis=1) if floating else elsewhere
    return quotient(observation, PLACES, sums_of_places(observation, people), amount(observation, "residents"))


def floating_share(observation: Observation) -> list[Row]:
    """Floating residents over residents on the last day.

    Args:
        observation: What was gathered.
    """
    return _registered(observation, True)


def elsewhere_share(observation: Observation) -> list[Row]:
    """Residents who do not float and are registered elsewhere, over residents on the last day.

    Args:
        observation: What was gathered.
    """
    return _registered(observation, False)


def measures() -> tuple[Measure, ...]:
    """Safety, registration and records."""
    return (
        Measure(
            "unsettled_risks_per_1000", "unsafe matters left unsettled", "未化解安全与矛盾问题",
            "needs per 1,000 residents and year", "lower",
            "Needs of public safety and neighbour disputes solved neither by neighbours nor by offices, over residents "
            "and years: what stands for the feeling of safety (paper, section 3.1.1; the index is assumed).",
            PEOPLE_AND_PERIODS, unsettled_risks,
        ),
        Measure(
            "safety_resolved_per_1000", "safety issues resolved", "公共安全问题解决量",
            "issues per 1,000 residents and year", "higher",
            "Issues of public safety (rows of work), voiced or found by patrols, that were really resolved, over "
            "residents and years; compare the cases solved of section 2.3.6 of the paper.",
            PEOPLE_AND_PERIODS, per_year("safety_resolved_rows", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
        Measure(
            "elsewhere_share", "registered elsewhere, not floating", "人户分离居民比例", "share", "none",
            "Residents who do not float and are registered elsewhere, as relocated residents are (拆迁, paper, section "
            "3.1.1), over residents on the last day.",
            PLACES, elsewhere_share,
        ),
        Measure(
            "floating_share", "floating residents, share", "流动人口比例", "share", "none",
            "Floating residents over residents on the last day (paper, section 3.2.2).", PLACES, floating_share,
        ),
        share_measure(
            "recorded_per_need", "completeness of records", "信息采集完整率", "higher", ("recorded_rows", "needs"),
            NEEDS_BY,
            "Needs that stand in an office's book, because they were entered when first voiced or found by a patrol, "
            "over needs (paper, sections 3.1.3 and 4.2.3).", PER_NEED,
        ),
        Measure(
            "finding_days_mean", "days until a patrol finds a need", "巡查发现滞后天数", "days", "lower",
            "Mean days from the arising of an unvoiced need to the day on which a patrol or visit found it (paper, "
            "section 3.1.3).",
            NEEDS_BY, share("discovered_days", "discovered_rows", NEEDS_BY),
        ),
    )
