"""What the parameters of the mechanisms mean, in Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # every mechanism
    "Share of the districts' communities in which the mechanism works.": "实施区县的社区中该机制发挥作用的比例。",
    ("Districts in which it works: names or codes, separated by commas, or 'everywhere'; a rule for the money of "
     "the whole place holds everywhere."):
        "实施区县的名称或代码，以逗号分隔；或写 'everywhere'，表示全境；针对全境资金的规则处处适用。",
    "First day on which it works; day 0 is the first day of the warm-up.": "发挥作用的首日；第 0 天为预热期首日。",
    "First day on which it no longer works.": "不再发挥作用的首日。",
    "Days over which it grows to full strength.": "逐步达到全部力度的天数。",
    # mechanisms.certificate_clearing
    "Share of administrative hours that certificates take.": "行政工时中用于开具证明的比例。",
    "Share of certificates that communities no longer issue.": "社区不再开具的证明比例。",
    "Committee hours of a certificate.": "居（村）委会开具一件证明的工时。",
    "Hours in which a department verifies itself what a certificate said.": "部门自行核实原由证明说明之事的工时。",
    "Share of verifying that falls on those who handle residents' issues; the rest falls on other staff.":
        "核实工作中由办理居民诉求人员承担的比例；其余由其他人员承担。",
    "Part of verifying that townships do; districts do the rest.": "核实工作中由镇街承担的部分；其余由区县承担。",
    "Largest share of an office's issue hours that verifying can take.": "核实工作最多占用一个单位诉求工时的比例。",
    # mechanisms.co_governance
    "Share of business owners whose unit or firm joins.": "企业主中其单位或企业参与共治的比例。",
    "Money a firm pools at mean fiscal capacity.": "平均财力下一家企业的出资。",
    "Hours that people of a firm give to care, safety and culture.": "一家企业的人员投入照护、安全与文化的工时。",
    "Share of these hours that is fit for residents' issues.": "上述工时中适合办理居民诉求的比例。",
    "Share of them spent on joint safety patrols.": "上述工时中用于治安联防的比例。",
    "Further environment and care issues their people are able to take.": "其人员能够承接的环境与照护诉求的新增比例。",
    "Growth of ties by joint activities where as many firms join as named below.":
        "参与企业达到下列数目时，共同活动所增加的邻里纽带。",
    "Joining firms at which activities reach everybody.": "活动覆盖所有居民所需的参与企业数。",
    "Committee hours of bringing the parties together.": "居（村）委会组织各方的工时。",
    # mechanisms.community_policing
    "Share of communities in which the mechanism works.": "该机制发挥作用的社区比例。",
    "Hours of the police in a covered community.": "民警在覆盖社区的工时。",
    "Largest share of the hours of other beats that can be moved.": "可从其他警务区调出的工时的最大比例。",
    "Largest share of the hours of police and justice that can be moved, where other beats do not suffice.":
        "其他警务区不足时，可从公安司法调出的工时的最大比例。",
    "Share of the hours gained that is patrol.": "增加的工时中用于巡逻的比例。",
    "Further share of safety issues that the police are able to take on the spot.":
        "民警能够当场承接的公共安全诉求的新增比例。",
    "Requests of residents from elsewhere that shared records give an owner.":
        "外来居民的诉求中，因信息共享而有单位认领的比例。",
    "Share of residents with access who are in a message group of the police.": "能上网居民中加入警民微信群的比例。",
    # mechanisms.deliberation
    "Matters that a council can take in a month; below one it does not meet.":
        "协商会一个月内可议的事项数；不足一项时不开会。",
    "Length of a council.": "一次协商会的时长。",
    ("Parties among the eight whose hours are the committee's; the township is one more, the others give their own "
     "time."):
        "八方主体中由居（村）委会投入工时的方数；镇街另计一方，其余各方自备时间。",
    "Committee hours of calling and preparing a council.": "居（村）委会召集与筹备协商会的工时。",
    "Largest share of an office's issue hours that councils can take.": "协商会最多占用一个单位诉求工时的比例。",
    # mechanisms.estate_management
    "How far owners of estates without a manager are asked to organise.": "动员无物业小区业主组织起来的力度。",
    ("Committee hours of asking owners, in a town community without any managed estate; less where fewer estates "
     "are left."):
        "居委会征询业主的工时，按没有任何物业小区的城市社区计；剩余小区较少时相应减少。",
    # mechanisms.five_zeros
    "Strength of going out to residents.": "走访居民的力度。",
    "Strength of checking finished work.": "复核办毕工作的力度。",
    "Strength of educating residents.": "教育居民的力度。",
    "Strength of patrolling the grid.": "网格巡查的力度。",
    "Strength of linking community, organisations and social workers.": "联动社区、社会组织与社工的力度。",
    "Visits to residents (distance).": "走访居民（零距离）。",
    "Way to the nearest contact point (distance).": "到最近联系点的路程（零距离）。",
    "Finished work that the office looks at again, in its own hours (error).":
        "单位以自有工时再次复核的办毕工作比例（零失误）。",
    "Education of residents (bad habits).": "居民教育（零陋习）。",
    "Growth of neighbourhood ties by education (bad habits).": "教育所增加的邻里纽带（零陋习）。",
    "Growth of legal awareness by education (bad habits).": "教育所增加的法律意识（零陋习）。",
    "Patrol of the grid (blind spots).": "网格巡查（零盲点）。",
    "Requests of residents from elsewhere that now have an owner (blind spots).":
        "外来居民的诉求中由此有单位认领的比例（零盲点）。",
    "Linking community, organisations and social workers (seams).": "联动社区、社会组织与社工（零缝隙）。",
    "Hand-overs that no longer lose a request (seams).": "不再丢失诉求的移交比例（零缝隙）。",
    "Largest share of a committee's issue hours that the parts can take.":
        "各项做法最多占用居（村）委会诉求工时的比例。",
    # mechanisms.funding_balance
    "How far money follows need instead of fiscal capacity.": "资金按需求而非财力分配的程度。",
    "How far a rural resident counts like an urban one.": "一名农村居民与一名城市居民同等计算的程度。",
    "Least money per resident of a community, lifted by the others pro rata.":
        "社区居民人均资金的下限，由其他社区按比例补足。",
    "Money comes in even quarters and is kept over the year's end.": "资金按季均衡拨付，年末结余可留用。",
    # mechanisms.grid_management
    "Size of a grid.": "一个网格的规模。",
    "Patrol and visits in a grid.": "一个网格的巡查与走访。",
    "Keeping the records of a grid up to date.": "一个网格的信息更新维护。",
    "Largest share of a committee's issue hours that grids can take.": "网格工作最多占用居（村）委会诉求工时的比例。",
    # mechanisms.information_sharing
    "Mean days of a hand-over at middling skill.": "能力居中时一次移交的平均天数。",
    "Wrong routings that a common table of duties prevents.": "统一职责清单所避免的误派比例。",
    "Requests voiced twice that are seen to be one.": "重复提出的诉求中被识别为同一件的比例。",
    "Writing down again that is saved.": "节省的重复录入比例。",
    "Training of committee staff while the records are introduced.": "推行信息共享期间居（村）委会人员的培训。",
    "Training of committee staff afterwards.": "此后居（村）委会人员的培训。",
    "Building and upkeep of the records.": "信息共享的建设与运维。",
    # mechanisms.one_plus_n
    "Issues that a community can bring to its township's monthly meeting.": "一个社区可提交镇街月度会商的诉求数。",
    "Refusals between departments that part-time members prevent.": "兼职委员所避免的部门推诿比例。",
    "Committee hours kept for residents, as the station does the tasks.":
        "由社区工作站承担任务，从而为居民保留的居（村）委会工时比例。",
    "Length of a meeting with its preparation, for each party.": "一次会议（含准备）的时长，按每一方计。",
    "Members of the committee and its station who attend for a community.":
        "代表一个社区出席的居（村）委会及工作站成员数。",
    "Hours of the township, which has the chair.": "主持会议的镇街的工时。",
    "Hours of the district's departments.": "区县各部门的工时。",
    "Largest share of an office's issue hours that meetings can take.": "会议最多占用一个单位诉求工时的比例。",
    # mechanisms.online_party_grid
    "Share of residents with access who are in a message group.": "能上网居民中加入微信群的比例。",
    "Committee hours of moderating.": "居（村）委会维护群组的工时。",
    "Party members among residents.": "居民中的党员比例。",
    "Share of Party members who help where they live.": "在居住地参与服务的党员比例。",
    "Hours such a member gives in a month.": "这类党员每月投入的工时。",
    # mechanisms.routine_first
    "Share of committee hours that emergency duty may not take.": "应急值守不得占用的居（村）委会工时比例。",
    ("Share of requests of residents from elsewhere that so far nobody owned and now the community of residence "
     "does."):
        "原先无单位认领的外来居民诉求中，改由居住地社区认领的比例。",
    "Committee hours of keeping the list of residents and duties.": "居（村）委会维护居民与职责清册的工时。",
    # mechanisms.rule_of_law
    "Growth of legal awareness by a law corner with its full hours.": "工时充足的法律图书角所增加的法律意识。",
    "Committee hours for the law corner and its lectures.": "居（村）委会用于法律图书角及讲座的工时。",
    "Hours of mediators and lawyers in the mediation centre.": "调解员与律师在调解中心的工时。",
    "Part of these hours that the department of police and justice gives.": "上述工时中由公安司法部门承担的部分。",
    "Largest share of that department's hours that can be taken.": "最多可占用该部门工时的比例。",
    "Price of an hour of a lawyer.": "律师每小时的价格。",
    "Further disputes that mediators are able to take.": "调解员能够承接的纠纷的新增比例。",
    # mechanisms.self_governance
    "Share of engaged residents who are members, per unit of neighbourhood ties.":
        "邻里纽带每一单位对应的、心态积极居民中成员的比例。",
    "Hours a member gives to the small matters of others.": "一名成员投入他人小微事项的工时。",
    "Hours with which the community committee guides and convenes them.": "居（村）委会指导与召集院落自治组织的工时。",
    # mechanisms.service_facilities
    "Share of the missing floor area that is to be built.": "计划补建的缺额面积比例。",
    "Capital money of a district, out of the pot for capital works.": "区县的建设资金，出自基建资金。",
    "Upkeep out of the district's purse for issues, for the area that a year's capital money builds.":
        "一年建设资金所建面积的运维费用，出自区县诉求经费。",
    "Price at which a year's capital money is expected to become floor area.": "一年建设资金折算为面积所用的单价。",
    # mechanisms.service_platform
    "Share of requests that stayed out of the book and are now entered.": "原先未入册的诉求中，现已登记的比例。",
    "Further hours to enter a request.": "录入一件诉求另需的工时。",
    "Chance that a resident with access rates a closing.": "能上网居民评价办结结果的概率。",
    "Chance that another resident is called back.": "其他居民接到回访的概率。",
    "Share of residents with access who know the platform.": "能上网居民中知道该平台的比例。",
    "Committee hours of keeping the platform up to date.": "居（村）委会维护平台的工时。",
    "Overdue issues go up by themselves.": "逾期诉求自动上报。",
    # mechanisms.service_purchase
    "Further purchases at mean fiscal capacity, out of the district's purse.":
        "平均财力下增加的购买服务，出自区县诉求经费。",
    "Share of the registered capital no longer asked of new organisations.": "对新成立的社会组织免除的注册资金比例。",
    "Share of the tax on organisations' income that is forgiven.": "社会组织收入税负中减免的比例。",
    "Further issues of their fields that organisations are asked to take.": "社会组织受托承接的本领域诉求的新增比例。",
    "Committee hours of asking for services and checking them.": "居（村）委会提出服务需求并验收的工时。",
    # mechanisms.smart_community
    "Share of residents with access who know the online services.": "能上网居民中知道各项线上服务的比例。",
    "Share of counter time that is transactions which go online.": "窗口工时中转为网上办理的办事比例。",
    "Share of enquiries that a search online answers.": "网上查询即可答复的咨询比例。",
    "Building the services, paid in even parts over some years.": "服务建设费用，分若干年均摊。",
    "Years over which building is paid.": "建设费用分摊的年数。",
    "Keeping the services up to date.": "服务的更新维护。",
    # mechanisms.social_work_132
    "Social workers where the model is complete.": "模式完备之地的社工人数。",
    "Share of the way from today's number of workers to the complete one.": "从现有社工数到完备数之间已补足的比例。",
    "Training of social workers by supervisors from universities.": "高校督导对社工的培训。",
    "Volunteers of each worker deployed.": "每名到岗社工带领的志愿者。",
    "Hours of such a volunteer that go to residents' issues.": "这类志愿者用于居民诉求的工时。",
    "Further share of welfare and environment issues they are able to take.": "其能够承接的福利与环境诉求的新增比例。",
    "Further share of key groups' welfare and dispute issues that workers take.":
        "社工承接的重点人群福利与纠纷诉求的新增比例。",
    "The same for other residents.": "社工承接的其他居民福利与纠纷诉求的新增比例。",
    "Cost of a social worker.": "一名社工的费用。",
    "Cost of a standard station.": "一个标准社工室的费用。",
    "Share of wages and rooms out of the purse for issues; the rest has a budget of its own.":
        "工资与场所费用中出自诉求经费的比例；其余另有预算。",
    # mechanisms.three_plus_one
    "Share of large-scale farmers who are clients.": "种养大户中结对对象的比例。",
    "Share of business owners who are clients.": "企业主中结对对象的比例。",
    "Share of other residents who are clients.": "其他居民中结对对象的比例。",
    "Contact visits.": "联系走访。",
    "Hours set aside for clients' issues.": "为结对对象的诉求预留的工时。",
    "Part of a team's hours that the village or community cadre gives.": "小组工时中由村社干部投入的部分。",
    "Part that the township cadre gives; the district cadre gives the rest.":
        "由镇街干部投入的部分；其余由区县干部投入。",
    "Largest share of an office's issue hours that teams can take.": "联动小组最多占用一个单位诉求工时的比例。",
    # mechanisms.three_society_linkage
    "Share of administrative hours that the task list and access rule hand back.":
        "任务清单与准入制度所归还的行政工时比例。",
    "Further share of welfare and dispute issues social workers are able to take.":
        "社工能够承接的福利与纠纷诉求的新增比例。",
    "Share of the purchases that pays case hours of social workers; the rest is put out to organisations.":
        "购买服务中支付社工个案工时的比例；其余向社会组织招标。",
    "Further purchases of services, out of the district's purse for issues.": "增加的购买服务，出自区县诉求经费。",
    "Price of a purchased hour.": "购买一小时服务的价格。",
    "Share of social workers' purchased hours that go to cases, not to activities.":
        "所购社工工时中用于个案而非活动的比例。",
    "Committee hours of coordinating the three.": "居（村）委会协调三方的工时。",
    # mechanisms.volunteers
    "Public-benefit projects that a community puts forward.": "一个社区提出的公益项目。",
    "How far volunteering earns credit for own needs.": "志愿服务可为自身需求积分的程度。",
    "Further share of environment and welfare issues that volunteers are able to take.":
        "志愿者能够承接的环境与福利诉求的新增比例。",
    "Committee hours of recruiting, registering and matching.": "居（村）委会招募、登记与匹配志愿者的工时。",
    # mechanisms.workforce
    "New posts at mean fiscal capacity.": "平均财力下新增的岗位。",
    "Share of a new post's hours that goes to issues.": "新增岗位工时中用于诉求的比例。",
    "Cost of a post, and the mean that better pay is above.": "一个岗位的费用，也是加薪所参照的均值。",
    "Pay above the mean, at mean fiscal capacity.": "平均财力下高于均值的薪酬幅度。",
    "Supervised training and assessment of committee staff, within issue hours.":
        "居（村）委会人员的督导培训与考核，计入诉求工时。",
    "Supervised training of social workers.": "社工的督导培训。",
    "Cost of trainers for an hour of training of one person.": "为一人培训一小时的讲师费用。",
    "Largest share of a committee's issue hours that training can take.": "培训最多占用居（村）委会诉求工时的比例。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
