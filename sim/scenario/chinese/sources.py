"""Where the defaults come from, in Chinese."""

from __future__ import annotations

SOURCES: dict[str, str] = {
    # numbers of the model
    "one fiscal year": "一个财政年度",
    "1 July to 31 December": "7 月 1 日至 12 月 31 日",
    "the paper's figures are of 2016 and 2017": "论文数字为 2016 与 2017 年",
    "any whole number": "任意整数",
    "costs about a tenth of the time": "约多用十分之一的时间",
    "statistical yearbook and codes, see the folder's README": "统计年鉴与行政区划代码，见该目录的 README",
    "assumed": "假设值",
    "paper, section 4.4.1": "论文第 4.4.1 节",
    "Organic Law of Urban Residents' Committees, article 7": "《城市居民委员会组织法》第 7 条",
    "Organic Law of Villagers' Committees, article 6": "《村民委员会组织法》第 6 条",
    "calibrated (docs/validation.md)": "经校准（docs/validation.md）",
    "CNNIC, 40th statistical report on internet development, mid-2017":
        "中国互联网络信息中心第 40 次《中国互联网络发展状况统计报告》，2017 年年中",
    "Blue Book of Philanthropy 2017: Chongqing, registered share 2016":
        "《慈善蓝皮书》2017：重庆 2016 年注册志愿者比例",
    "paper, migration figures; the total of floating residents is assumed": "论文的人口流动数字；流动人口总数为假设值",
    "licensed: China Social Work 2017 (327,000); deployed share assumed":
        "持证人数：中国社会工作 2017 年（32.7 万人）；在岗比例为假设值",
    "paper, section 2.1.3: 133.36 million yuan / 30.48 million residents": "论文第 2.1.3 节：1.3336 亿元／3048 万居民",
    "paper, section 2.1.2: 29,104 beds / 30.48 million residents": "论文第 2.1.2 节：29104 张床位／3048 万居民",
    "paper, section 2.1.2: 54,953 beds / 30.48 million residents": "论文第 2.1.2 节：54953 张床位／3048 万居民",
    "paper, section 2.1.2: 19,990 users / 29,104 beds": "论文第 2.1.2 节：19990 名使用者／29104 张床位",
    "paper, section 2.1.2: 33,676 users / 54,953 beds": "论文第 2.1.2 节：33676 名使用者／54953 张床位",
    "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)":
        "台州 2018 年与四平 2022 年的热线诉求构成，按城乡调整（假设值）",
    "must exceed every hazard ratio met": "须大于可能出现的任何风险比",
    "assumed (paper, section 3.1.1)": "假设值（论文第 3.1.1 节）",
    "assumed; avoidance and bilateral talk dominate in villages (Michelson 2008)":
        "假设值；农村以回避与私下商谈为主（Michelson 2008）",
    "assumed (paper, section 3.2.3)": "假设值（论文第 3.2.3 节）",
    "first report fixed: a second is 1.57 times as likely (Sjoberg, Mellon and Peixoto 2017, n = 399,364)":
        "首次反映得到处理者，再次反映的可能性为 1.57 倍（Sjoberg、Mellon 与 Peixoto 2017，n = 399364）",
    "by construction": "由渠道性质决定",
    "offices are information islands (paper, section 3.1.4); size assumed":
        "各单位是信息孤岛（论文第 3.1.4 节）；大小为假设值",
    "data are collected again by each office (paper, section 3.1.4); size assumed":
        "各单位重复采集数据（论文第 3.1.4 节）；大小为假设值",
    "enquiry share 0.50: Yichun 2023 0.51, Beijing 2021 0.585":
        "咨询占比 0.50：宜春 2023 年为 0.51，北京 2021 年为 0.585",
    "assumed (paper, section 3.1.2)": "假设值（论文第 3.1.2 节）",
    "easy first matches the published median of 2.9 days": "先易后难与公布的中位数 2.9 天相符",
    "dispute: 0.698 of pre-court mediations 2024 succeed; the others calibrated (docs/validation.md)":
        "邻里纠纷：2024 年诉前调解成功 0.698；其余经校准（docs/validation.md）",
    "low trust below keeps disputes unsettled (paper, section 3.1.1); size assumed":
        "对基层信任低使纠纷久拖不决（论文第 3.1.1 节）；大小为假设值",
    "17.8 cases per English child social worker": "英格兰儿童社工人均 17.8 件个案",
    "assumed; as in villages": "假设值；与村相同",
    "52.2 weeks of 5 days": "52.2 周，每周 5 天",
    "assumed, in proportion to the load of a first run": "假设值，与首次运行的负荷成比例",
    "3-6 active hours a year per registered volunteer": "每名注册志愿者每年活跃 3—6 小时",
    "62 % of beat time goes to non-police matters (Sheyang)": "社区民警 62% 的时间用于非警务事项（射阳）",
    "assumed, 9 times the purchases of 4.37 yuan per head": "假设值，为人均购买服务 4.37 元的 9 倍",
    "rural investment per head below a quarter of the national mean, 37 % in 1990 (paper, section 3.2.4)":
        "农村人均投资不足全国均值的四分之一，1990 年为 37%（论文第 3.2.4 节）",
    "assumed (paper, section 3.1.5)": "假设值（论文第 3.1.5 节）",
    "7 days on the platform, 7/15 working days on hotlines, 60 in the petition rules":
        "平台 7 天，热线 7／15 个工作日，信访条例 60 天",
    "repeats about a tenth of requests (Daying 2017: 9.6 %)": "重复反映约占诉求的十分之一（大英 2017 年：9.6%）",
    "Ash Center surveys 2016 (township .70, county .74, province .82); community assumed":
        "哈佛大学艾什中心 2016 年调查（乡镇 0.70、县 0.74、省 0.82）；社区为假设值",
    "HEPS 2012 (village .63, county .50, province .53); township assumed":
        "HEPS 2012（村 0.63、县 0.50、省 0.53）；镇街为假设值",
    "negative experience weighs more (Kampen, Van de Walle and Bouckaert 2006); size assumed":
        "负面经历影响更大（Kampen、Van de Walle 与 Bouckaert 2006）；大小为假设值",
    "Chongqing 2016: 15.20 % registered (Blue Book of volunteering)":
        "重庆 2016 年：注册比例 15.20%（《志愿服务蓝皮书》）",
    "eight parties (paper, section 4.3.1); quorum assumed": "八方主体（论文第 4.3.1 节）；法定数为假设值",
    "half of the owners; Property Law of 2007, article 76": "业主的半数；2007 年《物权法》第 76 条",
    "assumed; some 25 m2 per person at 1 yuan per m2 and month": "假设值；人均约 25 平方米，每平方米每月 1 元",
    "off in the baseline: habit shares": "基线中关闭：按惯例分配",
    "20 working days": "20 个工作日",
    "a fifth of community staff quit in one provincial capital": "某省会城市有五分之一的社区工作人员离职",
    "assumed; the load of committees": "假设值；居（村）委会的负荷",
    "488 social workers, over 3,000 volunteers (paper, section 2.3.3)":
        "488 名社工，3000 多名志愿者（论文第 2.3.3 节）",
    "paper, section 3.2.2: urban share 62.60 %, 1.66 points in a year":
        "论文第 3.2.2 节：城镇化率 62.60%，一年上升 1.66 个百分点",
    "gravity model of migration (Zipf 1946)": "人口迁移的引力模型（Zipf 1946）",
    "3 % value-added tax of small taxpayers; further levies assumed": "小规模纳税人增值税 3%；其他税费为假设值",
    "Regulation on the registration of social organisations 2016, article 10: 30,000 yuan for local ones":
        "《社会团体登记管理条例》2016 年第 10 条：地方性社会团体 3 万元",
    "paper, section 2.3.5: 112 of 175 projects claimed": "论文第 2.3.5 节：175 个项目中认领 112 个",
    "paper, section 2.3.5: 22 million yuan for 112 projects": "论文第 2.3.5 节：112 个项目 2200 万元",
    "paper, section 2.3.5: 500,000 person-times by 112 projects": "论文第 2.3.5 节：112 个项目服务 50 万人次",
    "paper, section 2.3.5: 22 million yuan over 0.86 million residents of Nan'an":
        "论文第 2.3.5 节：2200 万元／南岸区 86 万居民",
    "assumed, nine months": "假设值，九个月",
    # numbers of mechanisms
    "assumed; a list of certificates that stay (paper, section 4.3.3)":
        "假设值；社区出具证明事项清单（论文第 4.3.3 节）",
    "paper, section 4.5.2 (治安联防); size assumed": "论文第 4.5.2 节（治安联防）；大小为假设值",
    "assumed; a pilot (paper, section 2.3.6)": "假设值；试点（论文第 2.3.6 节）",
    "at least 20 hours a week (paper, section 2.3.6)": "每周至少 20 小时（论文第 2.3.6 节）",
    "assumed; four-level patrol (paper, section 2.3.6)": "假设值；四级巡逻防控（论文第 2.3.6 节）",
    "assumed; one collects, all use (paper, section 2.3.6)": "假设值；一人采集、全警共享（论文第 2.3.6 节）",
    "assumed; message groups (paper, section 2.3.6)": "假设值；警民微信群（论文第 2.3.6 节）",
    "assumed; Party branch, committee, supervision (paper, section 4.3.1)":
        "假设值；党组织、村（居）委会、村（居）务监督委员会（论文第 4.3.1 节）",
    "paper, section 2.3.2 (零距离)": "论文第 2.3.2 节（零距离）",
    "paper, section 2.3.2 (零失误)": "论文第 2.3.2 节（零失误）",
    "paper, section 2.3.2 (零陋习)": "论文第 2.3.2 节（零陋习）",
    "paper, section 2.3.2 (零盲点)": "论文第 2.3.2 节（零盲点）",
    "paper, section 2.3.2 (零缝隙)": "论文第 2.3.2 节（零缝隙）",
    "assumed (paper, section 4.2.1)": "假设值（论文第 4.2.1 节）",
    "assumed (paper, section 4.2.2)": "假设值（论文第 4.2.2 节）",
    "paper, section 3.1.5 (long-term input)": "论文第 3.1.5 节（长效投入机制）",
    "assumed; grids of 200 to 400 households are usual": "假设值；网格通常为 200 至 400 户",
    "slow collection of basic data (paper, section 3.1.3); size assumed":
        "基础数据采集缓慢（论文第 3.1.3 节）；大小为假设值",
    "assumed; no datum with several sources (paper, section 4.2.3)": "假设值；避免一数多源（论文第 4.2.3 节）",
    "assumed; staff lack skills (paper, section 3.1.4)": "假设值；人员技能不足（论文第 3.1.4 节）",
    "assumed; part-time members (paper, section 4.1.1)": "假设值；兼职委员制（论文第 4.1.1 节）",
    "assumed; committee and station apart (paper, section 2.3.4)": "假设值；居站分设（论文第 2.3.4 节）",
    ("89.56 million of 1,390 million residents at the end of 2017 (Central Organisation Department; National Bureau "
     "of Statistics)"):
        "2017 年底 13.9 亿居民中有党员 8956 万名（中央组织部；国家统计局）",
    "as registered volunteers: 3-6 active hours a year": "同注册志愿者：每年活跃 3—6 小时",
    "assumed, as of other volunteers": "假设值，与其他志愿者相同",
    "nobody in charge of mixed and relocated residents (paper, section 3.1.1); size assumed":
        "混居与拆迁安置居民无人管（论文第 3.1.1 节）；大小为假设值",
    "police, prosecutors and justice offices take part (paper, section 4.5.3); size assumed":
        "公安、检察与司法所参与（论文第 4.5.3 节）；大小为假设值",
    "assumed; allowance of public-interest lawyers": "假设值；公益律师补贴",
    "paper, section 4.4.1: 30 m2 per hundred households and at least 300 m2":
        "论文第 4.4.1 节：每百户 30 平方米，且不少于 300 平方米",
    "assumed; a village of 2,000 residents that lacks half of its 300 m2 is paid for in some ten years":
        "假设值；2000 名居民、缺 300 平方米之半的村，约十年付清",
    "paper, section 2.2.3 (倒逼机制)": "论文第 2.2.3 节（倒逼机制）",
    "half as much again as in 2016: 133.36 million yuan over 30.48 million residents (paper, section 2.1.3)":
        "比 2016 年再增一半：1.3336 亿元／3048 万居民（论文第 2.1.3 节）",
    "lower threshold (paper, section 2.1.1); size assumed": "降低门槛（论文第 2.1.1 节）；大小为假设值",
    "tax relief (paper, section 2.1.3); full relief assumed": "税收优惠（论文第 2.1.3 节）；全额减免为假设值",
    "list of services to be bought (paper, sections 4.1.2, 4.4.3); assumed":
        "公共服务目录（论文第 4.1.2、4.4.3 节）；假设值",
    "assumed; some 320 services are online (paper, section 2.2.2)":
        "假设值；约 320 项服务可网上办理（论文第 2.2.2 节）",
    "assumed; a search page answers them (paper, section 2.2.2)": "假设值；由查询页面答复（论文第 2.2.2 节）",
    "488 social workers of Yuzhong (paper, section 2.3.3) per resident":
        "渝中区 488 名社工（论文第 2.3.3 节），按居民平均",
    "over 3,000 volunteers, 488 workers (paper, section 2.3.3)": "3000 多名志愿者，488 名社工（论文第 2.3.3 节）",
    "assumed; half an hour a month for a household of 2.8 persons, a third of the months":
        "假设值；2.8 人之户每月半小时，三分之一的月份有走访",
    "assumed; a tenth of a request a year at some eight hours, half as much again in reserve":
        "假设值；每年十分之一件诉求、每件约八小时，另留一半余量",
    "community burden cut by over 40 % (paper, section 2.2.1)": "社区负担减少 40% 以上（论文第 2.2.1 节）",
    "assumed; service lines of section 4.3.2": "假设值；第 4.3.2 节的服务线",
    "assumed; a quarter of the purchases of 2016 (paper, section 2.1.3)":
        "假设值；2016 年购买服务的四分之一（论文第 2.1.3 节）",
    "175 projects in 100 communities (paper, section 2.3.5)": "100 个社区 175 个项目（论文第 2.3.5 节）",
    "assumed; incentives and giving back (paper, section 4.4.3)": "假设值；激励与回馈（论文第 4.4.3 节）",
    "assumed; registration and training (paper, section 4.4.3)": "假设值；注册与培训（论文第 4.4.3 节）",
    "paper, section 4.4.2 (管理、考核、培训); two days a year assumed":
        "论文第 4.4.2 节（管理、考核、培训）；每年两天为假设值",
}
"""The Chinese phrase by the English one, in the order of declaration."""
