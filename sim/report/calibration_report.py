"""The report of a calibration: what was fitted, what the figures identify, and what they leave open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.answer import BETTER, PLAIN, UNSURE, WORSE, Answer, Statement
from sim.report.calibration_text import VERDICTS
from sim.report.numbers import DOTS, Ends, Number
from sim.report.page import Cell, Page, Picture, Section, Table
from sim.report.page_words import page_word
from sim.report.report_tables import as_frame, records
from sim.report.study_report import Report, answer_frame, other_language, overrides_text
from sim.report.sweep_words import sweep_word
from sim.report.validation_text import number_of
from sim.report.wording import listed
from sim.shipped import PROGRAM
from sim.studies.calibration import DEFAULTS, IDENTIFIED, NOT_IDENTIFIED, NOTHING_FITS, RECOMMENDED, WEAKLY
from sim.studies.calibration_file import EXPERIMENT
from sim.studies.study_folder import Study
from sim.studies.validation import NO, YES
from sim.words import T


def calibration_report(study: Study) -> Report:
    """The report of a finished calibration.

    Args:
        study: The study.
    """
    tables, facts = study.tables, study.manifest.get("study", {})
    settings = facts.get("settings", {})
    title = str(T(settings.get("title", ""), settings.get("title_zh", ""))) or str(T("Calibration", "校准"))
    asked = settings.get("question", "")
    question = str(T(asked, settings.get("question_zh") or asked))
    line = sweep_word(
        "calibration_facts",
        parameters=len(tables["posterior"]),
        targets=len(tables["fit"]),
        runs=study.manifest["counts"]["n_runs"],
        date=str(study.manifest["finished"])[:10],
    )
    answer = _answer(tables["posterior"], tables["fit"], tables["correlations"])
    failed = study.manifest["counts"].get("n_failed")
    if failed:
        answer.caveats.append(page_word("failed_runs", failed=failed, n=study.manifest["counts"]["n_runs"]))
    sections = _sections(study, facts)
    page = Page(str(title), f"{question} {line}".strip(), answer, None, sections)
    frames = {table.csv: as_frame(table) for section in sections for table in section.tables if table.csv}
    frames["report_answer.csv"] = answer_frame(answer)

    def draw() -> dict[str, Any]:
        # matplotlib takes a second, and is not wanted by everybody.
        from sim.report.calibration_figures import fit_figure, posterior_figure

        return {"posterior": posterior_figure(tables["posterior"], tables["draws"]), "fit": fit_figure(tables["fit"])}

    return Report(page, draw, frames)


def _answer(posterior: pd.DataFrame, fit: pd.DataFrame, correlations: pd.DataFrame) -> Answer:
    """What was fitted, and what was not identified."""
    n = len(fit)
    after, before = (int((fit[f"{name}_within"] == YES).sum()) for name in (RECOMMENDED, DEFAULTS))
    tone = BETTER if after > before else WORSE if after < before else PLAIN
    lead = [Statement(sweep_word("fitted_within", n=n, after=after, before=before), tone)]
    for verdict, key, tone in (
        (IDENTIFIED, "identified", PLAIN),
        (WEAKLY, "weakly", PLAIN),
        (NOT_IDENTIFIED, "not_identified", UNSURE),
        (NOTHING_FITS, "nothing_fits", WORSE),
    ):
        names = [str(name) for name in posterior.loc[posterior["verdict"] == verdict, "parameter"]]
        if names:
            lead.append(Statement(sweep_word(key, who=listed(names)), tone))
    pairs = [
        f"{row['a']} – {row['b']} ({Number(row['correlation'], '+.2f')})"
        for row in records(correlations)
        if str(row["confounded"]) == "True"
    ]
    if pairs:
        lead.append(Statement(sweep_word("confounded", who=listed(pairs)), UNSURE))
    return Answer(lead, caveats=[sweep_word("fit_is_no_test"), sweep_word("tolerances_assumed")])


def _sections(study: Study, facts: dict[str, Any]) -> list[Section]:
    """Parameters, fit, posterior, how to repeat it."""
    tables = study.tables
    rows = [
        [
            Cell(row["parameter"], _meaning(row)),
            Cell(Ends(Number(row["prior_low"], ".3g"), Number(row["prior_high"], ".3g"), DOTS)),
            Cell(Number(row["default"], ".3g")),
            Cell(Ends(Number(row["q05"], ".3g"), Number(row["q95"], ".3g"), DOTS)),
            Cell(Number(row["recommended"], ".3g")),
            Cell(VERDICTS.say(row["verdict"]), mark=row["verdict"] in (NOT_IDENTIFIED, NOTHING_FITS)),
        ]
        for row in records(tables["posterior"])
    ]
    heads = [
        page_word("parameter"),
        str(T("prior", "先验")),
        page_word("default"),
        *(sweep_word(key) for key in ("posterior_range", "recommended", "verdict")),
    ]
    fitted = Table(str(T("What was fitted", "拟合的参数")), heads, rows, csv="report_posterior.csv")
    cells = []
    for row in records(tables["fit"]):
        unit = row["unit"]
        line = [
            Cell(str(row["id"])),
            Cell(_known(row["target"], unit), Ends(number_of(row["low"], unit), number_of(row["high"], unit), DOTS)),
        ]
        for name in (DEFAULTS, RECOMMENDED):
            tone = {YES: BETTER, NO: WORSE}.get(row[f"{name}_within"], "")
            line += [Cell(_known(row[name], unit)), Cell(Number(row[f"{name}_distance"], ".2f"), tone=tone)]
        cells.append(line)
    distance = str(T("distance, tolerances", "距离（容许范围）"))
    heads = [
        sweep_word("target"),
        str(T("figure", "公开数据")),
        page_word("default"),
        distance,
        sweep_word("recommended"),
        distance,
    ]
    fit = Table(sweep_word("fit"), heads, cells, csv="report_fit.csv")
    within = _answer(tables["posterior"], tables["fit"], tables["correlations"]).lead
    versions = ", ".join(f"{name} {value}" for name, value in study.manifest["versions"].items() if value)
    new = [f"--set {path}={value:g}" for path, value in facts.get("recommended_settings", {}).items()]
    return [
        Section("fit", sweep_word("fit"), tables=[fit], pictures=[Picture("fit", sweep_word("fit"), within[0].text)]),
        Section(
            "posterior",
            sweep_word("posterior"),
            tables=[fitted],
            pictures=[Picture("posterior", sweep_word("posterior"), " ".join(s.text for s in within[1:]))],
        ),
        Section("settings", sweep_word("settings"), commands=new),
        Section(
            "reproduce",
            page_word("reproduce"),
            text=[page_word("reproduce_text"), page_word("versions", versions=versions)],
            commands=[f"{PROGRAM} calibrate FOLDER/{EXPERIMENT}{overrides_text(facts)} --out again", other_language()],
        ),
    ]


def _meaning(row: Mapping[str, Any]) -> str:
    """What an unknown stands for; English where there is no Chinese."""
    return str(T(row["meaning"], row.get("meaning_zh") or row["meaning"]))


def _known(value: float, unit: str) -> Number | str:
    """A value, or a dash where there is none."""
    return "–" if math.isnan(value) else number_of(value, unit)
