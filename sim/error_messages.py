"""Every sentence a user can be told when something is wrong, in English and in Chinese, in one place."""

from __future__ import annotations

from typing import NamedTuple

from sim.words import Words


class Message(NamedTuple):
    """One entry of the catalogue: the sentence and the advice, in both languages."""

    en: str
    zh: str
    help_en: str = ""
    help_zh: str = ""


CATALOGUE: dict[str, Message] = {
    # Files and their text.
    "GZ001": Message("there is no file '{file}'", "找不到文件“{file}”"),
    "GZ002": Message("'{file}' is not a regular file", "“{file}”不是普通文件"),
    "GZ003": Message(
        "the file holds no settings",
        "文件中没有任何设置",
        "a smallest scenario is one line, for example 'title: My town'",
        "最小的情景只需一行，例如 title: 我的城市",
    ),
    "GZ004": Message("the file is too large: {found}, at most {allowed}", "文件过大：{found}，上限 {allowed}"),
    "GZ005": Message(
        "{found} is not UTF-8{guess}",
        "{found} 不是 UTF-8 编码{guess}",
        "save the file as UTF-8 in your editor",
        "请在编辑器中另存为 UTF-8",
    ),
    "GZ006": Message(
        "the invisible or control character {found} is not allowed",
        "不允许使用不可见字符或控制字符 {found}",
        "delete it; it may have been copied from a document",
        "请删除该字符，它可能是从其他文档复制而来",
    ),
    "GZ007": Message("tab character found", "此处使用了制表符", "use spaces", "请改用空格"),
    "GZ008": Message(
        "full-width character {found} where a setting is written",
        "设置中出现全角字符 {found}",
        "use '{half}' (half-width)",
        "请改用半角“{half}”",
    ),
    "GZ009": Message("this is not valid YAML: {problem}", "无法按 YAML 读取：{problem}"),
    "GZ010": Message(
        "key '{key}' is given twice (first in line {first_line})",
        "键“{key}”重复（首次出现在第 {first_line} 行）",
        "keep one of them",
        "请只保留一个",
    ),
    "GZ011": Message(
        "anchors, aliases and merge keys are not allowed: {found}",
        "不允许使用锚点、别名或合并键：{found}",
        "write the value out, or use 'extends'",
        "请直接写出数值，或使用 extends",
    ),
    "GZ012": Message("unknown key '{key}'", "未知的键“{key}”"),
    "GZ013": Message("tags are not allowed: {found}", "不允许使用标签：{found}", "delete the tag", "请删除该标签"),
    "GZ014": Message("nested too deeply, at most {allowed} levels", "嵌套过深，最多 {allowed} 层"),
    "GZ015": Message("too many values in one file, at most {allowed}", "单个文件中的值过多，最多 {allowed} 个"),
    "GZ016": Message(
        "number too long: {found} characters, at most {allowed}",
        "数字过长：{found} 位，最多 {allowed} 位",
    ),
    "GZ017": Message(
        "'{found}' is a number with a leading zero",
        "“{found}”是以零开头的数字",
        "write {plain}, or put it in quotes if it is a code",
        "请写作 {plain}；如为代码请加引号",
    ),
    "GZ018": Message(
        "'{found}' could be a time of day or a number",
        "“{found}”可能是时刻，也可能是数字",
        "write it in one unit, for example {plain}, or put it in quotes if it is text",
        "请用单一单位书写，例如 {plain}；如为文字请加引号",
    ),
    "GZ019": Message(
        "a second document begins here ('---')",
        "此处开始了第二个文档(---)",
        "one file holds one scenario",
        "一个文件只能包含一个情景",
    ),
    "GZ020": Message("a key must be a word, found {found}", "键必须是单词，而此处为{found}"),
    "GZ021": Message("expected a mapping ('key: value' lines), found {found}", "此处应为“键: 值”形式，而实际为{found}"),
    # Values.
    "GZ022": Message("expected {expected}, found {found}", "此处应为{expected}，而实际为{found}"),
    "GZ023": Message("{found} is out of range", "{found} 超出允许范围"),
    "GZ024": Message("expected a finite number, found {found}", "此处应为有限数，而实际为 {found}"),
    "GZ025": Message("'{found}' is not an allowed value", "“{found}”不在允许的取值之内"),
    "GZ026": Message("the key '{key}' is missing", "缺少键“{key}”"),
    "GZ027": Message("these settings do not fit together: {problem}", "设置之间相互矛盾：{problem}"),
    "GZ028": Message("this value is not allowed: {problem}", "该值不被允许：{problem}"),
    "GZ029": Message(
        "'{found}' cannot be the name of a scenario",
        "“{found}”不能作为情景名称",
        "write 'name:' with 1 to 64 of a-z, 0-9, '_' and '-'",
        "请用 name: 给出 1 至 64 个 a-z、0-9、_、- 字符",
    ),
    "GZ030": Message("unknown mechanism '{key}'", "未知的治理机制“{key}”"),
    "GZ031": Message(
        "a mechanism is given by its settings or by 'off', found {found}",
        "机制应给出其设置或写 off，而此处为{found}",
        "write '{key}: {{}}' to switch it on with its defaults, '{key}: off' to leave it out",
        "写“{key}: {{}}”以默认设置启用，写“{key}: off”将其去除",
    ),
    "GZ032": Message(
        "'{found}' is not a calendar date",
        "“{found}”不是有效日期",
        "write year, month and day like 2016-07-01",
        "请按 2016-07-01 的形式书写",
    ),
    "GZ033": Message("the mechanism '{key}' cannot be used: {problem}", "治理机制“{key}”无法使用：{problem}"),
    "GZ034": Message(
        "the mechanism moves the lever '{found}', which does not exist",
        "该机制所用的调节量“{found}”不存在",
        "docs/levers.md lists the levers; they are part of the model, so a package cannot add one",
        "docs/levers.md 列出全部调节量；调节量属于模型本身，软件包不能增添",
    ),
    "GZ035": Message(
        "the lever '{found}' is moved by {allowed}, not by {way}",
        "调节量“{found}”应由 {allowed} 调节，而非 {way}",
    ),
    # Scenarios built on others and settings given on the command line.
    "GZ040": Message(
        "'extends' must name a scenario or a .yaml file, found {found}",
        "extends 应给出情景名称或一个 .yaml 文件，而此处为{found}",
    ),
    "GZ041": Message(
        "'extends: {found}' leads out of the scenario folder",
        "“extends: {found}”指向情景文件夹之外",
        "name a file within the scenario folder by a relative path, so that the folder can be moved as a whole, or any "
        "file by its absolute path",
        "请用相对路径指向情景文件夹内的文件（便于整体移动），或用绝对路径指向其他文件",
    ),
    "GZ042": Message("the scenario extended does not exist: {found}", "所继承的情景不存在：{found}"),
    "GZ043": Message("circular `extends`: {found}", "情景之间循环继承：{found}"),
    "GZ044": Message("too many scenarios extend one another: at most {allowed}", "继承层次过多，最多 {allowed} 层"),
    "GZ046": Message(
        "a setting has the form path.to.key=value, found '{found}'",
        "设置应写作 路径.键=值，而此处为“{found}”",
        "for example run.days=30",
        "例如 run.days=30",
    ),
    "GZ048": Message(
        "'{key}' can only be set in the scenario file",
        "“{key}”只能写在情景文件中",
    ),
    "GZ049": Message(
        "the file is of format {found}, this version reads {allowed}",
        "文件格式版本为 {found}，本版本可读取 {allowed}",
        "use a newer version of Gongzhi",
        "请使用更新版本的 Gongzhi",
    ),
    # Tables of a place.
    "GZ050": Message("there is no data file '{file}'", "找不到数据文件“{file}”"),
    "GZ051": Message("the column '{found}' is missing", "缺少列“{found}”"),
    "GZ052": Message(
        "the row has {found} fields, the header {allowed}", "该行有 {found} 个字段，而表头有 {allowed} 个"
    ),
    "GZ053": Message("'{found}' is not allowed in column '{key}'", "列“{key}”中不允许出现“{found}”"),
    "GZ054": Message("'{found}' occurs twice in column '{key}'", "列“{key}”中“{found}”重复"),
    "GZ055": Message("'{found}' in column '{key}' matches nothing", "列“{key}”中的“{found}”没有对应项"),
    "GZ058": Message(
        "there is no place '{file}'",
        "找不到地区“{file}”",
        "world.place names a folder of data, or a place that comes with the program",
        "world.place 应给出数据目录，或程序自带地区的名称",
    ),
    "GZ059": Message("the data do not fit together: {problem}", "数据相互矛盾：{problem}"),
    # Studies and the command line.
    "GZ060": Message("{key} must be {expected}, found {found}", "{key} 应为{expected}，而实际为 {found}"),
    "GZ061": Message("two scenarios have the name '{found}'", "两个情景同名“{found}”"),
    "GZ062": Message("invalid request: {problem}", "无法执行该请求：{problem}"),
    # Stories.
    "GZ063": Message(
        "an id has the form {allowed}, found '{found}'",
        "编号应写作 {allowed}，而此处为“{found}”",
        "--find longest, and trace of a resident or community, name some",
        "可用 --find longest，或追踪某居民、某社区来查看编号",
    ),
    "GZ064": Message(
        "the world drawn has no community '{found}'",
        "所抽取的世界中没有社区“{found}”",
        "another sample or world_seed draws other townships",
        "不同的抽样比例或 world_seed 会抽到不同的镇街",
    ),
    "GZ065": Message(
        "community {community} has no resident number {found}",
        "社区 {community} 没有编号为 {found} 的居民",
    ),
    "GZ066": Message(
        "resident {resident} has no need number {found} on these days",
        "居民 {resident} 在此期间没有编号为 {found} 的需求",
    ),
    "GZ067": Message(
        "nothing of this kind was found: {found}",
        "没有找到此类事项：{found}",
        "simulate more days or a larger sample",
        "请延长模拟天数或提高抽样比例",
    ),
    # Sweeps and their folders.
    "GZ070": Message(
        "another command is using {file}: {found}",
        "另一条命令正在使用 {file}：{found}",
        "wait for it, or choose another folder with --out",
        "请等待其结束，或用 --out 另选文件夹",
    ),
    "GZ071": Message(
        "{file} holds a study that differs in {found}: {problem}",
        "{file} 中的研究有 {found} 处不同：{problem}",
        "put back what was changed, or choose another folder with --out",
        "请恢复所做的修改，或用 --out 另选文件夹",
    ),
    "GZ072": Message(
        "{file} already holds a study",
        "{file} 中已有开始的研究",
        "add --resume to continue it, or choose another folder with --out",
        "加 --resume 可继续，或用 --out 另选文件夹",
    ),
    "GZ073": Message(
        "there is no study to resume in {file}",
        "{file} 中没有可继续的研究",
        "leave out --resume to start one, or name its folder with --out",
        "去掉 --resume 可开始新的研究，或用 --out 指明文件夹",
    ),
    "GZ074": Message(
        "this sweep is large: {problem}",
        "该扫描规模很大：{problem}",
        "add --yes to run it anyway",
        "如仍要执行，请加 --yes",
    ),
    "GZ075": Message(
        "a result cannot be written or read: {file} ({problem})",
        "无法写入或读取结果：{file}（{problem}）",
        "finished runs are kept; free some space or mend the cause, then add --resume",
        "此前完成的结果均已保留；请腾出空间或排除故障后加 --resume",
    ),
    "GZ076": Message(
        "the sweep in {file} is not finished: {found} of {allowed} runs have ended",
        "{file} 中的扫描尚未完成：{allowed} 次运行中已结束 {found} 次",
        "finish it with --resume",
        "请用 --resume 完成",
    ),
    "GZ077": Message(
        "a worker has another version of the program: {found} instead of {allowed}",
        "工作进程的程序版本不同：{found}，应为 {allowed}",
        "install the same sources and libraries everywhere; do not edit them while a sweep runs",
        "请在各处安装相同的源代码和库；扫描期间请勿修改",
    ),
    "GZ078": Message(
        "the same run gave two results: '{found}', seed {allowed} ({file})",
        "同一次运行给出两个结果：“{found}”，种子 {allowed}（{file}）",
        "results must not depend on chance outside the seed; this is an error of the program or of the machine",
        "结果不得依赖种子以外的随机因素；这是程序或机器的错误",
    ),
    "GZ079": Message(
        "the cluster cannot be used: {problem}",
        "无法使用集群：{problem}",
        "results that came back are kept; once the cluster works again, add --resume",
        "已返回的结果均已保留；集群恢复后请加 --resume",
    ),
    "GZ085": Message(
        "a result is damaged or was changed: {file} ({problem})",
        "结果与写入时不符：{file}（{problem}）",
        "put it back from a copy, or make the study again: 'run DIR/config.yaml' repeats a run to the byte, "
        "'sweep --resume' makes the tables of a sweep anew",
        "请用备份恢复，或重做该研究：run DIR/config.yaml 可逐字节重现一次运行，sweep --resume 可重新生成扫描的表格",
    ),
    "GZ086": Message(
        "{file} has format {found}, which this version does not read; it reads format {allowed}",
        "{file} 的格式为 {found}，本版本无法读取，可读取的格式为 {allowed}",
        "read it with the version that wrote it, which stands in its manifest.json",
        "请用生成它的版本读取，版本号见其 manifest.json",
    ),
    "GZ087": Message(
        "the state in {file} cannot be continued: {problem}",
        "{file} 中的状态无法继续：{problem}",
        "continue it with the program, the data and the scenario that it was saved with, or run the scenario anew",
        "请使用保存时的程序、数据与情景继续，或从头运行该情景",
    ),
    # The machine, not the input.
    "GZ088": Message(
        "the file exists already: {file}",
        "文件已存在：{file}",
        "choose another name, or move the old one away",
        "请另选名称，或移走旧文件",
    ),
    "GZ089": Message("the system refuses: {problem}", "系统拒绝了该操作：{problem}"),
    "GZ090": Message(
        "the output folder exists already: {file}",
        "输出文件夹已存在：{file}",
        "choose another with --out, or move the old one away",
        "请用 --out 另选文件夹，或移走旧文件夹",
    ),
    "GZ091": Message("the folder cannot be written: {file} ({problem})", "无法写入文件夹：{file}（{problem}）"),
    "GZ092": Message("this machine lacks something the task needs: {problem}", "本机缺少任务所需条件：{problem}"),
    "GZ095": Message("{found} of {allowed} runs failed", "{allowed} 次运行中有 {found} 次失败"),
    "GZ096": Message(
        "'{file}' is not the folder of a finished study",
        "“{file}”不是已完成研究的结果文件夹",
        "name a folder that compare, run, sweep or calibrate has written, with its manifest.json",
        "请指定由 compare、run、sweep 或 calibrate 生成、含有 manifest.json 的文件夹",
    ),
    "GZ097": Message(
        "no report is made of a study by '{found}': {file}",
        "“{found}”类研究不生成报告：{file}",
        "reports are made of: {allowed}",
        "可生成报告的命令：{allowed}",
    ),
    "GZ093": Message(
        "the results are complete, but text or figures are missing: {problem}",
        "结果已完整保存，但缺少文字或图表：{problem}",
    ),
    "GZ094": Message("the output could not be written: {problem}", "无法输出文字：{problem}"),
    # Tickets.
    "GZ100": Message("the file cannot be read as a table of tickets: {problem}", "无法按工单表读取该文件：{problem}"),
    "GZ101": Message(
        "dates in column '{key}' can be read in several ways; '{found}': {ways}",
        "列“{key}”的日期有多种读法；“{found}”：{ways}",
    ),
    "GZ102": Message(
        "column '{key}' holds no dates of one known format: {found}", "列“{key}”中的日期不是同一种可识别的格式：{found}"
    ),
    "GZ103": Message(
        "'{found}' in column '{key}' is not written as {allowed}, nor are others, {n} in all",
        "列“{key}”中的“{found}”不符合格式 {allowed}；共有 {n} 处",
    ),
    "GZ104": Message(
        "unknown value '{found}' in column '{key}' ({what}); it occurs {n} times",
        "列“{key}”（{what}）中的“{found}”含义未知，共出现 {n} 次",
        "give its meaning in a mapping file, such as {example}",
        "请在映射文件中说明其含义，如 {example}",
    ),
    "GZ105": Message(
        "column '{key}' holds more than {allowed} different values, so it is free text, not a column of classes",
        "列“{key}”含有超过 {allowed} 种不同的词，应为自由文本而非分类",
        "map a column with few different values; free text is never read",
        "请映射一个词种较少的列；自由文本一概不读取",
    ),
    "GZ106": Message("the columns of {file} are not those of a known export", "{file} 的列不属于已知的导出格式"),
    "GZ099": Message("{problem}", "{problem}"),
}
"""Every sentence a user can be told, by its code."""

