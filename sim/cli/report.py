"""The verb that makes the report of a finished study again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sim.report.words import say
from sim.studies.study_folder import read_study


def report_verb(options: argparse.Namespace) -> int:
    """Makes report.html, its figures and its spreadsheets; results are read and never touched."""
    # Imported here because jinja2 and matplotlib take a second.
    from sim.report.report import write_report

    study = read_study(Path(options.folder))
    if study.notice is not None:
        print(str(study.notice), file=sys.stderr)
    page = write_report(study.folder, options.figures, study)
    if options.json:
        print(json.dumps({"report": str(page)}, ensure_ascii=False))
    else:
        print(f"{say('report')}: {page}")
    return 0
