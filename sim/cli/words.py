"""What the command line says of itself in English and Chinese: verbs, options, and argparse's own words."""

from __future__ import annotations

from sim.studies.kinds import kinds
from sim.words import Sentence, Words

COMMANDS = Words(
    {
        "run": ("run one scenario and measure it", "运行一个情景并测量结果"),
        "compare": (
            "compare policies with a baseline over paired replications",
            "用配对重复运行将各方案与基准情景比较",
        ),
        "sweep": (
            "execute a design of many runs that can be interrupted and resumed",
            "按试验设计执行大批运行，可中断并续跑",
        ),
        "analyse": ("make tables and figures of a finished sweep", "为已完成的扫描生成表格和图"),
        "calibrate": ("fit unknown parameters to published figures", "用公开数据拟合未知参数"),
        "report": (
            "make the report of a finished study again, in either language",
            "为已完成的研究重新生成报告，中英文均可",
        ),
        "trace": (
            "follow an issue, a resident or a community through a run",
            "追踪一件诉求、一名居民或一个社区的全过程",
        ),
        "why": ("compare the same resident in two policies, day by day", "逐日比较同一居民在两个方案下的经历"),
        "diagnose": ("find the bottlenecks of a run", "指出一次运行的瓶颈所在"),
        "check": (
            "check scenario files and folders of places, and report what looks odd in a place",
            "检查情景文件与地区文件夹是否无误，并指出地区数据的异常",
        ),
        "init": (
            "start a place of your own: tables to fill in, or all of it derived from one table",
            "新建本地地区：给出待填表格，或由一张表推定全部数据",
        ),
        "tickets": (
            "read a place's hotline orders or cases: what they show, and figures to compare runs with",
            "读取某地的热线工单或网格案件：给出概况，以及可与运行结果对照的数据",
        ),
        "mechanisms": ("list the governance mechanisms", "列出各项治理机制"),
        "measures": ("list the measures", "列出各项指标"),
        "schema": (
            "print the JSON Schema of scenario files, for editors",
            "输出情景文件的 JSON Schema，供编辑器使用",
        ),
        "view": ("open the model in the browser", "在浏览器中打开模型"),
        "warmup": ("compile everything now instead of at the first run", "立即完成编译，免去首次运行时等待"),
    }
)
"""What every verb does, but for those of kinds of study, which say it themselves (`commands`)."""


def commands() -> dict[str, Sentence]:
    """Every verb and what it does, in the order of the help; kinds of study stand after the first two."""
    first, rest = ({name: COMMANDS[name] for name in names} for names in (list(COMMANDS)[:2], list(COMMANDS)[2:]))
    return {**first, **{name: kind.heading.does for name, kind in kinds().items()}, **rest}


