"""Every parameter says in Chinese what it says in English: the same sentence, the same source, the same numbers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

import pytest

from sim.mechanisms import MechanismParameters, registry
from sim.scenario.description import in_chinese, parameter_table
from sim.scenario.fields import group_of
from sim.scenario.parameter import Declaration, ParameterGroup, parameter
from sim.scenario.scenario import Scenario, json_schema_zh
from sim.words import T

GROUPS = (Scenario, MechanismParameters, *(kind.Parameters for kind in registry().values()))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
SCALES = {"million": 1e6, "万": 1e4, "亿": 1e8}
NUMBER = re.compile(
    r"(?<![A-Za-z])(?:(?P<section>\d+(?:\.\d+){2,})"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<scale> million\b| ?[万亿])?)"
    r"|每(?P<each>[千万])|\b(?P<month>" + "|".join(MONTHS) + r")\b"
)


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


def declared(group: type[ParameterGroup]) -> Iterator[tuple[str, Declaration]]:
    """What the fields of a group say of themselves, groups within it included."""
    for name, info in group.model_fields.items():
        if isinstance(info.json_schema_extra, Declaration):
            yield f"{group.__name__}.{name}", info.json_schema_extra
        inside = group_of(info.annotation)
        if inside is not None:
            yield from declared(inside)


def faults(said: Declaration) -> list[str]:
    """What is wrong with a declaration: no Chinese, other numbers, no sentence, assumed in one language only."""
    pairs = [said.doc] if said.source is None else [said.doc, said.source]
    found = [f"no Chinese: {pair.en}" for pair in pairs if not CHINESE.search(pair.zh)]
    found += [
        f"{numbers(en)} in English, {numbers(zh)} in Chinese: {en}" for en, zh in pairs if numbers(en) != numbers(zh)
    ]
    if said.doc.en.endswith(".") != said.doc.zh.endswith("。"):
        found.append(f"a sentence in one language: {said.doc.en}")
    if said.source is not None and ("assumed" in said.source.en) != ("假设值" in said.source.zh):
        found.append(f"assumed in one language: {said.source.en}")
    return found


def test_every_declaration_says_the_same_in_both_languages():
    found = [one for group in GROUPS for one in declared(group)]
    assert len(found) > 500
    assert [(path, fault) for path, said in found for fault in faults(said)] == []
    rows = [row for group in GROUPS for row in parameter_table(group)]
    assert [row.path for row in rows if not row.doc.en or not CHINESE.search(row.label_zh)] == []


def test_one_sentence_has_one_chinese():
    """`in_chinese` tells a schema by its English."""
    pairs = {pair for group in GROUPS for _, said in declared(group) for pair in (said.doc, said.source) if pair}
    assert len({pair.en for pair in pairs}) == len(pairs)


@pytest.mark.parametrize(
    "said",
    [
        Declaration(T("paid hours", "paid hours")),
        Declaration(T("Paid hours.", "带薪工时")),
        Declaration(T("Paid hours.", "带薪工时。"), source=T("assumed", "估计值")),
        Declaration(T("Paid hours.", "带薪工时。"), source=T("paper, section 2.3.6", "论文第 2.3.5 节")),
        Declaration(T("133.36 million yuan", "133.36 万元")),
    ],
)
def test_what_is_wrong_with_a_declaration_is_found(said):
    assert len(faults(said)) == 1


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("133.36 million yuan / 30.48 million residents", "1.3336 亿元／3048 万居民"),
        ("1 July to 31 December", "7 月 1 日至 12 月 31 日"),
        ("2.4 licensed per 10,000", "每万人 2.4 名持证"),
        ("village .63, sections 4.1.2, 4.4.3", "村 0.63，第 4.1.2、4.4.3 节"),
    ],
)
def test_the_same_number_written_otherwise_is_the_same(english, chinese):
    assert numbers(english) == numbers(chinese) != []


class Bees(ParameterGroup):
    """A parameter of another package, which says in Chinese no more than its label."""

    bees: int = parameter(
        3, unit="hives", low=0, high=9, source="a survey of bees", doc="Hives of a village.", zh="蜂箱数"
    )


def test_a_parameter_of_somebody_else_is_told_by_its_label_and_its_own_source():
    (row,) = parameter_table(Bees)
    assert (row.doc.en, row.doc.zh) == ("Hives of a village.", "蜂箱数")
    assert (row.source.zh, row.unit.zh) == ("a survey of bees", "hives")
    told = in_chinese(Bees.model_json_schema(), [Bees])["properties"]["bees"]
    assert (told["description"], told["source"], told["unit"]) == ("蜂箱数", "a survey of bees", "hives")


def test_a_row_speaks_both_languages():
    row = next(row for row in parameter_table(Scenario) if row.path == "work.caseload_limit")
    assert (row.doc.en, row.unit.en) == ("Most open cases of a social worker.", "open cases")
    assert row.doc.zh == "一名社工在办个案的最多件数。"
    assert (row.source.zh, row.unit.zh) == ("英格兰儿童社工人均 17.8 件个案", "在办个案")


def test_the_schema_in_chinese_describes_by_sentence_and_source():
    schema = json_schema_zh({name: kind.Parameters for name, kind in registry().items()})
    limit = schema["$defs"]["WorkParameters"]["properties"]["caseload_limit"]
    assert limit["description"] == "一名社工在办个案的最多件数。" and limit["source"].startswith("英格兰")
    assert schema["properties"]["needs"]["description"] == "需求如何产生。"