ADVICE = Words(
    {
        "write": ("write {word}", "请写 {word}"),
        "plain_number": ("write {word}, without quotes or separators", "请写 {word}，不加引号和分隔符"),
        "share": ("did you mean {word}?", "是否想写 {word}？"),
        "quotes": ("put it in quotes", "请加引号"),
        "empty_group": ("write {{}} after it, or delete the line", "请在其后写 {{}}，或删除该行"),
        "nested": ("in a file, write '{word}'", "在文件中请写“{word}”"),
    }
)
"""Advice that depends on the value found, by the word a fault's `help` names."""

YAML_PROBLEMS: dict[str, str] = {
    "mapping values are not allowed here": "a second ':' in a line, or a line indented too far "
    "(a text that holds ': ' needs quotes)",
    "could not find expected ':'": "a key without ':'",
    "found unexpected end of stream": "a quotation mark that is not closed",
    "while parsing a flow mapping": "a '{' that is not closed, or a ',' that is missing",
    "while parsing a flow sequence": "a '[' that is not closed, or a ',' that is missing",
    "cannot start any token": "a character that cannot begin a value (put the text in quotes)",
    "expected <block end>": "a line that is indented differently from its neighbours",
    "unknown escape character": "a backslash in double quotes that means nothing (use single quotes)",
    "while scanning a directive": "a line that begins with '%'",
}
"""What the parser's complaints mean, by a part of their wording."""