HELP = Words(
    {
        "description": (
            "Gongzhi 共治: a simulation of coordinated urban-rural community governance.",
            "共治 Gongzhi：城乡社区协同治理仿真。",
        ),
        "epilog": (
            """\
examples:
  {program} compare baseline service_platform
  {program} run baseline --sample 0.02 --set run.warm_up_days=0
  {program} interactions interactions --dry-run
  {program} check my_scenario.yaml
  {program} trace baseline --find longest
  {program} trace baseline --issue ID
  {program} why baseline service_platform
  {program} diagnose baseline --relax

language: --lang zh (Simplified Chinese) or --lang en; for good, set GONGZHI_LANG=zh
语言：加 --lang zh 显示中文；设环境变量 GONGZHI_LANG=zh 则始终显示中文

exit codes: 0 done; 1 some runs failed; 2 the command or its input is wrong;
            4 the output exists already or the machine stands in the way; 130 interrupted
""",
            """\
示例：
  {program} compare baseline service_platform --lang zh
  {program} run baseline --sample 0.02 --set run.warm_up_days=0
  {program} interactions interactions --dry-run
  {program} check my_scenario.yaml
  {program} trace baseline --find longest
  {program} trace baseline --issue 编号
  {program} why baseline service_platform
  {program} diagnose baseline --relax

语言：加 --lang zh 显示中文，--lang en 显示英文；设环境变量 GONGZHI_LANG=zh 则始终显示中文
language: --lang en for English

退出码：0 完成；1 部分运行失败；2 命令或输入有误；
        4 输出已存在或本机条件不具备；130 被中断
""",
        ),
        "usage": ("usage: ", "用法："),
        "positionals": ("positional arguments", "位置参数"),
        "options": ("options", "选项"),
        "help": ("show this help message and exit", "显示本帮助并退出"),
        "version": ("print the version", "显示版本号"),
        "lang": (
            "language of what is printed and drawn: en or zh (else the variable GONGZHI_LANG, else en)",
            "显示与绘图所用语言：en 或 zh（未给出时取环境变量 GONGZHI_LANG，再无则为 en）",
        ),
        "json": ("print JSON for other programs", "输出供程序读取的 JSON"),
        "scenario": ("scenario file, or the name of a scenario of the program", "情景文件，或程序自带情景的名称"),
        "scenario_or_continue": (
            "scenario file, or the name of a scenario of the program; not needed with --continue",
            "情景文件，或程序自带情景的名称；与 --continue 合用时可省略",
        ),
        "save": ("save the state of the run into a new file", "将运行状态保存到新文件"),
        "save_day": (
            "with --save: after this many days (those of the warm-up)",
            "与 --save 合用：在若干天之后保存（默认为预热期结束时）",
        ),
        "continue": (
            "continue from a saved state, with a scenario that is the same up to that day, such as a policy "
            "that begins later",
            "从已保存的状态继续；可另给至该日为止完全相同的情景，如此后才开始的政策",
        ),
        "scenario_or_folder": (
            "scenario file or name, or the folder of a run to repeat",
            "情景文件或名称，或一次运行的结果文件夹（将重新运行）",
        ),
        "baseline": ("baseline: scenario file or name", "基准情景的文件或名称"),
        "others": ("scenarios to compare with it: files or names", "与基准比较的情景文件或名称"),
        "scenarios": ("scenario files or names", "情景文件或名称（可多个）"),
        "begin_with": ("scenario to start with: file or name", "打开时载入的情景文件或名称"),
        "port": ("port on this machine (8765)", "本机端口（8765）"),
        "host": (
            "address to listen on (127.0.0.1, this machine only); on any other, everybody who can reach it "
            "can use the page",
            "监听地址（127.0.0.1，仅限本机）；改用其他地址后，凡能访问该地址者均可使用页面",
        ),
        "out_file": ("write into a file", "写入文件"),
        "experiment": (
            "experiment file, or the name of an experiment of the program",
            "试验文件，或程序自带试验的名称",
        ),
        "dry_run": (
            "show what would be run and how long it takes; write nothing",
            "只说明将运行什么、需时多久，不写任何文件",
        ),
        "sample": ("share of townships simulated, above 0 and at most 1", "所模拟镇街的抽样比例，大于 0 且不超过 1"),
        "days": ("measured days", "测量天数"),
        "seed": ("seed of the first replication; the others count up from it", "首次重复的随机种子，其后依次加一"),
        "place": (
            "folder of the place simulated, or the name of a place of the program",
            "所模拟地区的文件夹，或程序自带地区的名称",
        ),
        "set": (
            "any setting, such as run.warm_up_days=0 or mechanisms.three_plus_one.coverage=0.3; repeatable",
            "任意设置，如 run.warm_up_days=0 或 mechanisms.three_plus_one.coverage=0.3；可多次给出",
        ),
        "folder": ("folder of a finished sweep", "已完成扫描的文件夹"),
        "cases": (
            "cases of interest for scenario discovery, such as 'dropped_share > 0.3' or 'resolution_share "
            "difference < 0'",
            "情景发现所关注的情形，如 'dropped_share > 0.3' 或 'resolution_share difference < 0'",
        ),
        "precision": (
            "target half-width of intervals, relative to the mean (0.05)",
            "区间半宽的目标值，以均值的比例计（0.05）",
        ),
        "warm_up_runs": (
            "run the baseline N times and look for its warm-up",
            "将基准情景运行 N 次，以判断所需预热期",
        ),
        "no_costs": ("leave costs out of the front", "帕累托前沿不计成本"),
        "no_figures": (
            "draw no figures; the report describes each in words",
            "不绘图；报告以文字说明各图所示",
        ),
        "tables": (
            "tables of single records besides the measures: communities, issues, both separated by a comma, or ''",
            "除指标外另存的明细表：communities（社区）、issues（诉求），可用逗号并列，'' 表示不存",
        ),
        "by": (
            "also give measures of events by month, week, quarter or year; separate several by commas",
            "另按 month（月）、week（周）、quarter（季度）、year（年）给出按事件计的指标，可用逗号并列",
        ),
        "classic": ("Mesa's own page instead of ours", "使用 Mesa 自带页面，而非本项目页面"),
        "study_folder": ("folder of a finished study", "已完成研究的文件夹"),
        "issue": ("an issue, CODE:NUMBER:NEED", "一件诉求，写作“社区代码:居民编号:需求序号”"),
        "community": ("a community, by its code", "一个社区，写作社区代码"),
        "resident": ("a resident, by community and number within it", "一名居民，写作“社区代码:居民编号”"),
        "find": (
            "list issues worth following, such as dropped, longest, passed-up",
            "列出值得追踪的诉求，如 dropped（杳无音讯）、longest（历时最长）、passed-up（上级解决）",
        ),
        "find_category": (
            "with --find: only this category, such as facility",
            "与 --find 合用：仅限某一类别，如 facility（公共设施维修）",
        ),
        "find_setting": (
            "with --find: only urban, rural or mixed communities",
            "与 --find 合用：仅限 urban（城市）、rural（农村）或 mixed（农居混居）社区",
        ),
        "init_place": ("folder to be made", "要新建的文件夹"),
        "init_from": (
            "table of districts (name, region, residents, urban share or setting): CSV, XLSX or Parquet",
            "区县表（名称、片区、居民数、城镇化率或城乡类型）：CSV、XLSX 或 Parquet",
        ),
        "check_what": ("scenario files, or folders of places", "情景文件，或地区文件夹"),
        "check_out": (
            "folder for the page on a place (the place's own)",
            "地区检查页所在文件夹（默认为该地区文件夹）",
        ),
        "ticket_file": ("file of tickets: CSV, XLSX or Parquet", "工单文件：CSV、XLSX 或 Parquet"),
        "ticket_place": (
            "folder of the place, or the name of a place of the program",
            "地区文件夹，或程序自带地区的名称",
        ),
        "ticket_map": (
            "mapping file that says which column holds what; not needed for a known export",
            "说明各列含义的映射文件；已知的导出格式无需提供",
        ),
        "hold_out": (
            "fit to figures of months, or of districts, and hold some of them back: month or district for every "
            "third one, or names such as 2017-03,2017-06",
            "按月或按区县拟合，并留出其中一部分作检验：month 或 district 表示每三个留出一个，"
            "也可写明名称，如 2017-03,2017-06",
        ),
        "keep_sample": (
            "keep N coded tickets (days and classes, no names) in the place's folder",
            "在地区文件夹中另存 N 件编码后的工单（仅日期与分类，不含姓名）",
        ),
        "find_most": ("with --find: most issues named (5)", "与 --find 合用：最多列出几件（5）"),
        "policy": ("scenario file of the policy", "方案的情景文件"),
        "brief": ("leave out what each decision weighed", "不列出各项决定的依据"),
        "relax": (
            "relax one constraint at a time and show how much resolution changes",
            "逐项放宽约束，说明解决率随之变动多少",
        ),
        "relax_replications": (
            "with --relax: runs of each variant (1)",
            "与 --relax 合用：每种放宽情形的运行次数（1）",
        ),
        "relax_jobs": (
            "with --relax: processes (as many as processors)",
            "与 --relax 合用：进程数（默认与处理器数相同）",
        ),
        "relax_no_figures": ("with --out: leave out the figure", "与 --out 合用：不绘图"),
        "threads_one": ("threads of each run (1); changes no result", "每次运行的线程数（1），不影响结果"),
        "out_story": ("also write the story to a folder", "同时将叙述写入文件夹"),
        "sweep_file": ("experiment file of the kind 'sweep'", "类型为 sweep 的试验文件"),
        "resume": (
            "resume the study in the folder, or add scenarios or seeds to it",
            "继续该文件夹中的研究，或为其增加情景或种子",
        ),
        "retry_failed": ("with --resume: repeat failed runs", "与 --resume 合用：重新执行失败的运行"),
        "sweep_dry_run": (
            "show how many runs, how long and how large; write nothing",
            "只说明运行次数、时长和所占空间，不写任何文件",
        ),
        "yes": ("run a large sweep without asking", "扫描规模很大时不再询问"),
        "dask": (
            "execute runs on a Dask cluster, by its scheduler's address",
            "在 Dask 集群上运行，给出调度器地址",
        ),
        "plain_network": (
            "accept an unencrypted cluster on another machine",
            "允许使用另一台机器上未加密的集群",
        ),
        "silent_seconds": (
            "end a process that shows no progress for this many seconds (3600)",
            "进程在此秒数内毫无进展即予终止（3600）",
        ),
        "replications": ("runs of each scenario ({n})", "每个情景的运行次数（{n}）"),
        "as_the_file_says": ("as the file says", "按文件所写"),
        "worlds": (
            "plausible worlds to compare over, each with its own numbers, townships and seed (24)",
            "比较所用的可能情形数，各有自己的参数取值、镇街抽样与种子（24）",
        ),
        "fixed": (
            "keep every number fixed and vary chance only, as --replications does by itself",
            "所有参数保持不变，仅重复随机事件；单用 --replications 亦然",
        ),
        "goals": (
            "file of goals; gives the share of worlds in which a policy meets them all",
            "目标文件；说明方案在多大比例的可能情形中达到全部目标",
        ),
        "jobs": (
            "processes (as many as processors); changes no result",
            "进程数（默认与处理器数相同），不影响结果",
        ),
        "threads": ("threads of each run; changes no result", "每次运行的线程数，不影响结果"),
        "out": (
            "folder for the results; must not exist or be empty",
            "结果文件夹，须不存在或为空",
        ),
    }
)
"""Help of every option."""

