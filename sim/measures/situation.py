"""What residents meet beside the handling: unsafe matters left unsettled, who is registered where, who is on record."""

from __future__ import annotations

import numpy as np

from sim.measures.amounts import amount
from sim.measures.grouping import NEEDS_BY, PEOPLE_AND_PERIODS, PLACES, Sums, sums_of_places
from sim.measures.measure import PER_NEED, Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import per_year, quotient, share, share_measure
from sim.vocabulary import Group
from sim.words import T


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
            "unsettled_risks_per_1000",
            "unsafe matters left unsettled",
            "未化解安全与矛盾问题",
            "needs per 1,000 residents and year",
            "lower",
            T(
                "Needs of public safety and neighbour disputes solved neither by neighbours nor by offices, over "
                "residents and years: what stands for the feeling of safety (paper, section 3.1.1; the index is "
                "assumed).",
                "邻里与各级均未解决的公共安全与邻里纠纷需求，按居民与年数平均：以此代表安全感（论文 3.1.1；"
                "指标为假定）。",
            ),
            PEOPLE_AND_PERIODS,
            unsettled_risks,
        ),
        Measure(
            "safety_resolved_per_1000",
            "safety issues resolved",
            "公共安全问题解决量",
            "issues per 1,000 residents and year",
            "higher",
            T(
                "Issues of public safety (rows of work), reported or found by patrols, that were really resolved, over "
                "residents and years; compare the cases solved of section 2.3.6 of the paper.",
                "已提出或由巡查发现、并真正解决的公共安全事项（工单），按居民与年数平均；可与论文 2.3.6 的破案数对照。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("safety_resolved_rows", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
        Measure(
            "elsewhere_share",
            "registered elsewhere, not floating",
            "人户分离居民比例",
            "share",
            "none",
            T(
                "Residents who do not float and are registered elsewhere, as relocated residents are (拆迁, paper, "
                "section 3.1.1), over residents on the last day.",
                "非流动而户籍在外的居民（如拆迁安置居民，论文 3.1.1），占最后一天的居民。",
            ),
            PLACES,
            elsewhere_share,
        ),
        Measure(
            "floating_share",
            "floating residents, share",
            "流动人口比例",
            "share",
            "none",
            T(
                "Floating residents over residents on the last day (paper, section 3.2.2).",
                "流动人口占最后一天居民的比例（论文 3.2.2）。",
            ),
            PLACES,
            floating_share,
        ),
        share_measure(
            "recorded_per_need",
            "completeness of records",
            "信息采集完整率",
            "higher",
            ("recorded_rows", "needs"),
            NEEDS_BY,
            T(
                "Needs on an office's register, because they were registered when first reported or found by a "
                "patrol, over needs (paper, sections 3.1.3 and 4.2.3).",
                "因首次提出时登记或由巡查发现而记录在册的需求，占需求（论文 3.1.3、4.2.3）。",
            ),
            PER_NEED,
        ),
        Measure(
            "finding_days_mean",
            "days until a patrol finds a need",
            "巡查发现滞后天数",
            "days",
            "lower",
            T(
                "Mean days from the arising of an unreported need to the day on which a patrol or visit found "
                "it (paper, "
                "section 3.1.3).",
                "未提出的需求自产生至被巡查或走访发现的平均天数（论文 3.1.3）。",
            ),
            NEEDS_BY,
            share("discovered_days", "discovered_rows", NEEDS_BY),
        ),
    )
