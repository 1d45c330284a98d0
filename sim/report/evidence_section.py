"""What studies elsewhere found of the mechanisms that a comparison switches on, beside what the model gives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.measures.registry import measures
from sim.report.answer import Facts
from sim.report.page import Cell, Section, Table
from sim.report.page_words import page_word
from sim.report.said import Estimate, listed, signed
from sim.report.study_tables import mechanism_name
from sim.scenario.scenario import Scenario
from sim.studies.evidence import DESIGNS, GRADES, PER_CENT, Finding, findings_of, load_evidence

SCALES = {"share": "share", "0-1": "trust", "days": "days"}
"""How a difference is shown, by unit of the measure; others as plain numbers."""


def evidence_section(facts: Facts, scenarios: Sequence[Scenario]) -> Section | None:
    """Published findings beside the differences from the baseline.

    Args:
        facts: What the comparison is made of.
        scenarios: Its scenarios, the baseline first.

    Returns:
        The section; None where no scenario switches a mechanism on that the baseline has not.
    """
    lang, known = facts.lang, load_evidence()
    baseline, *others = scenarios
    added = {scenario.name: [name for name in scenario.mechanisms if name not in baseline.mechanisms]
             for scenario in others}
    used = dict.fromkeys(name for names in added.values() for name in names)
    if not used:
        return None
    rows = [[Cell(mechanism_name(name, lang)), Cell(finding.place.said(lang), _study(finding, lang)),
             Cell(finding.outcome.said(lang), finding.note.said(lang)),
             Cell(finding.size.said(lang), GRADES[finding.grade].said(lang)),
             _model_cell(finding, name, facts, added)]
            for name in used for finding in findings_of(name, known)]
    text = [page_word("evidence_text", lang)]
    missing = [mechanism_name(name, lang) for name in used if not findings_of(name, known)]
    if missing:
        text.append(page_word("evidence_missing", lang).format(who=listed(missing, lang)))
    heads = [page_word(key, lang) for key in ("mechanism", "evidence_study", "evidence_outcome", "evidence_found",
                                              "evidence_model")]
    tables = [Table(page_word("evidence_table", lang), heads, rows, numbers=False, csv="report_evidence.csv")]
    return Section("evidence", page_word("evidence_title", lang), text=text, tables=tables if rows else [])


def _study(finding: Finding, lang: str) -> str:
    """How something was studied and who published it."""
    return f"{DESIGNS[finding.design].said(lang)}{'；' if lang == 'zh' else '; '}{finding.source}, {finding.published}"


def _model_cell(finding: Finding, mechanism: str, facts: Facts, added: dict[str, list[str]]) -> Cell:
    """What the policies with a mechanism change in the measure that comes nearest to an outcome."""
    cell, lang = finding.cell, facts.lang
    if cell is None:
        return Cell("–", page_word("evidence_no_measure", lang))
    said = []
    for policy in facts.policies:
        if mechanism not in added[policy]:
            continue
        found = facts.estimate(policy, cell.measure, cell.by, cell.group)
        row = facts.row(policy, cell.measure, cell.by, cell.group)
        if found is None or (finding.unit == PER_CENT and not row["baseline"] > 0.0):
            continue
        number = _shown(found, float(row["baseline"]), finding)
        together = len(added[policy]) - 1
        others = page_word("evidence_with_others", lang).format(n=together) if together else ""
        said.append(f"{facts.titles[policy]}{others}{'：' if lang == 'zh' else ': '}{signed(*number, lang)}")
    return Cell(("；" if lang == "zh" else "; ").join(said) or "–", measures()[cell.measure].name(lang))


def _shown(found: Estimate, baseline: float, finding: Finding) -> tuple[Estimate, str]:
    """A difference in the unit of a finding: a change in per cent, or the difference itself."""
    if finding.unit == PER_CENT:
        value, low, high = (x / baseline if math.isfinite(x) else x for x in (found.value, found.low, found.high))
        return found._replace(value=value, low=low, high=high), "relative"
    unit = "" if finding.cell is None else measures()[finding.cell.measure].unit
    return found, SCALES.get(unit, "index")
