"""Sentences of the page in English and Chinese."""

from __future__ import annotations

from sim.app.words_inspection import INSPECTION_WORDS
from sim.words import LANGUAGES, Words

PAGE_WORDS = Words(
    {
        "title": ("Gongzhi · community governance in {place}", "共治 · {place}社区治理"),
        "language": ("中文", "English"),
        "language_label": ("Switch to Chinese", "切换为英文"),
        # Transport bar.
        "play": ("Play", "播放"),
        "pause": ("Pause", "暂停"),
        "step": ("Step", "单步"),
        "step_label": ("One day (right arrow)", "前进一天（右方向键）"),
        "transport_label": ("Transport", "播放控制"),
        "progress_label": ("Progress of the run", "运行进度"),
        "play_label": ("Play or pause (space)", "播放／暂停（空格键）"),
        "reset": ("Reset", "重置"),
        "reset_label": ("Restart on the first day with the current policies", "按当前政策从第一天重新开始"),
        "speed": ("Speed", "速度"),
        "speed_label": ("Simulated days per second", "每秒模拟天数"),
        "as_fast": ("as fast as possible", "尽快"),
        "a_second": ("{n} days/s", "{n} 天/秒"),
        "day_of": ("day {day} of {n}", "第 {day} 天／共 {n} 天"),
        "warm_up": ("warm-up, not yet measured", "预热期，尚未计量"),
        "measured": ("measured", "计量期"),
        "days_per_second": ("{n} days/s", "{n} 天/秒"),
        "compare": ("Side by side", "并列对照"),
        "compare_label": (
            "Run a baseline beside the policy on the same chance events",
            "以相同随机事件并列运行基线与政策",
        ),
        "ended": ("the run is over", "运行结束"),
        "busy_compile": (
            "Compiling the model for this machine, on its first start only …",
            "正在为本机编译模型（仅首次启动需要）……",
        ),
        "busy_world": ("Building the world …", "正在生成世界……"),
        "busy_people": ("Placing residents and offices …", "正在安置居民与机构……"),
        "busy_seconds": ("{n} s", "{n} 秒"),
        "busy_catch": ("The baseline catches up: day {day} of {n}", "基线追赶中：第 {day} 天／共 {n} 天"),
        "busy_measure": ("Measuring …", "正在计量……"),
        "waiting_viewer": ("paused: nobody is looking", "无人观看，已暂停"),
        "away": (
            "Connection lost; the page reconnects by itself …",
            "连接中断；恢复后页面将自动继续……",
        ),
        "gone": (
            "The server was restarted. The run shown here ended with the old one.",
            "服务器已重新启动，此处显示的运行已随之结束。",
        ),
        "begin_again": ("Begin a new run", "开始新的运行"),
        # Map.
        "view_label": ("View", "视图"),
        "map_tab": ("Map", "地图"),
        "network_tab": ("Network", "网络"),
        "measure": ("Colour shows", "着色指标"),
        "as_points": ("Communities", "社区"),
        "as_districts": ("Districts", "区县"),
        "draw_as": ("Draw", "显示"),
        "zoom_in": ("Zoom in", "放大"),
        "zoom_out": ("Zoom out", "缩小"),
        "whole": ("Whole place", "全域"),
        "pane_label": ("Map shown", "显示的地图"),
        "pane_A": ("Baseline", "基线"),
        "pane_B": ("Policy", "政策"),
        "pane_D": ("Policy − baseline", "政策－基线"),
        "points": ("percentage points", "个百分点"),
        "no_data": ("nothing yet", "暂无"),
        "not_drawn": ("not in the sample", "未抽中"),
        "map_label": (
            "Map of {n} communities in {d} districts; choose a district or community in the panel Inspect",
            "{d} 个区县 {n} 个社区的地图；也可在“查看”面板中选择区县或社区",
        ),
        "map_keys": (
            "Arrows move · + − zoom · 0 whole place · Page Up, Page Down: districts · Enter inspects",
            "方向键移动 · + − 缩放 · 0 全域 · Page Up/Page Down 逐个区县 · 回车查看",
        ),
        "note_sample": (
            "Drawn: {drawn}; each of the {n:,} communities stands for several.",
            "已抽取{drawn}；{n:,} 个社区中每个代表若干社区。",
        ),
        "note_whole": ("All {n:,} communities.", "全部 {n:,} 个社区。"),
        "note_places": (
            "Points are synthetic places inside their district.",
            "点位为区县内的合成位置。",
        ),
        # Network.
        "network_label": ("Tiers and ties", "层级与联系"),
        "overview": ("All districts", "全部区县"),
        "net_overview": (
            "Districts, neighbours and the strongest migration links. Click a district for its tiers.",
            "区县、相邻关系与最强的人口流动。点击区县查看其层级。",
        ),
        "net_district": (
            "{name}: office, townships, communities (coloured as on the map) and the moves between its communities.",
            "{name}：区县、镇街、社区（着色同地图）及社区之间的人口流动。",
        ),
        "net_neighbours": ("neighbouring districts", "相邻区县"),
        "net_moved": ("residents who moved, thicker for more", "人口流动，越粗人越多"),
        "net_above": ("office above", "隶属关系"),
        "net_municipal": ("under the municipality", "隶属于市"),
        "net_outside": ("Moved here from", "流入来源"),
        "net_empty": ("No township of this district is in the sample.", "该区县没有抽中的镇街。"),
        # Charts.
        "charts_tab": ("Charts", "图表"),
        "charts": ("Charts", "图表"),
        "chart_endings": ("Reported matters that ended in the last 60 days", "近 60 天结束的诉求"),
        "chart_endings_unit": ("% of them", "占比 %"),
        "chart_open": ("Open matters by tier", "各层级在办事项"),
        "chart_open_unit": ("per 10,000 residents", "件／万人"),
        "chart_trust": ("Residents' trust, by tier", "居民对各层级的信任"),
        "chart_trust_unit": ("mean, 0–100", "均值，0–100"),
        "closed_share": ("closed on record, 60 days", "近60天账面办结"),
        "resolved_share": ("resolved, 60 days", "近60天解决"),
        "resolved_share_urban": ("… in towns", "……城市"),
        "resolved_share_rural": ("… in villages", "……农村"),
        "tier_community": ("community", "社区"),
        "tier_township": ("township or street", "镇街"),
        "tier_district": ("district or county", "区县"),
        "tier_municipality": ("municipality", "市"),
        "solid_policy": (
            "solid: policy · pale: baseline · below: policy − baseline",
            "实线：政策 · 浅线：基线 · 下方：政策－基线",
        ),
        "no_days": ("press play", "请按播放"),
        # Panel.
        "panel_label": ("Panel", "面板"),
        "policies_tab": ("Policies", "政策"),
        "scenario_tab": ("Scenario", "情景"),
        "inspect_tab": ("Inspect", "查看"),
        "figures_tab": ("Figures", "指标"),
        "policies_note": ("A switch acts on the running model from today on.", "开关自今日起作用于运行中的模型。"),
        "n_on": ("{n} of {all} on", "已启用 {n}／{all}"),
        "filter": ("Find a policy", "查找政策"),
        "parameters": ("Parameters", "参数"),
        "section": ("paper, section {section}", "论文第 {section} 节"),
        "default": ("default {value}", "默认 {value}"),
        "off": ("off", "未启用"),
        "starts": ("starts on {date}", "自 {date} 起"),
        "in_force": ("in force since {date}: {percent:.0f} % phased in", "自 {date} 起生效，已推行 {percent:.0f}%"),
        "unrecorded": (
            "Switched more than once, or changed while in force: {names}. A single scenario file cannot "
            "describe this run; “Run the saved file” starts what it can describe.",
            "以下政策多次开关或生效中改动：{names}。单一情景文件无法复现本次运行；可“按文件重新运行”。",
        ),
        "exact": (
            "With this file the command line reproduces this run exactly.",
            "命令行用此文件可逐数复现本次运行。",
        ),
        "replay": ("Run the saved file", "按文件重新运行"),
        "scenario": ("Scenario", "情景"),
        "choose_scenario": ("Start from a scenario", "选择情景"),
        "apply": ("Apply: starts anew", "应用（重新开始）"),
        "apply_note": (
            "These start a new run from the first day.",
            "以下设置将另起一次运行，从第一天开始。",
        ),
        "set_sample": ("Share of townships drawn", "镇街抽样比例"),
        "set_seed": ("Seed of the run", "运行随机种子"),
        "set_world_seed": ("Seed of the world", "世界随机种子"),
        "set_days": ("Measured days", "计量天数"),
        "set_warm_up_days": ("Warm-up days before", "预热天数"),
        "set_more": ("Any other parameter, one path=value a line", "其他参数，每行一个 路径=值"),
        "reference": ("Baseline of the comparison", "对照基线"),
        "reference_none": ("the same, without any policy", "相同设置，不实施任何政策"),
        "reference_file": ("the scenario as written in its file", "情景文件原样"),
        "save": ("Save as YAML", "保存为 YAML"),
        "load_file": ("Load a YAML file", "加载 YAML 文件"),
        "show_text": ("Show the text", "显示文本"),
        "loaded": ("Loaded: {name}", "已加载：{name}"),
        "refused": ("Not changed; the run is as it was.\n\n{problem}", "未更改，当前运行不变。\n\n{problem}"),
        "refused_field": ("Not accepted: {problem}. Allowed: {allowed}.", "未采用：{problem}。允许：{allowed}。"),
        "refused_field_plain": ("Not accepted: {problem}.", "未采用：{problem}。"),
        "holds": ("{value} holds.", "当前仍为 {value}。"),
        "settings_too_long": (
            "More than {most} characters of settings; use a file instead.",
            "设置文本超过 {most} 个字符；请改用文件。",
        ),
        "no_memory": ("There is not enough memory for it.", "内存不足。"),
        "place_fixed": (
            "“world.place” cannot be set on a page that others can reach; the server was started with {place}.",
            "他人可访问的页面不能设置“world.place”；服务器启动时的地区为 {place}。",
        ),
        "sample_fixed": (
            "A page that others can reach takes samples up to {most:g}.",
            "他人可访问的页面抽样比例上限为 {most:g}。",
        ),
        "unreadable": (
            "Scenario files that cannot be read ({n}); they are not offered",
            "无法读取的情景文件（{n} 个），未列入选择",
        ),
        "start_scenario": ("Start it: begins anew", "启用（重新开始）"),
        "too_large": (
            "This world needs about {need:.1f} GB, and {free:.1f} GB are free. Choose a smaller sample, or close "
            "other tabs.",
            "该世界约需 {need:.1f} GB 内存，而可用 {free:.1f} GB。请减小抽样比例或关闭其他标签页。",
        ),
        "too_many": (
            "{n} tabs are open already; close one and reload this page.",
            "已打开 {n} 个标签页；请关闭一个后重新加载。",
        ),
        "failed": ("The run stopped on an error: {problem}", "运行因错误停止：{problem}"),
        "figures_note": (
            "Measures of all measured days so far, as the command line prints them at the end. Charts and map "
            "look back "
            "60 days from today and count only what ended, so both can differ in sign.",
            "计量期至今全部天数的指标，与命令行结束时的输出一致。图表与地图只看近 60 天内结束的诉求，"
            "两者的正负可能不同。",
        ),
        "window": ("Measured days {first} to {last}", "计量期 {first} 至 {last}"),
        "measure_now": ("Measure now", "立即计量"),
        "measured_on": ("on day {day}", "第 {day} 天"),
        "not_measured": ("Measured at the end of the run, or now.", "运行结束时计量，也可立即计量。"),
        "value": ("Policy", "政策"),
        "value_base": ("Baseline", "基线"),
        "value_diff": ("Difference", "差值"),
        # Serving.
        "serving": ("The page is at {address} (Ctrl+C ends it)", "页面地址：{address}（按 Ctrl+C 结束）"),
        "waited": ("{doing} {n} s", "{doing} {n} 秒"),
        "shared": (
            "Warning: everybody who can reach {address} can use this page, without a password and without encryption.",
            "警告：凡能访问 {address} 者均可使用此页面，无需密码，且未加密。",
        ),
        # Mesa's own page.
        "mechanisms": (
            "Mechanisms: a switch acts on the running model from today",
            "机制：开关自今日起作用于运行中的模型",
        ),
        "today": ("{date} · day {day} of {n_days}", "{date} · 第 {day} 天／共 {n_days} 天"),
        "residents_line": ("{n:,} residents, {communities:,} communities", "居民 {n:,} 人，社区 {communities:,} 个"),
        "open": ("{n:,} matters open at offices", "各级在办 {n:,} 件"),
        "sample": ("Share of townships (RESET applies it)", "镇街抽样比例（按 RESET 生效）"),
        "seed": ("Seed (RESET applies it)", "随机种子（按 RESET 生效）"),
    }
)
"""Every sentence of the page but those of an inspection, English and Chinese."""

WORDS = Words({**PAGE_WORDS, **INSPECTION_WORDS})
"""All sentences of the page."""

say = WORDS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""


def vocabulary() -> dict[str, str]:
    """All sentences in the present language, as the browser gets them."""
    return {key: str(pair) for key, pair in WORDS.items()}


__all__ = ["LANGUAGES", "PAGE_WORDS", "WORDS", "say", "vocabulary"]
