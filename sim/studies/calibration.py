"""Executes a calibration: runs the waves, confirms what they recommend, and says what the figures cannot tell.

Every run has its own seed and its own draw of townships, so what the emulators take for chance holds both. The
recommended values are the means of the posterior; they and the defaults are run with the same fresh seeds at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.scenario import parameter_at
from sim.scenario.scenario import replace as with_changes
from sim.studies.calibration_file import Calibration
from sim.studies.compare import measures_table
from sim.studies.emulator import Floats
from sim.studies.executor import Executed
from sim.studies.history_matching import Matched, deviations, implausibility, match, predicted
from sim.studies.runs import Outcome, Run
from sim.studies.validation import judge, measures_needed, periods_needed, values_of
from sim.words import Sentence

IDENTIFIED, WEAKLY, NOT_IDENTIFIED, NOTHING_FITS = "identified", "weakly identified", "not identified", "nothing fits"
NARROW, WIDE = 0.5, 0.8
"""Widths of the posterior over the prior up to which a parameter is identified, or weakly so (assumed)."""

CONFOUNDED = 0.5
"""Correlation of two parameters in the posterior from which they are called confounded (assumed)."""

DEFAULTS, RECOMMENDED = "defaults", "recommended"
Execute = Callable[[Sequence[Run]], Executed]


@dataclass
class Runner:
    """Runs points of the unit cube and keeps what became of every run.

    Attributes:
        calibration: The calibration.
        execute: Executes runs.
        outcomes: Every run so far.
        points: Points begun so far, wave by wave.
    """

    calibration: Calibration
    execute: Execute
    outcomes: list[Outcome] = field(default_factory=list)
    points: list[Floats] = field(default_factory=list)

    def __call__(self, points: Floats) -> Floats:
        """Runs the model at points.

        Args:
            points: Points of the unit cube, shape (n_points, n_parameters).

        Returns:
            Mean over the seeds of each target, shape (n_points, n_targets); nan where it has none.

        Raises:
            KeyboardInterrupt: Somebody stopped the runs.
        """
        c, begun = self.calibration, len(self.outcomes)
        plan: list[Run] = []
        for point in points:
            first = (begun + len(plan)) // len(c.scenarios)
            plan += self.plan_of(values_at(c, point), first, c.experiment.replications)
        self.points.append(points)
        executed = self.execute(plan)
        self.outcomes += executed.outcomes
        if executed.interrupted:
            raise KeyboardInterrupt
        return self._results(executed.outcomes, len(points))

    def _results(self, outcomes: Sequence[Outcome], n_points: int) -> Floats:
        """What the runs of some points gave."""
        size = self.calibration.runs_per_point
        blocks = [outcomes[k * size : (k + 1) * size] for k in range(n_points)]
        return np.array([self.results_of(block) for block in blocks])

    def tables(self) -> dict[str, pd.DataFrame]:
        """What there is of a calibration that was broken off: every measure, and the points with what they gave.

        Returns:
            Tables "measures" and "points", the latter with the unknowns and the targets; nan where no run has ended.
        """
        points = np.concatenate(self.points)
        table = _named(self.calibration, points)
        results = self._results(self.outcomes, len(points))
        for j, target in enumerate(self.calibration.targets):
            table[target.id] = results[:, j]
        return {"measures": measures_table([o.result for o in self.outcomes if o.result is not None]), "points": table}

    def plan_of(self, values: Mapping[str, float] | None, first: int, replications: int) -> list[Run]:
        """The runs of one point: all scenarios with the same seeds and draws of townships.

        Args:
            values: Values of the unknowns; None for the scenarios as they stand.
            first: Number of the first seed.
            replications: Number of seeds.
        """
        c, kept = self.calibration, measures_needed(self.calibration.targets)
        plan = []
        for scenario in c.scenarios:
            moved = scenario if values is None else c.scenario_at(scenario, values)
            for k in range(first, first + replications):
                drawn = with_changes(moved, {"world.world_seed": scenario.world.world_seed + k})
                plan.append(Run(drawn, c.experiment.seed + k, kept, periods=periods_needed(c.targets)))
        return plan

    def results_of(self, outcomes: Sequence[Outcome]) -> list[float]:
        """Mean over the seeds of each target.

        Args:
            outcomes: Runs of one point.
        """
        measures = measures_table([o.result for o in outcomes if o.result is not None])
        found = [values_of(target, measures) for target in self.calibration.targets]
        return [float(values.mean()) if values.size else math.nan for values in found]


@dataclass(frozen=True)
class Calibrated:
    """What a calibration found.

    Attributes:
        matched: Waves, emulators and posterior.
        recommended: Recommended value by name of the unknown.
        tables: Tables by name: posterior, settings, correlations, influence, fit, points, draws, waves.
    """

    matched: Matched
    recommended: Mapping[str, float]
    tables: Mapping[str, pd.DataFrame]


def values_at(calibration: Calibration, point: Floats) -> dict[str, float]:
    """Values of the unknowns at a point of the unit cube.

    Args:
        calibration: The calibration.
        point: The point, shape (n_parameters,).
    """
    unknowns = calibration.parameters.items()
    return {name: unknown.at(float(share)) for (name, unknown), share in zip(unknowns, point, strict=True)}


def calibrate(runner: Runner) -> Calibrated:
    """Executes a calibration.

    Args:
        runner: The calibration and what executes its runs; it keeps every run, however this ends.

    Returns:
        What was found.

    Raises:
        KeyboardInterrupt: Somebody stopped the runs.
        ValueError: So many runs failed that nothing can be fitted.
    """
    c, e = runner.calibration, runner.calibration.experiment

    def simulate(points: Floats) -> Floats:
        results = runner(points)
        if np.isfinite(results).all(axis=1).sum() < 2:
            raise ValueError(Sentence("no two runs of a wave gave a result", "一轮之中得出结果的运行不足两次"))
        return results

    matched = match(simulate, c.targets, len(c.parameters), c.sizes, e.seed, e.candidates, e.draws)
    centre = matched.posterior.draws.mean(axis=0)
    recommended = {name: float(f"{value:.3g}") for name, value in values_at(c, centre).items()}
    fit = _confirm(runner, matched, recommended)
    tables = {
        "posterior": posterior_table(c, matched, recommended),
        "settings": settings_table(c, matched, recommended),
        "correlations": correlation_table(list(c.parameters), matched.posterior.draws),
        "influence": influence_table(c, matched, centre),
        "fit": fit,
        "waves": waves_table(matched),
        "points": points_table(c, matched),
        "draws": _named(c, matched.posterior.draws),
    }
    return Calibrated(matched, recommended, tables)


def _confirm(runner: Runner, matched: Matched, recommended: Mapping[str, float]) -> pd.DataFrame:
    """Runs defaults and recommended values with the same fresh seeds and holds both beside the targets."""
    c, n = runner.calibration, runner.calibration.experiment.confirmations
    first = len(runner.outcomes) // len(c.scenarios)
    plans = {DEFAULTS: runner.plan_of(None, first, n), RECOMMENDED: runner.plan_of(recommended, first, n)}
    executed = runner.execute([run for plan in plans.values() for run in plan])
    runner.outcomes += executed.outcomes
    if executed.interrupted:
        raise KeyboardInterrupt
    rows: dict[str, list[object]] = {
        "id": [t.id for t in c.targets],
        "target": [t.centre for t in c.targets],
        "low": [t.low for t in c.targets],
        "high": [t.high for t in c.targets],
        "unit": [t.unit for t in c.targets],
    }
    size = len(plans[DEFAULTS])
    for k, name in enumerate(plans):
        results = [o.result for o in executed.outcomes[k * size : (k + 1) * size] if o.result is not None]
        verdicts = judge(c.targets, measures_table(results))
        rows[name] = [v.result for v in verdicts]
        rows[f"{name}_ci_low"] = [v.low for v in verdicts]
        rows[f"{name}_ci_high"] = [v.high for v in verdicts]
        rows[f"{name}_distance"] = [v.distance for v in verdicts]
        rows[f"{name}_within"] = [v.within for v in verdicts]
    draws = matched.posterior.predicted
    for share, name in ((0.05, "posterior_q05"), (0.95, "posterior_q95")):
        rows[name] = list(np.quantile(draws, share, axis=0))
    return pd.DataFrame(rows)


def posterior_table(c: Calibration, matched: Matched, recommended: Mapping[str, float]) -> pd.DataFrame:
    """Prior, default, posterior and whether the figures identify each unknown.

    Args:
        c: The calibration.
        matched: What history matching found.
        recommended: Recommended values.

    Returns:
        One row per unknown; `width` is the posterior's 90 % range over the prior's, both as shares of the prior.
    """
    draws = matched.posterior.draws
    fits = any((_distances(c, wave.results).max(axis=1) <= 1.0).any() for wave in matched.waves)
    rows = []
    for j, (name, unknown) in enumerate(c.parameters.items()):
        low, middle, high = (float(np.quantile(draws[:, j], share)) for share in (0.05, 0.5, 0.95))
        width = (high - low) / 0.9
        rows.append(
            {
                "parameter": name,
                "meaning": unknown.meaning,
                "meaning_zh": unknown.meaning_zh,
                "paths": " ".join(unknown.paths),
                "form": unknown.form,
                "prior_low": unknown.low,
                "prior_high": unknown.high,
                "default": unknown.unmoved(c.scenarios[0]),
                "recommended": recommended[name],
                "q05": unknown.at(low),
                "q50": unknown.at(middle),
                "q95": unknown.at(high),
                "width": width,
                "verdict": identification(width, fits),
            }
        )
    return pd.DataFrame(rows)


def identification(width: float, fits: bool) -> str:
    """Whether the figures tell anything about an unknown.

    Args:
        width: The posterior's 90 % range over the prior's.
        fits: Whether some point that was run meets all figures; where none does, a narrow posterior is that of a model
            that contradicts them.
    """
    if not fits:
        return NOTHING_FITS
    return IDENTIFIED if width <= NARROW else WEAKLY if width <= WIDE else NOT_IDENTIFIED


def correlation_table(names: Sequence[str], draws: Floats) -> pd.DataFrame:
    """Pairs of unknowns that the figures tell apart less than either alone.

    Args:
        names: Names of the unknowns.
        draws: Draws of the posterior, shape (n_draws, n_parameters).

    Returns:
        One row per pair: a, b, correlation, confounded; the closest first.
    """
    matrix = np.atleast_2d(np.corrcoef(draws.T))
    rows = [
        (a, names[j], float(matrix[i, j]), bool(abs(matrix[i, j]) >= CONFOUNDED))
        for i, a in enumerate(names)
        for j in range(i + 1, len(names))
    ]
    table = pd.DataFrame(rows, columns=["a", "b", "correlation", "confounded"])
    return table.sort_values("correlation", key=lambda x: -x.abs(), kind="stable", ignore_index=True)


def influence_table(c: Calibration, matched: Matched, centre: Floats) -> pd.DataFrame:
    """What moves what: a target's change over the middle half of each prior, the others at the posterior's mean.

    Args:
        c: The calibration.
        matched: What history matching found.
        centre: Mean of the posterior on the unit cube.

    Returns:
        Columns parameter, target, change (in the target's unit) and tolerances (the same over half its range).
    """
    rows = []
    for j, name in enumerate(c.parameters):
        ends = np.tile(centre, (2, 1))
        ends[:, j] = (0.25, 0.75)
        means, _ = predicted(matched.surrogates, ends)
        for k, target in enumerate(c.targets):
            change = float(means[1, k] - means[0, k])
            rows.append((name, target.id, change, change / ((target.high - target.low) / 2.0)))
    return pd.DataFrame(rows, columns=["parameter", "target", "change", "tolerances"])


def waves_table(matched: Matched) -> pd.DataFrame:
    """How the plausible part of the prior shrank, and whether the emulators could be trusted.

    Args:
        matched: What history matching found.

    Returns:
        One row per wave and one for the end: wave, n_points, plausible_share, foreseen_share.
    """
    rows = [(str(k + 1), len(w.points), w.plausible_share, w.foreseen_share) for k, w in enumerate(matched.waves)]
    rows.append(("end", 0, matched.posterior.plausible_share, math.nan))
    return pd.DataFrame(rows, columns=["wave", "n_points", "plausible_share", "foreseen_share"])


def points_table(c: Calibration, matched: Matched) -> pd.DataFrame:
    """Every point that was run: unknowns, targets, the largest distance and implausibility.

    Args:
        c: The calibration.
        matched: What history matching found.

    Returns:
        One row per point; `accepted` where all targets lie within tolerance, which is plain rejection.
    """
    parts = []
    for k, wave in enumerate(matched.waves):
        table = _named(c, wave.points)
        table.insert(0, "wave", k + 1)
        for j, target in enumerate(c.targets):
            table[target.id] = wave.results[:, j]
        table["largest_distance"] = _distances(c, wave.results).max(axis=1)
        nothing = np.zeros_like(wave.results)
        table["implausibility"] = implausibility(c.targets, wave.results, nothing).max(axis=1)
        table["accepted"] = table["largest_distance"] <= 1.0
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _distances(c: Calibration, results: Floats) -> Floats:
    """How far each result of each point is from its target, in tolerances."""
    return np.array([[t.distance(float(x)) for t, x in zip(c.targets, row, strict=True)] for row in results])


def _named(c: Calibration, points: Floats) -> pd.DataFrame:
    """Points of the unit cube as values of the unknowns."""
    rows = [values_at(c, point) for point in points]
    return pd.DataFrame(rows, columns=list(c.parameters))


def noise_table(c: Calibration, matched: Matched) -> pd.DataFrame:
    """How much chance moves each target, against what its tolerance allows.

    Args:
        c: The calibration.
        matched: What history matching found.

    Returns:
        Columns target, noise_sd (of one point) and tolerance_sd.
    """
    allowed = deviations(c.targets, np.array([[t.centre for t in c.targets]]))[0]
    both = zip(c.targets, matched.surrogates, allowed, strict=True)
    rows = [(target.id, math.sqrt(surrogate.noise), float(sd)) for target, surrogate, sd in both]
    return pd.DataFrame(rows, columns=["target", "noise_sd", "tolerance_sd"])


def settings_table(c: Calibration, matched: Matched, recommended: Mapping[str, float]) -> pd.DataFrame:
    """What the calibration says of each parameter of the scenario that an unknown moves.

    Args:
        c: The calibration.
        matched: What history matching found.
        recommended: Recommended values of the unknowns.

    Returns:
        One row per parameter: path, parameter (the unknown), default, recommended (to three digits), q05 and q95 (the
        posterior's 90 % range), verdict. The range of one parameter holds the others' uncertainty, not their values.
    """
    first = c.scenarios[0]
    posterior: dict[str, dict[Hashable, Any]] = {
        str(row["parameter"]): row for row in posterior_table(c, matched, recommended).to_dict("records")
    }
    rows = []
    for name, unknown in c.parameters.items():
        values = {key: unknown.changes(first, posterior[name][key]) for key in ("recommended", "q05", "q95")}
        rows += [
            {
                "path": path,
                "parameter": name,
                "default": float(parameter_at(first, path)),
                **{key: float(f"{moved[path]:.3g}") for key, moved in values.items()},
                "verdict": posterior[name]["verdict"],
            }
            for path in unknown.paths
        ]
    return pd.DataFrame(rows)