SAID = Words(
    {
        "left_out": ("left out: {reason}", "已略去：{reason}"),
        "no_mechanism": ("no mechanism", "无机制"),
        "check_facts": (
            "{warm_up_days} + {days} days, {hash}; {drawn}",
            "预热 {warm_up_days} 天 + 测量 {days} 天，校验码 {hash}；{drawn}",
        ),
        "horizon": ("judged over {n} years or longer: {why}", "宜以{n}年及以上评判：{why}"),
        "mechanism": ("{en} {zh} (paper, section {section})", "{zh} {en}（论文 {section}）"),
        "findings": (
            "{n} published findings ({grades}): docs/evidence.md",
            "{n}项已发表的发现（{grades}）：docs/evidence.md",
        ),
        "no_findings": ("published findings: none in docs/evidence.md", "已发表的发现：docs/evidence.md 中没有"),
        "parameter": ("{path} = {default} {unit}: {meaning}", "{path} = {default} {unit}：{meaning}"),
        "better": ("+ higher is better, - lower is better", "+ 越高越好，- 越低越好"),
        "compiled": ("compiled in {seconds:.0f} s", "编译用时 {seconds:.0f} 秒"),
        "compiled_already": ("compiled already", "早已编译完成"),
        "drawn": ("Drawn: {drawn}. {seeds}", "抽取：{drawn}。{seeds}"),
        "follow_one": (
            "follow one with: {program} trace {file} --issue ID (and the same settings)",
            "追踪其中一件：{program} trace {file} --issue 编号（其余设置相同）",
        ),
        "found": (
            "{category}, {setting}; {state} at the {tier}, {days} d, passed on {n} times",
            "{category}，{setting}；{tier}，{state}，{days} 天，流转 {n} 次",
        ),
        "worlds_or_seeds": (
            "each plausible world is one replication: --worlds K compares over K of them; --replications N "
            "repeats chance "
            "alone, as --fixed does",
            "每种可能情形即一次重复：--worlds K 在 K 种可能情形中比较；--replications N 与 --fixed 仅重复随机事件",
        ),
        "over_seeds": (
            "All numbers are fixed: these intervals reflect chance alone. Without --replications and --fixed,"
            " compare runs over plausible worlds and shows what holds whatever the unknown numbers are.",
            "各参数保持不变：区间仅反映随机波动。不加 --replications 与 --fixed 时，compare 在多种可能情形中比较，"
            "说明在未知参数的各种可能取值下哪些结论成立。",
        ),
        "with_option": ("it goes with {option}", "须与 {option} 合用"),
        "one_run": ("it is about one run, not about {n}", "只涉及一次运行，而非 {n} 次"),
        "of_the_state": (
            "{option} belongs to the scenario, which the state already fixes",
            "{option} 属于情景设置，而已保存的状态自带情景",
        ),
        "without_states": ("it does not go with --save and --continue", "不能与 --save 或 --continue 合用"),
        "other_seed": ("the state has seed {seed}", "已保存状态的种子为 {seed}"),
        "exclude": ("{options} exclude each other", "{options} 只能择一"),
        "tickets_next": (
            "Correct {folder}/categories.csv where a class is assigned to the wrong category, and read the file again.",
            "若有分类归错类别，请修改 {folder}/categories.csv 后重新读取。",
        ),
        "begun": (
            "{folder}: {districts} districts, {townships} townships, {communities} committees and villages",
            "{folder}：{districts} 个区县、{townships} 个镇街、{communities} 个居委会和村委会",
        ),
        "begun_templates": (
            "{folder}: tables to be filled in; README.md explains them",
            "{folder}：待填表格，说明见 README.md",
        ),
        "begun_derived": ("derived, and marked so in the column 'derived':", "以下为推定，已在 derived 列注明："),
        "begun_ignored": ("columns nobody reads: {columns}", "未读取的列：{columns}"),
        "begun_next": (
            "Next: {check}; then {run}",
            "下一步：{check}；然后 {run}",
        ),
        "with_find": ("it goes with --find", "须与 --find 合用"),
        "other_world": (
            "the two scenarios differ in their world or days, so no resident is in both",
            "两个情景的世界或起止日期不同，找不到同时生活在两者中的居民",
        ),
    }
)
"""What verbs say besides tables and figures."""

