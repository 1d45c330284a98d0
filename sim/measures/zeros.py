"""The five zeros of Liangjiang as rates: how far distance, errors, bad habits, blind spots and seams are from zero.

The paper names the goals and no figures (section 2.3.2); which rate stands for a goal is assumed here. Each counts what
happens, needs, finished work or hand-overs, and none the effort of an office.
"""

from __future__ import annotations

from sim.measures.grouping import EVERY_AND_PERIODS, NEEDS_BY, PEOPLE_AND_PERIODS
from sim.measures.measure import PER_NEED, Measure
from sim.measures.ratios import per_year, share, share_measure
from sim.words import T


def measures() -> tuple[Measure, ...]:
    """One rate for each of the five zeros."""
    return (
        share_measure(
            "zero_distance",
            "zero distance: needs nobody reported",
            "零距离：无人提出的需求",
            "lower",
            ("unreported", "needs"),
            NEEDS_BY,
            T(
                "Needs neither solved among neighbours nor reported, found by a patrol or not, over needs (paper, "
                "section 2.3.2; the rate is assumed).",
                "既未自行解决、也无人提出的需求（无论是否被巡查发现），占需求（论文 2.3.2；计算方法为假定）。",
            ),
            PER_NEED,
        ),
        share_measure(
            "zero_errors",
            "zero errors: work that failed",
            "零失误：办理失误率",
            "lower",
            ("failed", "worked"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints whose work failed, over those worked to the end, failed or resolved "
                "(paper, section "
                "2.3.2; the rate is assumed).",
                "办理失败的诉求，占办理完毕（失败或解决）的诉求（论文 2.3.2；计算方法为假定）。",
            ),
        ),
        Measure(
            "zero_bad_habits",
            "zero bad habits: conflicts",
            "零陋习：矛盾发生率",
            "conflicts per 1,000 residents and year",
            "lower",
            T(
                "Conflicts over garbage, parking and neighbours, own or shared, over residents and years "
                "(paper, section "
                "2.3.2; the rate is assumed).",
                "垃圾、停车与邻里矛盾（本人或共有），按居民与年数平均（论文 2.3.2；计算方法为假定）。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("conflicts", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
        share_measure(
            "zero_blind_spots",
            "zero blind spots: unreported needs nobody finds",
            "零盲点：未被发现的隐忍需求",
            "lower",
            ("endured", "unreported"),
            NEEDS_BY,
            T(
                "Needs neither solved nor reported that no patrol finds within reach, over these and those "
                "found (paper, "
                "section 2.3.2; the rate is assumed).",
                "既未解决、也未提出、且巡查未能及时发现的需求，占其与被发现需求之和（论文 2.3.2；计算方法为假定）。",
            ),
        ),
        Measure(
            "zero_seams",
            "zero seams: losses in hand-overs",
            "零缝隙：流转丢失率",
            "losses per hand-over",
            "lower",
            T(
                "Passed-on issues (rows of work) that were lost, over hand-overs (paper, section 2.3.2; the rate is "
                "assumed).",
                "流转中失落的事项（工单），与流转次数之比（论文 2.3.2；计算方法为假定）。",
            ),
            EVERY_AND_PERIODS,
            share("passed_on_lost_rows", "hand_overs", EVERY_AND_PERIODS),
        ),
    )
