"""Every parameter says in Chinese what it says in English: the same sentence, the same source, the same numbers."""

from __future__ import annotations

import calendar
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sim.mechanisms import MechanismParameters, registry
from sim.scenario.chinese import FILES, MEANINGS, meaning_zh, source_zh
from sim.scenario.chinese.sources import SOURCES
from sim.scenario.description import ParameterRow, parameter_table
from sim.scenario.fields import group_of
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import Scenario, in_chinese, json_schema

GROUPS = (Scenario, MechanismParameters, *(kind.Parameters for kind in registry().values()))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
SCALES = {"million": 1e6, "万": 1e4, "亿": 1e8}
NUMBER = re.compile(r"(?<![A-Za-z])(?:(?P<section>\d+(?:\.\d+){2,})"
                    r"|(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<scale> million\b| ?[万亿])?)"
                    r"|每(?P<each>[千万])|\b(?P<month>" + "|".join(MONTHS) + r")\b")


def numbers(text: str) -> list[str]:
    """Numbers of a sentence, sorted: 30.48 million is 3048 万, per 1,000 is 每千, July is 7, a section its own."""
    found = []
    for match in NUMBER.finditer(text):
        if match["section"]:
            found.append(match["section"])
        elif match["each"]:
            found.append({"千": "1000", "万": "10000"}[match["each"]])
        elif match["month"]:
            found.append(str(MONTHS[match["month"]]))
        else:
            scale = SCALES[match["scale"].strip()] if match["scale"] else 1.0
            found.append(f"{float(match['number'].replace(',', '')) * scale:.10g}")
    return sorted(found)


def described(group: type[ParameterGroup]) -> Iterator[str]:
    """What the declarations of a group say in English, groups within it included."""
    for info in group.model_fields.values():
        if info.description:
            yield info.description
        inside = group_of(info.annotation)
        if inside is not None:
            yield from described(inside)


def faults(english: set[str], chinese: dict[str, str]) -> list[str]:
    """What is wrong with a catalogue: no Chinese, nobody's Chinese, Chinese that is none, other numbers."""
    found = [f"no Chinese: {text}" for text in sorted(english - chinese.keys())]
    found += [f"used by nothing: {text}" for text in sorted(chinese.keys() - english)]
    found += [f"not Chinese: {text}" for text in chinese.values() if not CHINESE.search(text)]
    return found + [f"{numbers(en)} in English, {numbers(zh)} in Chinese: {en}"
                    for en, zh in chinese.items() if numbers(en) != numbers(zh)]


def test_every_sentence_of_a_parameter_has_chinese():
    wanted = {text for group in GROUPS for text in described(group)}
    assert len(wanted) > 500
    assert faults(wanted, dict(MEANINGS)) == []
    assert sum(map(len, FILES)) == len(MEANINGS), "a sentence stands in two files"
    assert [zh for en, zh in MEANINGS.items() if en.endswith(".") != zh.endswith("。")] == []


def test_every_source_of_a_parameter_has_chinese():
    wanted = {row.source for group in GROUPS for row in parameter_table(group) if row.source}
    assert len(wanted) > 100
    assert faults(wanted, SOURCES) == []
    assert [en for en, zh in SOURCES.items() if ("assumed" in en) != ("假设值" in zh)] == []


@pytest.mark.parametrize(("english", "chinese"), [
    ({"Paid hours."}, {}),
    (set(), {"Paid hours.": "带薪工时。"}),
    ({"Paid hours."}, {"Paid hours.": "Paid hours."}),
    ({"20 hours (paper, section 2.3.6)"}, {"20 hours (paper, section 2.3.6)": "20 小时（论文第 2.3.5 节）"}),
    ({"133.36 million yuan"}, {"133.36 million yuan": "133.36 万元"}),
])
def test_what_is_wrong_with_a_catalogue_is_found(english, chinese):
    assert len(faults(english, chinese)) == 1


@pytest.mark.parametrize(("english", "chinese"), [
    ("133.36 million yuan / 30.48 million residents", "1.3336 亿元／3048 万居民"),
    ("1 July to 31 December", "7 月 1 日至 12 月 31 日"),
    ("2.4 licensed per 10,000", "每万人 2.4 名持证"),
    ("village .63, sections 4.1.2, 4.4.3", "村 0.63，第 4.1.2、4.4.3 节"),
])
def test_the_same_number_written_otherwise_is_the_same(english, chinese):
    assert numbers(english) == numbers(chinese) != []


def test_a_parameter_of_somebody_else_is_told_by_its_label_and_its_own_source():
    row = ParameterRow("bees", "hives", 3, 0, 9, "a survey of bees", "Hives of a village.", "蜂箱数")
    assert (row.meaning("en"), row.meaning("zh")) == ("Hives of a village.", "蜂箱数")
    assert (row.source_in("zh"), row.unit_in("zh")) == ("a survey of bees", "hives")
    assert meaning_zh("Hives.", "") == "Hives." and source_zh("assumed") == "假设值"


def test_a_row_speaks_both_languages():
    row = next(row for row in parameter_table(Scenario) if row.path == "work.caseload_limit")
    assert (row.meaning("en"), row.unit_in("en")) == ("Most open cases of a social worker.", "open cases")
    assert row.meaning("zh") == "一名社工在办个案的最多件数。"
    assert (row.source_in("zh"), row.unit_in("zh")) == ("英格兰儿童社工人均 17.8 件个案", "在办个案")


def test_the_schema_in_chinese_describes_by_sentence_and_source():
    schema = in_chinese(json_schema({name: kind.Parameters for name, kind in registry().items()}))
    limit = schema["$defs"]["WorkParameters"]["properties"]["caseload_limit"]
    assert limit["description"] == "一名社工在办个案的最多件数。" and limit["source"].startswith("英格兰")
    assert schema["properties"]["needs"]["description"] == "需求如何产生。"


def test_english_never_loads_the_chinese():
    code = ("import sys; from sim.scenario.scenario import Scenario, parameter_table, scenario_hash;"
            "scenario_hash(Scenario()); row = parameter_table(Scenario)[0]; row.meaning('en'); row.source_in('en');"
            "sys.exit('sim.scenario.chinese' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