COMPLAINTS = Words(
    {
        "see_help": ("see {program} --help", "请看 {program} --help"),
        "taken_by": ("it is an option of: {verbs}", "该选项属于：{verbs}"),
        "no_language": (
            "the environment variable GONGZHI_LANG is '{found}'",
            "环境变量 GONGZHI_LANG 的值为“{found}”",
        ),
        "required": ("the following arguments are required: {names}", "缺少以下参数：{names}"),
        "one_of": ("one of the arguments {names} is required", "须给出以下参数之一：{names}"),
        "one_argument": ("argument {name}: expected one argument", "参数 {name} 须带一个值"),
        "some_arguments": ("argument {name}: expected at least one argument", "参数 {name} 须至少带一个值"),
        "most_arguments": ("argument {name}: expected at most one argument", "参数 {name} 至多带一个值"),
        "n_arguments": ("argument {name}: expected {n} arguments", "参数 {name} 须带 {n} 个值"),
        "choice": (
            "argument {name}: invalid choice: {found} (choose from {allowed})",
            "参数 {name} 的取值 {found} 无效（可选：{allowed}）",
        ),
        "value": ("argument {name}: invalid {kind} value: {found}", "参数 {name} 的值 {found} 无效（应为 {kind}）"),
        "takes_none": ("argument {name}: ignored explicit argument {found}", "参数 {name} 不带值，却给出了 {found}"),
        "together": ("argument {name}: not allowed with argument {other}", "参数 {name} 不能与 {other} 同时使用"),
    }
)
"""What is wrong with a command line; the English of argparse's own complaints is argparse's."""
