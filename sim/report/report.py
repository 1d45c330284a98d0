"""Writes the report of a finished study: `report.html`, its figures as PNG and SVG, its tables as spreadsheets.

Nothing that belongs to the results is touched; a report can be made again at any time, also in the other language.
"""

from __future__ import annotations

import dataclasses
import importlib
import shutil
import tempfile
from pathlib import Path

from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.report.page import Page, Picture, embedded, rendered
from sim.report.spreadsheet import write_spreadsheet
from sim.report.study_report import Report
from sim.studies.kinds import kinds
from sim.studies.study_folder import PAGE, Study, read_study

REPORTS = {
    "run": "sim.report.study_report:study_report",
    "compare": "sim.report.study_report:study_report",
    "sweep": "sim.report.sweep_report:sweep_report",
    "calibrate": "sim.report.calibration_report:calibration_report",
}
"""What makes the report of verbs of their own; a kind of study makes its own (`sim.studies.study_kind`)."""


def write_report(folder: Path, figures: bool = True, study: Study | None = None) -> Path:
    """Makes the report of a study and puts it into a folder.

    Everything is made aside and moved into place file by file, so that a reader never meets half a file.

    Args:
        folder: Folder of a finished study.
        figures: Whether figures are drawn and embedded; without them the page says what each would show.
        study: The study where it is at hand, else it is read from the folder.

    Returns:
        The page.

    Raises:
        InputError: The folder is none of a finished study.
        EnvironmentProblem: It cannot be written.
    """
    found = study or read_study(folder)
    report = report_of(found)
    try:
        with tempfile.TemporaryDirectory(prefix=".report.", dir=folder) as made:
            make_page(Path(made), report, figures)
            for path in sorted(Path(made).iterdir(), key=lambda path: path.name == PAGE):
                shutil.move(path, folder / path.name)
    except OSError as problem:
        facts = {"problem": reason_of(problem)}
        raise EnvironmentProblem(Fault("GZ091", file=str(folder), facts=facts)) from None
    return folder / PAGE


def report_of(study: Study) -> Report:
    """The report of whatever kind of study it is.

    Args:
        study: The finished study.
    """
    if study.command in REPORTS:
        module, name = REPORTS[study.command].split(":")
        report: Report = getattr(importlib.import_module(module), name)(study)
    else:
        report = kinds()[study.command].load().report(study)
    return report


def make_page(folder: Path, report: Report, figures: bool, page_name: str = PAGE) -> None:
    """Writes page, figures and spreadsheets.

    Args:
        folder: Where to write.
        report: What they say.
        figures: Whether figures are drawn and embedded.
        page_name: Name of the page.
    """
    sources: dict[str, str] = {}
    if figures:
        from sim.report.drawing import drawing
        from sim.report.figures import save

        with drawing():
            names = save(folder, report.draw())
        sources = {name: embedded(folder / f"{name}.svg") for name in names}
    for name, frame in report.frames.items():
        write_spreadsheet(folder / name, frame)
    page = _with_images(report.page, sources, figures)
    # The name of a folder may hold what is no text.
    (folder / page_name).write_bytes(rendered(page).encode("utf-8", errors="backslashreplace"))


def _with_images(page: Page, sources: dict[str, str], figures: bool) -> Page:
    """The page with its images; a figure that could not be drawn is left out."""

    def placed(picture: Picture) -> Picture | None:
        if not figures:
            return picture
        return dataclasses.replace(picture, source=sources[picture.name]) if picture.name in sources else None

    sections = []
    for section in page.sections:
        pictures = [p for picture in section.pictures if (p := placed(picture)) is not None]
        full = dataclasses.replace(section, pictures=pictures)
        if full.pictures or full.tables or full.text or full.listed or full.commands:
            sections.append(full)
    beside = None if page.picture is None else placed(page.picture)
    return dataclasses.replace(page, sections=sections, picture=beside)
