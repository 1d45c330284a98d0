"""The five zeros of Liangjiang as rates: how far distance, errors, bad habits, blind spots and seams are from zero.

The paper names the goals and no figures (section 2.3.2); which rate stands for a goal is assumed here. The shares of
errors, bad habits and blind spots lie between 0 and 1.
"""

from __future__ import annotations

from sim.measures.amounts import amount
from sim.measures.grouping import EVERY_AND_PERIODS, NEEDS_BY, PEOPLE, Sums, sums_of_cells
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import quotient, share, share_measure
from sim.words import T


def bad_habits(observation: Observation) -> list[Row]:
    """Residents of one of the five mentalities over residents on the last day.

    Args:
        observation: What was gathered.
    """
    people = amount(observation, "residents")
    engaged = sums_of_cells(observation, observation.residents.engaged)
    parts = (
        {by: all_[by] - some[by] for by in PEOPLE}
        for all_, some in ((people.counted, engaged.counted), (people.weighted, engaged.weighted))
    )
    return quotient(observation, PEOPLE, Sums(*parts), people)


def measures() -> tuple[Measure, ...]:
    """One rate for each of the five zeros."""
    return (
        Measure(
            "zero_distance", "zero distance: way to the counter", "零距离：到窗口的路程成本", "cost units", "lower",
            T("Cost of the way to the counter, at the cost of the last day, of complaints voiced there, over all "
              "voiced complaints; other channels have no way (paper, section 2.3.2; the rate is assumed).",
              "在窗口提出的诉求按最后一天计的路程成本，按全部所提出的诉求平均；其他渠道无路程（论文 2.3.2；"
              "计算方法为假定）。"),
            EVERY_AND_PERIODS, share("counter_cost", "voiced", EVERY_AND_PERIODS),
        ),
        share_measure(
            "zero_errors", "zero errors: work that failed", "零失误：办理失误率", "lower", ("failed", "worked"),
            EVERY_AND_PERIODS,
            T("Voiced complaints whose work failed, over those worked to the end, failed or resolved (paper, section "
              "2.3.2; the rate is assumed).",
              "办理失败的诉求，占办理完毕（失败或解决）的诉求（论文 2.3.2；计算方法为假定）。"),
        ),
        Measure(
            "zero_bad_habits", "zero bad habits: residents of a mentality", "零陋习：心态失衡居民比例", "share",
            "lower",
            T("Residents of one of the five mentalities (paper, section 3.2.3), over residents on the last day "
              "(section 2.3.2; the rate is assumed).",
              "属于五种失衡心态之一的居民（论文 3.2.3），占最后一天的居民（论文 2.3.2；计算方法为假定）。"),
            PEOPLE, bad_habits,
        ),
        share_measure(
            "zero_blind_spots", "zero blind spots: unvoiced needs nobody finds", "零盲点：未被发现的隐忍需求", "lower",
            ("endured", "unvoiced"), NEEDS_BY,
            T("Needs neither solved nor voiced that no patrol finds within reach, over these and those found (paper, "
              "section 2.3.2; the rate is assumed).",
              "既未解决、也未提出、且巡查未能及时发现的需求，占其与被发现需求之和（论文 2.3.2；计算方法为假定）。"),
        ),
        Measure(
            "zero_seams", "zero seams: losses in hand-overs", "零缝隙：流转丢失率", "losses per hand-over", "lower",
            T("Passed-on issues (rows of work) that were lost, over hand-overs (paper, section 2.3.2; the rate is "
              "assumed).",
              "流转中失落的事项（工单），与流转次数之比（论文 2.3.2；计算方法为假定）。"),
            EVERY_AND_PERIODS, share("passed_on_lost_rows", "hand_overs", EVERY_AND_PERIODS),
        ),
    )
