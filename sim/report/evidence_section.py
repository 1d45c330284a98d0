"""What studies elsewhere found of the mechanisms that a comparison switches on, beside what the model gives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.measures.registry import measures
from sim.report.answer import Facts
from sim.report.page import Cell, Section, Table
from sim.report.page_words import page_word
from sim.report.study_tables import mechanism_name
from sim.report.wording import Estimate, joined, listed, signed
from sim.scenario.scenario import Scenario
from sim.studies.evidence import DESIGNS, GRADES, PER_CENT, Finding, findings_of, load_evidence
from sim.words import T

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
    known = load_evidence()
    baseline, *others = scenarios
    added = {
        scenario.name: [name for name in scenario.mechanisms if name not in baseline.mechanisms] for scenario in others
    }
    used = dict.fromkeys(name for names in added.values() for name in names)
    if not used:
        return None
    rows = [
        [
            Cell(mechanism_name(name)),
            Cell(str(finding.place), _study(finding)),
            Cell(str(finding.outcome), str(finding.note)),
            Cell(str(finding.size), str(GRADES[finding.grade])),
            _model_cell(finding, name, facts, added),
        ]
        for name in used
        for finding in findings_of(name, known)
    ]
    text = [page_word("evidence_text")]
    missing = [mechanism_name(name) for name in used if not findings_of(name, known)]
    if missing:
        text.append(page_word("evidence_missing", who=listed(missing)))
    heads = [
        page_word(key)
        for key in ("mechanism", "evidence_study", "evidence_outcome", "evidence_found", "evidence_model")
    ]
    tables = [Table(page_word("evidence_table"), heads, rows, numbers=False, csv="report_evidence.csv")]
    return Section("evidence", page_word("evidence_title"), text=text, tables=tables if rows else [])


def _study(finding: Finding) -> str:
    """How something was studied and who published it."""
    return joined([str(DESIGNS[finding.design]), f"{finding.source}, {finding.published}"])


def _model_cell(finding: Finding, mechanism: str, facts: Facts, added: dict[str, list[str]]) -> Cell:
    """What the policies with a mechanism change in the measure that comes nearest to an outcome."""
    cell = finding.cell
    if cell is None:
        return Cell("–", str(T("no measure stands for it", "无对应指标")))
    parts = []
    for policy in facts.policies:
        if mechanism not in added[policy]:
            continue
        found = facts.estimate(policy, cell.measure, cell.by, cell.group)
        row = facts.row(policy, cell.measure, cell.by, cell.group)
        if found is None or (finding.unit == PER_CENT and not row["baseline"] > 0.0):
            continue
        number = _shown(found, float(row["baseline"]), finding)
        together = len(added[policy]) - 1
        others = str(T(" (and {n} other mechanisms)", "（另含{n}项机制）").filled(n=together)) if together else ""
        parts.append(f"{facts.titles[policy]}{others}{T(': ', '：')}{signed(*number)}")
    return Cell(joined(parts) or "–", str(measures()[cell.measure].words))


def _shown(found: Estimate, baseline: float, finding: Finding) -> tuple[Estimate, str]:
    """A difference in the unit of a finding: a change in per cent, or the difference itself."""
    if finding.unit == PER_CENT:
        value, low, high = (x / baseline if math.isfinite(x) else x for x in (found.value, found.low, found.high))
        return found._replace(value=value, low=low, high=high), "relative"
    unit = "" if finding.cell is None else measures()[finding.cell.measure].unit
    return found, SCALES.get(unit, "index")
