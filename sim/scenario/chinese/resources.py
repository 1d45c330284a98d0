"""What the parameters of staff, money, hand-over, estates, governments, shocks, migration and services mean."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # staff
    "Working days over which yearly hours are spread.": "全年工时分摊的工作日数。",
    "Factor on the issue hours of all committees.": "所有居（村）委会诉求工时的倍数。",
    "Share of township staff hours that go to residents' issues.": "镇街工作人员工时中用于居民诉求的比例。",
    "Yearly hours of a member of staff above the community.": "社区以上每名工作人员的全年工时。",
    "Case-handling staff of a district, all departments together.": "区县各部门办件人员合计。",
    "Case-handling staff of the municipality.": "市级办件人员。",
    "How a district's case-handling staff divides over departments; together 1.":
        "区县办件人员在各部门之间的分配，合计为 1。",
    "Skill of staff above the community.": "社区以上工作人员的能力。",
    "Hours a registered volunteer gives in a month.": "一名注册志愿者每月投入的工时。",
    "Share of volunteer hours fit for residents' issues.": "志愿工时中适合办理居民诉求的比例。",
    "Share of the beat officer's community hours usable for issues.": "社区民警在社区的工时中可用于诉求的比例。",
    "Share of a social worker's hours spent with cases.": "社工工时中用于个案的比例。",
    "Share of organisations' hours fit for residents' issues.": "社会组织工时中适合办理居民诉求的比例。",
    "Share of freed administrative hours that new tasks take again.": "减负腾出的行政工时中被新任务重新占用的比例。",
    "Share of the rest that goes to issues, else to routine services.":
        "其余部分中用于诉求的比例，剩下的用于日常服务。",
    "Share of a day's expiring unused hours that becomes visits.": "当日即将失效的剩余工时中转为走访的比例。",
    "Days a year on which a district is on emergency duty (blocks of 5).":
        "区县每年处于应急值守的天数（每次连续 5 天）。",
    "Emergency work of such a day against a committee's issue hours.":
        "应急值守日的应急工作占居（村）委会诉求工时的比例。",
    "Share of a township's issue hours lent each Monday to the community with most overdue hours per head.":
        "镇街诉求工时中，每周一借给人均逾期工时最多的社区的比例。",
    # money
    "Public money for residents' issues, all tiers together.": "用于居民诉求的公共资金，各级合计。",
    "How strongly money follows fiscal capacity (GDP per head over mean).":
        "资金随财力（人均地区生产总值与均值之比）变动的强度。",
    "Money per rural resident against an urban one at equal capacity.": "财力相同时，农村居民人均资金与城市居民之比。",
    "Share of the money that communities hold.": "社区掌握的资金比例。",
    "Share of the money that townships hold; the district holds the rest.": "镇街掌握的资金比例；其余由区县掌握。",
    "Largest item a community may pay.": "社区可支付的单项最高金额。",
    "Largest item a township may pay.": "镇街可支付的单项最高金额。",
    "Share of the year's money that arrives in each of the first three quarters; the last brings the rest.":
        "前三个季度各自到位的全年资金比例；其余在最后一个季度到位。",
    "Share of issues that cost money.": "需要花钱的诉求比例。",
    "Median cost of those that cost money.": "需要花钱的诉求所需资金的中位数。",
    "Spread of the cost (log-normal).": "所需资金的离散程度（对数正态）。",
    "Hours of applying for money one tier up.": "向上一级申请资金的工时。",
    "Share of the cost that a cosmetic repair spends when an issue that waits for money is closed on paper.":
        "等待资金的诉求被形式办结时，应付式维修所花费用占全额的比例。",
    "Real repairs per resident that lift condition by one.": "使设施状况提升一个单位所需的人均实际维修金额。",
    "Loss of infrastructure condition in a year without repair.": "一年不维修时基础设施状况的损失。",
    # hand_over
    "Mean days of a hand-over (geometric).": "一次移交的平均天数（几何分布）。",
    "Added days in remote regions.": "偏远地区增加的天数。",
    "Chance that a hand-over loses an entered request.": "移交中丢失已登记诉求的概率。",
    "Chance that a hand-over loses an unentered request.": "移交中丢失未登记诉求的概率。",
    "Fixed hours of passing an issue up.": "上报一件诉求的固定工时。",
    "Further hours of passing up as a share of the work.": "上报另需的工时，占办理工时的比例。",
    "Calendar days each holder has.": "每一级承办单位的办理期限，以日历天计。",
    # estates
    "Owners of an unmanaged estate asked to sign in a month.": "无物业小区每月被征询签名的业主数。",
    "Share of owners that must sign.": "必须签名的业主比例。",
    "Log-odds of signing without ties, at the starting trust.": "没有纽带、信任为初始值时签名的对数优势。",
    "Added log-odds of signing per unit of trust in the community.": "对社区的信任每增加一个单位，签名的对数优势增量。",
    "Added log-odds of signing per unit of ties.": "纽带每增加一个单位，签名的对数优势增量。",
    "Lost log-odds of irresponsible owners.": "无责任化业主的对数优势减量。",
    "Lost log-odds of indifferent owners.": "冷漠化业主的对数优势减量。",
    "Share of a community's homes that lie in one estate.": "一个小区占本社区住宅的比例。",
    "Service quality at which fee_share holds, and with which service begins.":
        "缴费率（fee_share）所对应的服务质量，也是服务开始时的质量。",
    "Share of others who pay at which fee_share holds.": "缴费率（fee_share）所对应的他人缴费比例。",
    "A smaller gap is no reason to build.": "小于此面积的缺口不安排建设。",
    "Most that rooms over the starting mean help.": "服务用房相对初始均值的作用上限。",
    "Share of owners who pay at reference_quality and with reference_paying of the others paying.":
        "服务质量为 reference_quality、其他业主缴费率为 reference_paying 时，业主缴费的比例。",
    "Added log-odds of paying per unit of service quality.": "服务质量每增加一个单位，缴费的对数优势增量。",
    "Added log-odds of paying per unit of the share of others who pay.":
        "其他业主缴费率每增加一个单位，缴费的对数优势增量。",
    "Lost log-odds of paying per unit of money-first residents above the mean.":
        "物欲化居民比例超出均值的部分每增加一个单位，缴费的对数优势减量。",
    "Share of payers below which, two quarters in a row, service ends.": "缴费率连续两个季度低于此值时，物业服务终止。",
    "Fee of a resident who pays.": "缴费居民的物业费。",
    "Share of fees that pays hours on residents' issues.": "物业费中用于购买居民诉求工时的比例。",
    "Price of an hour of a manager.": "物业人员每小时的价格。",
    "How fast service quality follows what is paid.": "服务质量随收费变化的快慢。",
    # governments
    "Share of a district's flexible staff hours moved each quarter towards the departments with most overdue hours.":
        "区县每季度调往逾期工时最多部门的机动人员工时比例。",
    "Overdue share of a category's open issues above which a district calls a campaign.":
        "某类在办诉求的逾期比例超过此值时，区县开展专项行动。",
    "Length of a campaign.": "一次专项行动的长度。",
    "Days before a district calls the next campaign.": "区县开展下一次专项行动之前的天数。",
    "Added administrative share of everybody during a campaign.": "专项行动期间各方增加的行政事务占用比例。",
    "Hazard of leaving of a social worker at normal strain.": "负荷正常时社工的离职风险率。",
    "Added log-hazard of leaving per unit of strain above 1.":
        "负荷超出 1 的部分每增加一个单位，离职对数风险率的增量。",
    "Hours asked over hours had at which committee staff leave at the usual rate.":
        "居（村）委会人员按通常比率离职时，所需工时与实有工时之比。",
    "Lost log-hazard of leaving per unit of pay above the mean.":
        "待遇超出均值的部分每增加一个单位，离职对数风险率的减量。",
    "Skill gained by 40 hours of supervised training.": "40 小时督导培训所增加的能力。",
    "Share of the skill gained by training that fades in a year.": "培训所增加的能力在一年内消退的比例。",
    "Skill that training cannot lift above.": "培训所能达到的能力上限。",
    "Days until a leaver is replaced.": "离职者岗位得到补充之前的天数。",
    "Skill a newcomer lacks, regained over a year.": "新人欠缺的能力，一年内补足。",
    "Monthly weight of hours asked over hours had in a worker's strain.":
        "所需工时与实有工时之比在人员过劳程度中的每月权重。",
    "Volunteers per social worker below which the worker recruits.": "每名社工的志愿者少于此数时，社工开展招募。",
    "Hours to recruit one volunteer.": "招募一名志愿者的工时。",
    ("Hazard that founders set up an organisation in a quarter in which as much money in their field is unserved as "
     "it needs to earn."):
        "本领域有待承接的资金恰好达到其所需收入时，发起人在一个季度内成立社会组织的风险率。",
    "Income over cost below which an organisation closes after two quarters.":
        "收入与成本之比连续两个季度低于此值时，社会组织关闭。",
    # shocks
    "First day; -1 for never. Day 0 is the first day of the warm-up.": "首日；-1 表示从不发生。第 0 天为预热期首日。",
    "Days it lasts in a district.": "在一个区县持续的天数。",
    "Where it begins: names or codes of districts, separated by commas, or 'everywhere'.":
        "起始地：区县名称或代码，以逗号分隔；或写 'everywhere'，表示全境。",
    "Committees' issue hours that emergency duty asks for on working days.":
        "工作日应急值守占用的居（村）委会诉求工时比例。",
    "Staff of committees kept from work.": "居（村）委会人员无法到岗的比例。",
    "What it adds to the way to the counter.": "到服务窗口的路程所增加的成本。",
    "Further share of needs that are emergencies.": "需求中紧急需求比例的增量。",
    "Condition of the infrastructure lost on the day it reaches a district.": "波及某区县当日基础设施状况的损失。",
    "Intensity behind a border over that before it; 0 stops at the border.":
        "越过边界后的强度与此前之比；0 表示止于边界。",
    "Days until it crosses a border.": "越过边界之前的天数。",
    "Category that comes first.": "优先办理的类别。",
    # migration
    "Rise of the urban share in a year, as a share of all residents; 0 means that nobody moves.":
        "一年内城镇化率的上升，按占全体居民的比例计；0 表示无人迁移。",
    "How strongly movers prefer near districts; 0 means not at all.": "迁移者偏好邻近区县的强度；0 表示不偏好。",
    "How strongly movers prefer districts of high fiscal capacity; 0 means not at all.":
        "迁移者偏好财力较强区县的强度；0 表示不偏好。",
    # services
    "How purchase money for residents of towns divides over fields of service.":
        "用于城镇居民的购买资金在各服务领域之间的分配。",
    "How purchase money for residents of villages divides over fields of service.":
        "用于农村居民的购买资金在各服务领域之间的分配。",
    "Added to the score of a lot in the organisation's own field.": "标的属于本组织领域时增加的评分。",
    "Lost from the score of a lot per log of the way to its district.":
        "到标的所在区县的路程（取对数）每增加一个单位所减的评分。",
    "Added to the score of a lot per log of its district's fiscal capacity.":
        "标的所在区县的财力（取对数）每增加一个单位所加的评分。",
    "Score below which an organisation does not bid for a lot.": "评分低于此值时，社会组织不参与投标。",
    "Share of an organisation's income that is paid as tax without relief.": "无优惠时社会组织收入中缴税的比例。",
    "Most by which an organisation's hours grow or shrink in a quarter.": "社会组织的工时在一个季度内增减的最大幅度。",
    "Funds that the founders of an organisation must show.": "社会组织发起人须具备的资金。",
    "Median of the funds that founders have.": "发起人所有资金的中位数。",
    "Spread of the funds that founders have.": "发起人所有资金的离散程度。",
    "Chance that a sponsor claims a proposed project at the mean endowment.":
        "禀赋为平均水平时，推介的项目被认领的概率。",
    "How strongly that chance follows firms and fiscal capacity of the place.": "当地企业与财力对该概率的影响强度。",
    "Money a sponsor puts into a claimed project, paid over four quarters.":
        "赞助方为认领的项目投入的资金，分四个季度支付。",
    "Residents served by a claimed project, each time counted.": "一个认领的项目服务的居民，按人次计。",
    "Money per hour of a project's work.": "项目每小时工作的资金。",
    "Share of projects' hours fit for residents' issues.": "项目工时中适合办理居民诉求的比例。",
    "Money that firms and sponsors hold ready for the run.": "企业与赞助方在运行期内备有的资金。",
    "Most that units and firms of a place of mean endowment pool.": "禀赋为平均水平之地，单位与企业共同出资的上限。",
    "Cost of building service rooms.": "服务用房的建造成本。",
    "Days from the start of building to the opening day.": "自开工至启用的天数。",
    "Money for capital works that the treasury holds ready for the run.": "财政在运行期内备有的基建资金。",
    "Mean months for which a care place is used: one over the share of users who leave in a month.":
        "照料床位的平均使用月数，即每月离开的使用者比例的倒数。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