_YAML_PROBLEMS_ZH = (
    "同一行出现第二个“:”，或该行缩进过深（含有“: ”的文字需加引号）",
    "键后缺少“:”",
    "引号未闭合",
    "“{”未闭合，或缺少“,”",
    "“[”未闭合，或缺少“,”",
    "该字符不能作为值的开头（请给文字加引号）",
    "该行缩进与相邻各行不一致",
    "双引号内的反斜杠无意义（请改用单引号）",
    "以“%”开头的行",
)

WORDS_ZH: dict[str, str] = {
    **dict(zip(YAML_PROBLEMS.values(), _YAML_PROBLEMS_ZH, strict=True)),
    " (it looks like GBK)": "（似为 GBK 编码）",
    " (it looks like UTF-16)": "（似为 UTF-16 编码）",
    "the file": "文件",
    "a single value": "单个值",
    "a whole number": "整数",
    "a number": "数",
    "a finite number": "有限数",
    "text": "文字",
    "a list": "列表",
    "true or false": "true 或 false",
    "a mapping": "“键: 值”映射",
    "nothing": "空值",
    "true": "true",
    "false": "false",
    "a group of settings": "一组设置",
}
BEGINNINGS_ZH = {"the text '": "文字 '", "the whole number ": "整数 ", "the decimal ": "小数 "}
PHRASES = Words(
    {
        "error": ("error", "错误"),
        "allowed": ("allowed", "允许"),
        "help": ("help", "建议"),
        "did_you_mean": ("did you mean '{word}'?", "是否想写“{word}”？"),
        "more": ("... and {n} more", "……另有 {n} 处错误"),
        "range": ("{low} to {high}", "{low} 至 {high}"),
        "at_least": ("at least {low}", "不小于 {low}"),
        "at_most": ("at most {high}", "不大于 {high}"),
    }
)


def as_markdown() -> str:
    """Writes the catalogue as the page `docs/errors.md`.

    Returns:
        The page; `python -m sim.error_messages > docs/errors.md` renews it.
    """
    lines = [
        "# Messages",
        "",
        "Every message names its code, the file, line and column, and the path of the setting. All faults of",
        "all files and options are reported together, at most twenty in full. Words in braces stand for",
        "what was found. The page is written by `python -m sim.error_messages > docs/errors.md`.",
        "",
        "Exit codes: 0 done; 1 some runs failed; 2 the input or the command is wrong; 4 the output exists",
        "already or the machine stands in the way; 130 interrupted.",
        "",
        "| Code | Message | Advice | 中文 |",
        "|---|---|---|---|",
    ]
    for code, entry in CATALOGUE.items():
        chinese = f"{entry.zh}。{entry.help_zh}" if entry.help_zh else entry.zh
        cells = [code, entry.en, entry.help_en, chinese]
        lines.append("| " + " | ".join(cell.replace("{{}}", "{}").replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")
