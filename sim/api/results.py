"""Results as pandas tables, from runs just made or from a folder that the command line wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.api.names import cells_named
from sim.errors import InputError
from sim.report.scenario_study import draw_study, warnings_for
from sim.scenario.scenario import Scenario
from sim.shipped import PROGRAM
from sim.studies.analysis import Analysis, analyse, cases_of
from sim.studies.statistics import SEEDS, WORLDS
from sim.studies.study_folder import Study, stored_by
from sim.studies.sweep_tables import SweepTables
from sim.words import Sentence, speaking

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, repr=False)
class Results:
    """What runs left behind.

    Runs that failed, or were not executed because somebody interrupted, stand in `runs` with their status and in
    no other table; `n_planned`, `n_done`, `n_failed` and `n_not_run` count them.

    Attributes:
        command: The verb: "run", "compare", "sweep" or what else wrote the folder.
        tables: Every table by its name, which is also that of its file in a folder.
        manifest: What was run with what: fingerprints, seeds, versions.
        scenarios: The scenarios written out in full, the baseline first.
        folder: Where the results lie; None where nothing was written.
    """

    command: str
    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]
    folder: Path | None = None

    @property
    def runs(self) -> pd.DataFrame:
        """One row for each planned run: scenario, seed, status (done, failed, not run), and more of those done."""
        return self._table("runs")

    @property
    def measures(self) -> pd.DataFrame:
        """Every value of every run: scenario, seed, measure, by, group, n, value; of a sweep with the point before."""
        return self._table("measures")

    @property
    def summary(self) -> pd.DataFrame:
        """Mean over runs with its 95 % interval, by scenario, measure and group."""
        return self._table("summary")

    @property
    def curves(self) -> pd.DataFrame:
        """Share of reported issues resolved within so many days: scenario, seed, days, resolved_share."""
        return self._table("curves")

    @property
    def offices(self) -> pd.DataFrame:
        """Load of offices: scenario, tier, setting, available_hours, offered_load, carried_load."""
        return self._table("offices")

    @property
    def comparison(self) -> pd.DataFrame:
        """Paired differences from the baseline with 95 % intervals and p-values after Holm."""
        return self._table("comparison")

    @property
    def winners(self) -> pd.DataFrame:
        """Who gains and who loses: by setting, region and group of residents."""
        return self._table("winners")

    @property
    def robust(self) -> pd.DataFrame:
        """Over plausible worlds: median, band, shares of worlds, regret and certainty, by scenario and objective."""
        return self._table("robust")

    @property
    def information(self) -> pd.DataFrame:
        """What it is worth to know everything, and each number, before choosing: parameter, measure, value."""
        return self._table("information")

    @property
    def n_planned(self) -> int:
        """Runs that were to be made."""
        return len(self.runs)

    @property
    def n_done(self) -> int:
        """Runs with a result."""
        return self._count("done")

    @property
    def n_failed(self) -> int:
        """Runs that failed; `runs` has their tracebacks where the study keeps them there."""
        return self._count("failed")

    @property
    def n_not_run(self) -> int:
        """Runs that were not executed."""
        return self._count("not run")

    @property
    def names(self) -> list[str]:
        """Names of the scenarios in the order of the plan, the baseline first."""
        return list(dict.fromkeys(self.runs["scenario"]))

    def notes(self, lang: str | None = None) -> list[str]:
        """What a reader must know before using the numbers.

        Args:
            lang: "en" or "zh"; None for that of `sim.speaking`, else English.
        """
        with speaking(lang):
            over = WORLDS if "worlds" in self.manifest else SEEDS
            return warnings_for(self.scenarios, list(dict.fromkeys(self.runs["seed"])), over)

    def draw(self, folder: str | Path, lang: str | None = None) -> list[Path]:
        """Draws the figures of the report that the command line makes of these results.

        Args:
            folder: Where to write PNG and SVG; made where it does not exist.
            lang: "en" or "zh"; None for that of `sim.speaking`, else English.

        Returns:
            The PNG files.

        Raises:
            InputError: These results have no figures; the message names the command that draws them.
        """
        if stored_by(self.command) is None:
            raise InputError(
                Sentence(
                    f"results of '{self.command}' are drawn by the command line: {PROGRAM} --help",
                    f"{self.command} 的结果由命令行绘图，见 {PROGRAM} --help",
                )
            )
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        study = Study(self.folder or place, self.manifest, tuple(self.scenarios), self.tables)
        with speaking(lang):
            return [place / f"{name}.png" for name in draw_study(place, study)]

    def to_xarray(self, measures: Sequence[str] | None = None) -> xarray.Dataset:
        """The measures as a labelled array: one variable for each measure and grouping.

        "dropped_share" has the dimensions scenario and seed (of a sweep also point, with the factors as coordinates);
        "dropped_share by setting" has the dimension setting besides. Runs without a result are nan.

        Args:
            measures: Which of them, written like that; None for all.

        Returns:
            The dataset; each variable carries label, label_zh, unit and better.

        Raises:
            InputError: There is no such measure or grouping.
            EnvironmentProblem: xarray is not installed (extra `xarray`).
        """
        from sim.api.arrays import dataset_of

        table = self.measures
        if measures is not None:
            cells = set(cells_named(measures))
            table = table[[cell in cells for cell in zip(table["measure"], table["by"], strict=True)]]
        return dataset_of(self.runs, table)

    def __repr__(self) -> str:
        """Says how many runs there are and what tables."""
        missing = "".join(f", {n} {word}" for n, word in ((self.n_failed, "failed"), (self.n_not_run, "not run")) if n)
        where = f" in {self.folder}" if self.folder else ""
        counted = f"{self.n_planned} runs planned, {self.n_done} done{missing}{where}"
        return f"<{self.command} of {', '.join(self.names)}: {counted}; tables {', '.join(self.tables)}>"

    def _count(self, status: str) -> int:
        return int((self.runs["status"] == status).sum())

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise AttributeError(
                f"results of '{self.command}' have no table '{name}'; there are {', '.join(self.tables)}"
            )
        return self.tables[name]


@dataclass(frozen=True, repr=False)
class SweepResults(Results):
    """What a finished sweep left behind.

    Attributes:
        sweep: The experiment, its design and its tables, as the analysis reads them.
    """

    sweep: SweepTables = field(kw_only=True)

    @property
    def design(self) -> pd.DataFrame:
        """Values of the factors: column point, then one for each factor."""
        return self._table("design")

    @property
    def summary(self) -> pd.DataFrame:
        """Mean over seeds at every point with its 95 % interval."""
        return self.analyse().tables["summary"]

    def analyse(self, cases: str | None = None) -> Analysis:
        """Makes the tables of the verb `analyse`, without costs.

        Args:
            cases: Cases of interest for scenario discovery, such as "dropped_share > 0.3"; None for the usual ones.

        Returns:
            The tables ("summary", "differences", "sobol" or "morris", "boxes" ...) and notes a reader must know.

        Raises:
            EnvironmentProblem: Cases were asked for and EMA Workbench is not installed (extra `discovery`).
        """
        return analyse(self.sweep, cases=None if cases is None else cases_of(cases, self.sweep))
