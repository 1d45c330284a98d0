"""What the parameters of the world mean, in Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "Measured days after the warm-up.": "预热期之后的测量天数。",
    "Days simulated but not measured; 184 make the measured year a fiscal year.":
        "模拟但不计量的天数；取 184 时，测量年度恰为一个财政年度。",
    "Calendar date of the first simulated day.": "模拟首日的日历日期。",
    "Seed of the first replication; replication k uses seed + k.": "首次重复的随机种子；第 k 次重复使用“种子 + k”。",
    "Check conservation of issues and money after every day.": "每日结束后检查事项与资金是否守恒。",
    "Folder that describes the place, or the name of a place that comes with the program.":
        "描述该地区的数据目录，或程序自带地区的名称。",
    "Share of townships drawn; all residents of a drawn township are present.":
        "抽取镇街的比例；被抽中镇街的居民全部在场。",
    "Seed of everything drawn while the world is built, apart from the seed of the runs.":
        "生成世界时一切抽取所用的种子，与运行的种子分开。",
    # world.communities
    "Spread of community sizes around the district's mean, on the log.": "社区规模围绕区县均值的离散程度，取对数。",
    "Residents above this number in one committee are counted to villages, which become mixed.":
        "一个居委会的居民超过此数时，超出部分计入村，该村即成为农居混居。",
    "A village with at least this share of urban residents counts as mixed.": "城市居民占比达到此值的村视为农居混居。",
    "Overflow of a committee fills villages of its own township up to this share of urban residents.":
        "居委会超出的人口填入本镇街各村，直至城市居民占比达到此值。",
    "A region below this fiscal capacity is remote.": "财力低于此值的片区视为偏远地区。",
    "Way to the service counter in towns.": "城市居民到服务窗口的路程。",
    "Way to the service counter in villages.": "农村居民到服务窗口的路程。",
    "Way to the service counter in villages of remote regions.": "偏远地区农村居民到服务窗口的路程。",
    "Skill of committee members in towns.": "城市居委会成员的能力。",
    "Skill of committee members in villages.": "村委会成员的能力。",
    "Skill lost in remote regions, where staff is scarce (direction: paper, section 3.2.1).":
        "偏远地区人手缺乏所致的能力差距（方向依据论文第 3.2.1 节）。",
    "Mean condition of public facilities in towns.": "城市公共设施的平均状况。",
    "Mean condition of public facilities in villages.": "农村公共设施的平均状况。",
    "Standard deviation of condition between communities.": "社区之间设施状况的标准差。",
    "Mean share of town estates without a property manager.": "城市小区中没有物业管理者的平均比例。",
    "Standard deviation of the unmanaged share between town communities.": "城市社区之间无物业比例的标准差。",
    "Share of village homes under a property manager.": "农村住宅中有物业管理的比例。",
    "Mean strength of neighbourhood ties in towns.": "城市邻里纽带的平均强度。",
    "Mean strength of neighbourhood ties in villages.": "农村邻里纽带的平均强度。",
    "Standard deviation of ties between communities.": "社区之间邻里纽带的标准差。",
    "Mean legal awareness of residents.": "居民法律意识的平均水平。",
    "Standard deviation of legal awareness between communities.": "社区之间法律意识的标准差。",
    ("Chance that a town community's service space meets the standard; split by setting assumed, together near the "
     "24.5 % of Chongqing communities with a full station."):
        "城市社区服务用房达标的概率；城乡分配为假设值，合计接近重庆 24.5% 的社区有完整服务站这一数字。",
    "Chance that a village's service space meets the standard.": "村服务用房达标的概率。",
    "Smallest part of the standard where it is not met.": "未达标时，现有面积占标准的最小比例。",
    "Largest part of the standard where it is not met.": "未达标时，现有面积占标准的最大比例。",
    "Smallest service space a community must have.": "社区服务用房的最小面积。",
    "Service space standard, 30 m2 per hundred households.": "服务用房标准，每百户 30 平方米。",
    "Mean household size.": "户均人口。",
    # world.staff
    "Residents per member of an urban committee.": "居委会每名成员服务的居民数。",
    "Fewest members of an urban committee.": "居委会成员的最少人数。",
    "Most members of an urban committee.": "居委会成员的最多人数。",
    "Members of a village before size counts.": "不计规模时村委会的成员数。",
    "Residents per further village member.": "村委会每增加一名成员所对应的居民数。",
    "Fewest members of a village committee.": "村委会成员的最少人数。",
    "Most members of a village committee.": "村委会成员的最多人数。",
    "Contract workers at mean fiscal capacity.": "平均财力下的专职（聘用）社区工作者。",
    "How strongly fiscal capacity moves paid staff and social workers.": "财力对专职人员与社工数量的影响强度。",
    "Paid hours of a member in towns.": "城市居委会成员的带薪工时。",
    "Hours of a part-time village member.": "兼职村委会成员的工时。",
    "Paid hours of a contract worker.": "专职（聘用）社区工作者的带薪工时。",
    ("Mean share of hours that administrative tasks take; near 1,870 recorded tasks a year in two Hubei communities "
     "in 2003."):
        "行政事务占用工时的平均比例；2003 年湖北两个社区每年记录的任务近 1870 项。",
    "Standard deviation of the administrative share between communities.": "社区之间行政事务占用比例的标准差。",
    "Smallest administrative share.": "行政事务占用工时的最小比例。",
    "Largest administrative share.": "行政事务占用工时的最大比例。",
    "Share of hours for meetings and campaigns in towns.": "城市社区用于会议与专项工作的工时比例。",
    "Share of hours for meetings and campaigns in villages.": "农村用于会议与专项工作的工时比例。",
    "Further share in remote villages, for the poverty campaign.": "偏远农村因脱贫攻坚而增加的占用比例。",
    "Share of hours at the counter and in routine services in towns.": "城市社区用于窗口与日常服务的工时比例。",
    "Share of hours at the counter and in routine services in villages.": "农村用于窗口与日常服务的工时比例。",
    "Share of hours lost to leave and vacancies.": "因休假与缺员而损失的工时比例。",
    "Share of hours that always remains for issues.": "始终保留用于办理诉求的工时比例。",
    "Staff of a township before size counts.": "不计规模时镇街的工作人员数。",
    "Further township staff by residents.": "镇街按居民数增配的工作人员。",
    # world.residents
    "Older residents in towns, share of all.": "城市老年人占全体居民的比例。",
    "Families with children or youths in towns, share of all.": "城市有儿童或青少年的家庭成员占全体居民的比例。",
    "Disabled residents in towns, share of all.": "城市残障人士占全体居民的比例。",
    "Low-income residents in towns, share of all.": "城市低收入居民占全体居民的比例。",
    "Floating residents in towns, share of all.": "城市流动人口占全体居民的比例。",
    "Large-scale farmers in towns, share of all.": "城市种养大户占全体居民的比例。",
    "Business owners in towns, share of all.": "城市企业主占全体居民的比例。",
    "Older residents in villages, share of all.": "农村老年人占全体居民的比例。",
    "Families with children or youths in villages, share of all.": "农村有儿童或青少年的家庭成员占全体居民的比例。",
    "Disabled residents in villages, share of all.": "农村残障人士占全体居民的比例。",
    "Low-income residents in villages, share of all.": "农村低收入居民占全体居民的比例。",
    "Floating residents in villages, share of all.": "农村流动人口占全体居民的比例。",
    "Large-scale farmers in villages, share of all.": "农村种养大户占全体居民的比例。",
    "Business owners in villages, share of all.": "农村企业主占全体居民的比例。",
    "Non-floating town residents registered elsewhere.": "城市非流动居民中户籍在别处的比例。",
    "Non-floating villagers registered elsewhere.": "农村非流动居民中户籍在别处的比例。",
    "Non-floating residents of mixed communities registered elsewhere.": "农居混居社区非流动居民中户籍在别处的比例。",
    "Residents who put money first (kind: paper, section 3.2.3).": "物欲化居民的比例（类型依据论文第 3.2.3 节）。",
    "Indifferent residents (kind: paper, section 3.2.3).": "冷漠化居民的比例（类型依据论文第 3.2.3 节）。",
    "Agitated residents (kind: paper, section 3.2.3).": "躁动化居民的比例（类型依据论文第 3.2.3 节）。",
    "Irresponsible residents (kind: paper, section 3.2.3).": "无责任化居民的比例（类型依据论文第 3.2.3 节）。",
    "Insincere residents (kind: paper, section 3.2.3).": "虚假化居民的比例（类型依据论文第 3.2.3 节）。",
    "Town residents with internet access.": "城市居民中能上网的比例。",
    "Villagers with internet access.": "农村居民中能上网的比例。",
    "Access of older residents relative to others; the mean of the community stays.":
        "老年人上网率与其他居民之比；社区均值不变。",
    "Town residents who know the service number.": "城市居民中知道服务电话的比例。",
    "Villagers who know the service number.": "农村居民中知道服务电话的比例。",
    "Residents registered as volunteers.": "居民中注册志愿者的比例。",
    "Floating residents from outside the municipality: 1.571 million (paper) of about 3.8 million.":
        "流动人口中来自市外者的比例：约 380 万人中的 157.1 万人（论文）。",
    "Distance used for moves within a district or between very near ones.":
        "区县内部或相距极近的区县之间流动时采用的距离。",
    # world.institutions
    "Social workers deployed on cases: 40 % (assumed) of 2.4 licensed per 10,000.":
        "从事个案工作的社工：每万人 2.4 名持证社工的 40%（假设值）。",
    "Weight of a rural resident beside an urban one in allotting social workers.":
        "配置社工时一名农村居民相对于一名城市居民的权重。",
    "Skill of a social worker.": "社工的能力。",
    "Paid hours of a social worker.": "社工的带薪工时。",
    "Services purchased from social organisations: 133.36 million yuan.": "向社会组织购买的服务：1.3336 亿元。",
    "Price of an hour.": "每小时服务的价格。",
    "Social organisations per urban committee at mean fiscal capacity.": "平均财力下每个居委会对应的社会组织数。",
    "Social organisations per village at mean fiscal capacity.": "平均财力下每个村对应的社会组织数。",
    "Organisations at home in towns whose field is farming.": "驻在城市的社会组织中以农业为领域者的比例。",
    "Organisations at home in villages whose field is farming.": "驻在农村的社会组织中以农业为领域者的比例。",
    "Spread of hours between the organisations of a district, on the log.":
        "同一区县各社会组织之间工时的离散程度，取对数。",
    "Groups that could found an organisation, beside each one at work.":
        "每个在运作的社会组织之外，可能成立组织的团队数。",
    "Spread of the price of an hour between organisations, on the log.": "各社会组织之间每小时价格的离散程度，取对数。",
    "Beds of day care where the place's folder gives no number.": "日间照料床位，用于地区数据目录未给出数字之处。",
    "Beds of overnight care where the place's folder gives no number.":
        "留宿照料床位，用于地区数据目录未给出数字之处。",
    "Share of day beds in use where the place's folder gives no number.":
        "日间照料床位的使用比例，用于地区数据目录未给出数字之处。",
    "Share of overnight beds in use where the place's folder gives no number.":
        "留宿照料床位的使用比例，用于地区数据目录未给出数字之处。",
    "How strongly fiscal capacity moves the allotment of care beds.": "财力对照料床位配置的影响强度。",
    "Hours of the community police on residents' issues.": "社区民警用于居民诉求的工时。",
    "Property managers' hours for issues in managed estates.": "有物业管理的小区中，物业用于诉求的工时。",
    "Mediators' hours.": "调解员的工时。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
