"""The verb that makes the report of a finished study again."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sim.report.words import say


def report_verb(options: argparse.Namespace) -> int:
    """Makes report.html, its figures and its spreadsheets; results are read and never touched."""
    # Imported here because jinja2 and matplotlib take a second.
    from sim.report.report import write_report

    page = write_report(Path(options.folder), options.lang, options.figures)
    if options.json:
        print(json.dumps({"report": str(page)}, ensure_ascii=False))
    else:
        print(f"{say('report', options.lang)}: {page}")
    return 0
