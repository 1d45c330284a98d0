"""Parameters of services: purchases by tender, the project market, service rooms and care places."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, ShareSum, parameter
from sim.scenario.tables import Share
from sim.words import T


class SharesByField(ParameterGroup):
    """A share (0-1) for each field of social organisations (paper, section 2.1.1); together 1."""

    convenience: Share
    elder_care: Share
    charity: Share
    harmony: Share
    culture: Share
    farm_income: Share
    agricultural_technology: Share

    share_sums = (
        ShareSum(
            ("convenience", "elder_care", "charity", "harmony", "culture", "farm_income", "agricultural_technology"),
            whole=True,
        ),
    )


class ServiceParameters(ParameterGroup):
    """Purchases of services, public-benefit projects, service rooms and care places (phase adapt)."""

    purchase_shares_town: SharesByField = parameter(
        SharesByField(
            convenience=0.18,
            elder_care=0.26,
            charity=0.20,
            harmony=0.12,
            culture=0.20,
            farm_income=0.02,
            agricultural_technology=0.02,
        ),
        unit="share",
        zh="城镇购买服务领域占比",
        source=ASSUMED,
        doc=T(
            "How purchase money for residents of towns divides over fields of service.",
            "用于城镇居民的购买资金在各服务领域之间的分配。",
        ),
    )
    purchase_shares_village: SharesByField = parameter(
        SharesByField(
            convenience=0.10,
            elder_care=0.16,
            charity=0.12,
            harmony=0.06,
            culture=0.06,
            farm_income=0.25,
            agricultural_technology=0.25,
        ),
        unit="share",
        zh="农村购买服务领域占比",
        source=ASSUMED,
        doc=T(
            "How purchase money for residents of villages divides over fields of service.",
            "用于农村居民的购买资金在各服务领域之间的分配。",
        ),
    )
    bid_same_field: float = parameter(
        1.0,
        unit="score",
        low=0.0,
        high=10.0,
        zh="同领域投标倾向",
        source=ASSUMED,
        doc=T("Added to the score of a lot in the organisation's own field.", "标的属于本组织领域时增加的评分。"),
    )
    bid_distance: float = parameter(
        0.3,
        unit="score per log km",
        low=0.0,
        high=5.0,
        zh="距离投标阻力",
        source=ASSUMED,
        doc=T(
            "Lost from the score of a lot per log of the way to its district.",
            "到标的所在区县的路程（取对数）每增加一个单位所减的评分。",
        ),
    )
    bid_capacity: float = parameter(
        0.5,
        unit="score per log ratio",
        low=0.0,
        high=5.0,
        zh="财力投标吸引",
        source=ASSUMED,
        doc=T(
            "Added to the score of a lot per log of its district's fiscal capacity.",
            "标的所在区县的财力（取对数）每增加一个单位所加的评分。",
        ),
    )
    bid_least: float = parameter(
        -1.5,
        unit="score",
        low=-20.0,
        high=10.0,
        zh="最低投标意愿",
        source=ASSUMED,
        doc=T("Score below which an organisation does not bid for a lot.", "评分低于此值时，社会组织不参与投标。"),
    )
    tax_share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=0.5,
        zh="组织税负占比",
        source=T(
            "3 % value-added tax of small taxpayers; further levies assumed", "小规模纳税人增值税 3%；其他税费为假设值"
        ),
        doc=T(
            "Share of an organisation's income that is paid as tax without relief.",
            "无优惠时社会组织收入中缴税的比例。",
        ),
    )
    size_change_limit: float = parameter(
        0.10,
        unit="share per quarter",
        low=0.0,
        high=1.0,
        zh="组织规模季度变幅",
        source=ASSUMED,
        doc=T(
            "Largest change of an organisation's hours in a quarter.",
            "社会组织的工时在一个季度内增减的最大幅度。",
        ),
    )
    registered_capital: float = parameter(
        30000.0,
        unit="yuan",
        low=0.0,
        high=1e8,
        zh="注册资金门槛",
        source=T(
            "Regulation on the registration of social organisations 2016, article 10: 30,000 yuan for local ones",
            "《社会团体登记管理条例》2016 年第 10 条：地方性社会团体 3 万元",
        ),
        doc=T("Funds that the founders of an organisation must show.", "社会组织发起人须具备的资金。"),
    )
    founders_capital: float = parameter(
        15000.0,
        unit="yuan",
        low=1.0,
        high=1e8,
        zh="发起人资金中位数",
        source=ASSUMED,
        doc=T("Median of the funds that founders have.", "发起人所有资金的中位数。"),
    )
    founders_capital_sigma: float = parameter(
        1.0,
        unit="log yuan",
        low=0.0,
        high=5.0,
        zh="发起人资金离散度",
        source=ASSUMED,
        doc=T("Spread of the funds that founders have.", "发起人所有资金的离散程度。"),
    )
    claimed_share: float = parameter(
        0.64,
        unit="share",
        low=0.0,
        high=1.0,
        zh="项目认领率",
        source=T("paper, section 2.3.5: 112 of 175 projects claimed", "论文第 2.3.5 节：175 个项目中认领 112 个"),
        doc=T(
            "Chance that a sponsor claims a proposed project at the mean endowment.",
            "禀赋为平均水平时，推介的项目被认领的概率。",
        ),
    )
    claim_endowment: float = parameter(
        0.3,
        unit="share per ratio",
        low=0.0,
        high=2.0,
        zh="禀赋对认领",
        source=ASSUMED,
        doc=T(
            "How strongly that chance follows firms and fiscal capacity of the place.",
            "当地企业与财力对该概率的影响强度。",
        ),
    )
    project_yuan: float = parameter(
        196000.0,
        unit="yuan",
        low=100.0,
        high=1e8,
        zh="项目金额",
        source=T("paper, section 2.3.5: 22 million yuan for 112 projects", "论文第 2.3.5 节：112 个项目 2200 万元"),
        doc=T(
            "Money a sponsor puts into a claimed project, paid over four quarters.",
            "赞助方为认领的项目投入的资金，分四个季度支付。",
        ),
    )
    project_person_times: int = parameter(
        4464,
        unit="person-times",
        low=0,
        high=10**7,
        zh="项目服务人次",
        source=T(
            "paper, section 2.3.5: 500,000 person-times by 112 projects", "论文第 2.3.5 节：112 个项目服务 50 万人次"
        ),
        doc=T("Residents served by a claimed project, each time counted.", "一个认领的项目服务的居民，按人次计。"),
    )
    project_yuan_per_hour: float = parameter(
        60.0,
        unit="yuan per hour",
        low=1.0,
        high=1000.0,
        zh="项目每小时成本",
        source=ASSUMED,
        doc=T("Money per hour of a project's work.", "项目每小时工作的资金。"),
    )
    project_issue_share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=1.0,
        zh="项目工时可用占比",
        source=ASSUMED,
        doc=T("Share of projects' hours fit for residents' issues.", "项目工时中适合办理居民诉求的比例。"),
    )
    society_money: float = parameter(
        26.0,
        unit="yuan per resident and year",
        low=0.0,
        high=1000.0,
        zh="社会资金",
        source=T(
            "paper, section 2.3.5: 22 million yuan over 0.86 million residents of Nan'an",
            "论文第 2.3.5 节：2200 万元／南岸区 86 万居民",
        ),
        doc=T("Money that firms and sponsors hold ready for the run.", "企业与赞助方在运行期内备有的资金。"),
    )
    pooled_limit: float = parameter(
        5.0,
        unit="yuan per resident and year",
        low=0.0,
        high=1000.0,
        zh="共建资金上限",
        source=ASSUMED,
        doc=T(
            "Largest amount that units and firms of a place of mean endowment pool.",
            "禀赋为平均水平之地，单位与企业共同出资的上限。",
        ),
    )
    building_yuan_per_m2: float = parameter(
        2500.0,
        unit="yuan per m2",
        low=100.0,
        high=50000.0,
        zh="用房造价",
        source=ASSUMED,
        doc=T("Cost of building service rooms.", "服务用房的建造成本。"),
    )
    least_built_m2: float = parameter(
        1.0,
        unit="m2",
        low=0.0,
        high=1000.0,
        zh="最小建设面积",
        source=ASSUMED,
        doc=T("A smaller gap is no reason to build.", "小于此面积的缺口不安排建设。"),
    )
    most_room: float = parameter(
        1.5,
        unit="ratio",
        low=1.0,
        high=10.0,
        zh="用房指数上限",
        source=ASSUMED,
        doc=T("Limit to how much rooms above the starting mean help.", "服务用房相对初始均值的作用上限。"),
    )
    building_days: int = parameter(
        274,
        unit="days",
        low=1,
        high=3650,
        zh="建设天数",
        source=T("assumed, nine months", "假设值，九个月"),
        doc=T("Days from the start of building to the opening day.", "自开工至启用的天数。"),
    )
    capital_money: float = parameter(
        50.0,
        unit="yuan per resident and year",
        low=0.0,
        high=10000.0,
        zh="基建资金",
        source=ASSUMED,
        doc=T("Money for capital works that the treasury holds ready for the run.", "财政在运行期内备有的基建资金。"),
    )
    general_money: float = parameter(
        30.0,
        unit="yuan per resident and year",
        low=0.0,
        high=10000.0,
        zh="一般预算",
        source=ASSUMED,
        doc=T(
            "Money of the districts' general budget, apart from the purses for issues, that can be drawn on for "
            "staff and rooms; what it cannot pay falls on the district's purse.",
            "区县一般预算（不属诉求经费）中可用于人员与场所的资金；不足部分由区县诉求经费承担。",
        ),
    )
    place_stay_months: float = parameter(
        6.0,
        unit="months",
        low=1.0,
        high=240.0,
        zh="照料床位停留月数",
        source=ASSUMED,
        doc=T(
            "Mean months for which a care place is used: one over the share of users who leave in a month.",
            "照料床位的平均使用月数，即每月离开的使用者比例的倒数。",
        ),
    )
