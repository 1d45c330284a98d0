"""The figure of a diagnosis: what the days of issues went to, by how the issues ended."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.report.diagnosis_text import say
from sim.report.drawing import drawing, subplots
from sim.report.figures import broken, save
from sim.trace.bottlenecks import Diagnosis, shares_by_wait
from sim.trace.waiting import Ending, Wait
from sim.words import T

WAIT_COLOURS: dict[Wait, str] = {
    Wait.WORKED: "#009E73",
    Wait.HOURS: "#0072B2",
    Wait.MONEY: "#E69F00",
    Wait.AUTHORITY: "#CC79A7",
    Wait.TRANSIT: "#E6B8D0",
    Wait.DEPARTMENTS: "#56B4E9",
    Wait.REFUSAL: "#3A3A3A",
    Wait.WRONG: "#8C564B",
    Wait.NOBODY: "#D55E00",
    Wait.LOST: "#7F7F7F",
    Wait.DAYS_OFF: "#E5E5E5",
}
"""One colour per wait; what belongs together has related tones."""


def draw_diagnosis(folder: Path, found: Diagnosis, title: str) -> list[str]:
    """Draws the shares of days as stacked bars, one bar an ending.

    Args:
        folder: Where to write.
        found: The diagnosis.
        title: What the scenario is called.

    Returns:
        Names of the figures written, without endings.
    """
    with drawing():
        figure, axes = subplots(figsize=(9.5, 4.6), layout="constrained")
        cut = [shares_by_wait(found.waiting, (ending,)) for ending in Ending]
        left = np.zeros(len(Ending))
        for wait in Wait:
            width = np.array([100.0 * np.nan_to_num(share[wait]) for _, _, share in cut])
            words = broken(str(wait.words), 44)
            axes.barh(range(len(Ending)), width, left=left, color=WAIT_COLOURS[wait], label=words)
            left += width
        axes.set_yticks(
            range(len(Ending)),
            [
                say("figure_row", ending=str(e.words), days=d) if np.isfinite(d) else str(e.words)
                for e, (_, d, _) in zip(Ending, cut, strict=True)
            ],
        )
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel(str(T("share of days, %", "占天数比例（%）")))
        axes.set_title(f"{say('figure')}: {title}")
        figure.legend(loc="outside lower center", ncols=2)
        return save(folder, {"waiting": figure})
