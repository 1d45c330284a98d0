"""What the parameters of needs, voicing, intake and work mean, in Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # needs
    "Needs of an urban resident at the starting stocks.": "期初存量水平下城市居民的需求。",
    "Needs of a rural resident at the starting stocks.": "期初存量水平下农村居民的需求。",
    "Share of each category among the needs of urban residents; together 1.": "城市居民需求中各类别的比例，合计为 1。",
    "Share of each category among the needs of rural residents; together 1.": "农村居民需求中各类别的比例，合计为 1。",
    "Candidate occasions per expected need at the higher of town's and village's rate; needs are thinned from them.":
        "按城乡较高需求率计，每项期望需求对应的候选次数；实际需求由候选中筛取。",
    "Share of needs that are emergencies.": "需求中紧急需求的比例。",
    "Share of the other needs that take minutes, no money and no authority.":
        "其余需求中只需几分钟、不需资金与权限即可办理的比例。",
    ("Mean number of neighbours who share the cause of a facility, environment or parking need and may join the "
     "complaint."):
        "因同一设施、环境或停车问题受影响、可能一同反映的邻居的平均人数。",
    "Growth of facility needs per unit of infrastructure condition lost.":
        "基础设施状况每下降一个单位，设施需求的增长。",
    "Growth of property and environment needs with estates without manager.": "物业与环境需求随无物业小区增多的增长。",
    "Growth of disputes with the share of residents registered elsewhere.": "邻里纠纷随户籍在别处居民比例的增长。",
    "Fall of disputes with neighbourhood ties.": "邻里纠纷随邻里纽带的下降。",
    "Growth of safety needs with the share of floating residents.": "公共安全需求随流动人口比例的增长。",
    "Welfare needs of an older resident against an ordinary one.": "老年人的福利需求相对于普通居民的倍数。",
    "Welfare needs of a disabled resident against an ordinary one.": "残障人士的福利需求相对于普通居民的倍数。",
    "Welfare needs of a low-income resident against an ordinary one.": "低收入居民的福利需求相对于普通居民的倍数。",
    "Farming needs of a large-scale farmer against another villager.": "种养大户的农业需求相对于其他村民的倍数。",
    # voice
    "Log-odds that neighbours solve it among themselves, at mean ties.": "纽带处于平均水平时，邻里自行解决的对数优势。",
    "Log-odds of solving it among neighbours per standard deviation of ties.":
        "纽带每增加一个标准差，邻里自行解决的对数优势增量。",
    "Added log-odds where the resident is engaged.": "居民心态积极时增加的对数优势。",
    ("Chance that a need not solved among neighbours is voiced at the reference case (routine, mean trust, mean "
     "cost, no habit)."):
        "参照情形（日常、平均信任、平均成本、无习惯）下，邻里未解决的需求被提出的概率。",
    "Added log-odds of voicing an emergency.": "紧急需求被提出的对数优势增量。",
    "Added log-odds of voicing per unit of trust in the community.":
        "对社区的信任每增加一个单位，提出需求的对数优势增量。",
    "Lost log-odds of voicing per unit of channel cost.": "渠道成本每增加一个单位，提出需求的对数优势减量。",
    "Channel cost of the reference case.": "参照情形的渠道成本。",
    "Cost of going to the counter next door.": "到近旁服务窗口办理的成本。",
    "Cost of each kilometre to the counter.": "到服务窗口每公里路程的成本。",
    "Cost of a call, for those who know the number.": "打电话的成本，适用于知道号码者。",
    "Cost of an online request, for those with access who know the service.":
        "线上提出的成本，适用于能上网且知道该服务者。",
    "Cost of telling a grid worker who is at the door.": "向上门网格员反映的成本。",
    "Rate at which one visit hour per 1,000 residents brings a grid worker to a given door on a given day.":
        "每千名居民每一走访小时在某一天使网格员走到某一户的比率。",
    "Share of residents with access who know the online service.": "能上网居民中知道线上服务的比例。",
    "Added log-odds of voicing by disposition (money first: where no money is at stake).":
        "按心态增加的提出需求的对数优势（物欲化：指不涉及钱财时）。",
    "Added log-odds of a money-first resident where money is at stake.": "涉及钱财时物欲化居民增加的对数优势。",
    "Share of voiced requests that are also voiced through a second channel.":
        "提出的诉求中又经第二个渠道重复提出的比例。",
    "Habit gained by a first success.": "首次成功所增加的习惯。",
    "Habit gained by a later success.": "再次成功所增加的习惯。",
    "Habit lost by failed work or paper closing.": "办而未成或形式办结所减少的习惯。",
    "Habit lost by silence.": "石沉大海所减少的习惯。",
    "Largest size of the habit.": "习惯的最大值。",
    "Days until half the habit has faded.": "习惯消退一半所需的天数。",
    "Log-odds of going to the township rather than the community.": "直接向镇街而非社区提出的对数优势。",
    "Log-odds of going to the district or hotline.": "直接向区县或热线提出的对数优势。",
    "Log-odds of petitioning the municipality.": "向市级信访的对数优势。",
    "Added log-odds per unit of trust that a higher tier has over the community, beyond the starting difference.":
        "上级信任超出社区信任的部分（扣除初始差距）每增加一个单位，对数优势的增量。",
    "Added log-odds of the two highest tiers for an agitated resident.": "躁动化居民向最高两级提出的对数优势增量。",
    "Lost log-odds of petitioning per unit of legal awareness above 0.3.":
        "法律意识超出 0.3 的部分每增加一个单位，信访的对数优势减量。",
    # intake
    "Chance that a request at an urban counter is written in the book.": "城市窗口收到的诉求登记入册的概率。",
    "Chance that a request at a village counter is written down.": "农村窗口收到的诉求登记入册的概率。",
    "Chance that an online request or petition is in the book.": "线上诉求或信访登记在册的概率。",
    "Chance that a hotline request is in the book.": "热线诉求登记在册的概率。",
    "Chance that what an urban grid worker hears is in the book.": "城市网格员听到的诉求登记在册的概率。",
    "Chance that what a village grid worker hears is in the book.": "农村网格员听到的诉求登记在册的概率。",
    "Hours to write a request into the book; done only while hours are left.":
        "登记一件诉求的工时；仅在尚有工时时登记。",
    "Chance that a request voiced through two channels becomes two rows of work.":
        "经两个渠道提出的诉求成为两件工单的概率。",
    "Hours of writing a request down again after a hand-over.": "移交后重新录入诉求的工时。",
    "Hours of triage, part of the work at the first desk.": "分流工时，属首个承办岗位工作的一部分。",
    "Chance that an urban request is sent to a wrong department.": "城市诉求被派错部门的概率。",
    "Chance that a rural request is sent to a wrong department.": "农村诉求被派错部门的概率。",
    "Hours to find out and redirect a misrouted request.": "发现误派并改派的工时。",
    "Chance that no office owns the request of a resident registered elsewhere.":
        "户籍在别处居民的诉求无单位认领的概率。",
    "Mean days until the township names a holder.": "镇街指定承办单位之前的平均天数。",
    "Median days until a resident gives up on an unentered request.": "居民放弃未登记诉求之前天数的中位数。",
    "Spread of patience (log-normal).": "耐心的离散程度（对数正态）。",
    "Enquiries at the counter per voiced request.": "每件提出的诉求对应的窗口咨询次数。",
    "Voiced requests behind the enquiry volume, town.": "推算咨询量所用的提出诉求数，城市。",
    "Voiced requests behind the enquiry volume, village.": "推算咨询量所用的提出诉求数，农村。",
    "Hours to answer an enquiry.": "答复一次咨询的工时。",
    "Patrol and visits on a working day before any mechanism.": "任何机制之前，每个工作日的巡查与走访工时。",
    "Daily rate at which one visit hour per 1,000 residents finds a given need.":
        "每千名居民每一走访小时发现某项既有需求的日比率。",
    "How much easier patrols find facility, environment and safety needs.":
        "巡查发现设施、环境与公共安全需求的容易程度倍数。",
    "Days after which an endured need is no longer looked for.": "隐忍的需求超过此天数后不再被查找。",
    # work
    "Median hours of work at the tier that solves it.": "解决诉求的层级所用工时的中位数。",
    "Spread of the hours of work (log-normal).": "办理工时的离散程度（对数正态）。",
    "Hours of a quick matter.": "即办事项的工时。",
    "Share of issues led by the category's first department; its second leads the rest.":
        "由该类别首选部门牵头的诉求比例；其余由次选部门牵头。",
    "Share of issues an urban community has the authority to solve.": "城市社区有权限解决的诉求比例。",
    "Share of issues that need the township's authority.": "需要镇街权限的诉求比例。",
    "Share of issues that need the district's authority; the rest needs the municipality's.":
        "需要区县权限的诉求比例；其余需要市级权限。",
    "Share of community-level issues that a village must pass up.": "社区层级的诉求中，村必须上报的比例。",
    "Share of those that end with the township (else the district).": "其中止于镇街的比例（否则止于区县）。",
    "Share of issues above the community that need two departments.": "社区以上的诉求中需要两个部门的比例。",
    "Share of issues above the community that need three departments.": "社区以上的诉求中需要三个部门的比例。",
    "Chance that the next department refuses to take its part (推诿).": "下一部门拒绝承担其部分的概率（推诿）。",
    "Hours to ask a refusing department again.": "再次商请推诿部门的工时。",
    "Hours of village work against the same work in town.": "农村办理工时与城市同样工作之比。",
    "Further factor in villages of remote regions.": "偏远地区村的进一步倍数。",
    "Hours at the township against the same work in the community.": "镇街办理工时与社区同样工作之比。",
    "Hours at the district and above against the same work in the community.": "区县及以上办理工时与社区同样工作之比。",
    "Most hours one issue gets on one day, at any tier and any sample.":
        "一件诉求一天内得到的最多工时，适用于任何层级与任何抽样。",
    "Order within a class: easy (least remaining hours first) or due (earliest due first).":
        "同类诉求之内的办理次序：easy 为剩余工时最少者先办，due 为期限最早者先办。",
    "Share of the hours the committee keeps when a helper takes an issue over.":
        "协助者接办诉求时，居（村）委会保留的工时比例。",
    ("Share of issues a helper is able to take over, town (volunteers, managers, mediators, social workers, police "
     "by category)."):
        "协助者能够接办的诉求比例，城市（按类别为志愿者、物业、调解员、社工、民警）。",
    "Share of issues a helper is able to take over, village.": "协助者能够接办的诉求比例，农村。",
    "Chance that finished work removes the cause, at skill 0.5 and one department.":
        "能力为 0.5 且只涉及一个部门时，办理完毕即消除起因的概率。",
    "Added log-odds of success per unit of skill above 0.5.": "能力超出 0.5 的部分每增加一个单位，办成的对数优势增量。",
    "Lost log-odds of success per further department.": "每增加一个部门，办成的对数优势减量。",
    "Added log-odds where a specialist (police, mediator, social worker) works.":
        "由专业人员（民警、调解员、社工）办理时增加的对数优势。",
    "Lost log-odds where the worker is overstrained.": "办理人员过劳时减少的对数优势。",
    "Added log-odds of settling a dispute per unit of trust in the tier that mediates, beyond the start.":
        "对调解层级的信任超出期初的部分每增加一个单位，纠纷调解成功的对数优势增量。",
    "Hours of a second attempt against the first.": "第二次办理工时与第一次之比。",
    "Chance that a dispute whose settlement failed goes up a tier.": "调解失败的纠纷上交一级的概率。",
    "Days' worth of unused hours that communities and townships can use later.":
        "社区与镇街可留待日后使用的剩余工时，以天数计。",
    "The same for district and municipal desks that stand for a sampled part of their area.":
        "代表辖区抽样部分的区县与市级岗位可留待日后使用的剩余工时，以天数计。",
    "The same for a linked team, whose members give their hours when a client needs them.":
        "联动小组可留待日后使用的工时，以天数计；其成员在结对对象需要时投入工时。",
    "Most open cases of a social worker.": "一名社工在办个案的最多件数。",
    "Share of the work a second office does before it finds out that another has the same request.":
        "第二个单位发现同一诉求已由他处受理之前所做工作的比例。",
    "Hours of an office's own second look at finished work.": "本单位对办毕工作自行复核的工时。",
    "Share of older residents' welfare requests that ask for a care place.": "老年人的福利诉求中请求照料床位的比例。",
    "Largest matter a courtyard committee takes.": "院落自治组织承接的最大事项。",
    "Skill of courtyard committees.": "院落自治组织的能力。",
    "Days' worth of hours a courtyard committee can save.": "院落自治组织可结余的工时，以天数计。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
