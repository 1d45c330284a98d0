"""The verbs that carry out experiment files: pairs of mechanisms, and equal budgets."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.cli.presenting import plain, present
from sim.cli.settings import Effort, effort_of, folder_for, overrides_of, with_option
from sim.cli.simulate import carry_out, compile_first, warnings_for
from sim.errors import Fault, InputError
from sim.measures.grouping import periods_among
from sim.measures.registry import measures as all_measures
from sim.report.said import drawn_text
from sim.report.study_tables import budget_text, cost_text, interactions_text, mechanism_name
from sim.report.tables import WIDTH
from sim.report.text import wrapped
from sim.report.words import say
from sim.running import names_for, prove_places, run_one, world_for
from sim.scenario.scenario import Scenario, resolved_yaml
from sim.studies import result_tables, store, study_manifest
from sim.studies.budget import (
    RESOLVED,
    RESOLVED_FROM,
    Option,
    budget_effects,
    cost_table,
    options_for,
    with_resolved,
)
from sim.studies.compare import measures_table
from sim.studies.costs import MILLION, Ground, Prices, ground_of
from sim.studies.executor import Executed
from sim.studies.experiment import BudgetExperiment, Study, as_yaml, load_experiment
from sim.studies.interactions import alone, chosen_cells, interaction_scenarios, interactions, pairs_of
from sim.studies.runs import Run
from sim.studies.scenario_study import too_many_seeds
from sim.words import T

Tables = dict[str, pd.DataFrame]


def _read(options: argparse.Namespace, kind: str) -> tuple[Study, Effort]:
    """Reads the file and the options; everything wrong with either is said together."""
    first, faults = effort_of(options, 1)
    given = None if options.replications is None else first.replications
    try:
        study = load_experiment(options.experiment, kind, overrides_of(options), given)
    except InputError as problem:
        raise InputError([*(with_option(f, options.settings) for f in problem.faults), *faults]) from None
    if study.seeds[-1] >= 2**63:
        facts = {"problem": too_many_seeds(study.seeds[-1])}
        faults.append(Fault("GZ062", file="--replications", facts=facts))
    if faults:
        raise InputError(faults)
    prove_places([study.baseline])
    effort, _ = effort_of(options, 2, len(study.seeds))
    return study, effort


def interactions_verb(options: argparse.Namespace) -> int:
    """Tells whether pairs of mechanisms do more or less together than the sum of both."""
    study, effort = _read(options, "interactions")
    scenarios = interaction_scenarios(study.baseline, study.mechanisms)
    if options.dry_run:
        return _dry_run(options, study, scenarios, effort, {})
    kept, names = frozenset(measure for measure, _ in study.cells), names_for([study.baseline])

    def tables(measures: pd.DataFrame) -> Tables:
        measures = chosen_cells(measures, study.cells)
        better = {name: all_measures()[name].better for name in kept}
        name = study.baseline.name
        return {
            "measures": measures,
            "interactions": interactions(measures, name, pairs_of(study.mechanisms), better),
            "alone": alone(measures, name, study.mechanisms),
        }

    def draw(folder: Path, found: Tables) -> None:
        from sim.report.study_figures import draw_interactions

        draw_interactions(folder, found["interactions"], names)

    def text(found: Tables) -> str:
        return interactions_text(found["interactions"], names)

    return _carry_through(options, study, scenarios, effort, kept, {}, tables, draw, text)


def budget_verb(options: argparse.Namespace) -> int:
    """Compares what one more million yuan buys through each mechanism."""
    study, effort = _read(options, "budget")
    experiment = study.experiment
    assert isinstance(experiment, BudgetExperiment)
    compile_first()
    ground = ground_of(study.baseline, world_for(study.baseline, effort.threads))
    prices = Prices(experiment.committee_yuan_per_hour, experiment.upper_yuan_per_hour)
    yuan = budget_yuan(experiment, ground)
    ways, scenarios = options_for(study.baseline, study.mechanisms, ground, prices, yuan)
    facts = {"budget": yuan / MILLION, "committee": prices.committee, "upper": prices.upper}
    if options.dry_run:
        return _dry_run(options, study, scenarios, effort, {"costs": cost_table(ways)})
    kept = frozenset(measure for measure, _ in study.cells) | RESOLVED_FROM
    names = names_for([study.baseline])

    def tables(measures: pd.DataFrame) -> Tables:
        return _budget_tables(measures, study, ways, ground)

    def draw(folder: Path, found: Tables) -> None:
        from sim.report.study_figures import draw_budget

        draw_budget(folder, found["budget"], found["costs"], facts, names)

    def text(found: Tables) -> str:
        return budget_text(found["budget"], found["costs"], names)

    extra = {"budget_million_yuan": yuan / MILLION, "residents": ground.residents}
    return _carry_through(options, study, scenarios, effort, kept, extra, tables, draw, text)


def budget_yuan(experiment: BudgetExperiment, ground: Ground) -> float:
    """The budget of the whole place.

    Args:
        experiment: The experiment, with the budget for each resident or in total.
        ground: The place.

    Returns:
        Yuan a year.
    """
    if experiment.million_yuan is not None:
        return experiment.million_yuan * MILLION
    assert experiment.yuan_per_resident is not None
    return experiment.yuan_per_resident * ground.residents


def _budget_tables(measures: pd.DataFrame, study: Study, ways: Sequence[Option], ground: Ground) -> Tables:
    """All tables of a budget study."""
    cells = dict.fromkeys([(RESOLVED, "all"), *study.cells])
    measures = chosen_cells(with_resolved(measures, ground.residents), list(cells))
    return {
        "measures": measures,
        "budget": budget_effects(measures, study.baseline.name, ways),
        "costs": cost_table(ways),
    }


def _carry_through(
    options: argparse.Namespace, study: Study, scenarios: Sequence[Scenario], effort: Effort, kept: frozenset[str],
    extra: Mapping[str, Any], tables: Any, draw: Any, text: Any,
) -> int:
    """Runs everything, writes the folder, prints what came out."""
    folder, world = folder_for(options, study.experiment.name), study_manifest.world_facts(scenarios)
    with folder:
        periods = periods_among(by for _, by in study.cells)
        plan = [Run(s, seed, kept, periods=periods) for s in scenarios for seed in study.seeds]
        what = {"measures": sorted(kept), "periods": periods}
        folder.keep(store.plan_facts(study.experiment.kind, scenarios, study.seeds, what))
        executed = carry_out(plan, effort, folder.store)
        executed.refuse_empty()
        found = tables(measures_table([o.result for o in executed.outcomes if o.result is not None]))
        manifest = manifest_of(study, scenarios, executed, world, extra)
        folder.save(lambda place: _write(place, study, executed, manifest, found))

    def show() -> None:
        if options.json:
            rows = {name: _records(table) for name, table in found.items() if name != "measures"}
            print(json.dumps({**manifest, "folder": folder.named, **rows}, ensure_ascii=False, indent=2))
            return
        print(f"{_heading(study)}\n")
        print(text(found) + "\n")
        for warning in warnings_for(scenarios, study.seeds):
            print(wrapped(warning, WIDTH))

    drawn = options.figures and len(found["measures"])
    return present(options, folder, show, (lambda place: draw(place, found)) if drawn else None, executed)


def manifest_of(study: Study, scenarios: Sequence[Scenario], executed: Executed, world: Mapping[str, Any],
                extra: Mapping[str, Any]) -> dict[str, Any]:
    """Says what was run with what.

    Args:
        study: The experiment.
        scenarios: The scenarios run, the baseline first.
        executed: All runs.
        world: What `study_manifest.world_facts` said before they began.
        extra: What else belongs to the study.
    """
    experiment = study.experiment
    facts = {"name": experiment.name, "kind": experiment.kind, "question": experiment.question,
             "mechanisms": list(study.mechanisms), "measures": [" by ".join(cell) for cell in study.cells], **extra}
    return study_manifest.manifest_of(experiment.kind, scenarios, study.seeds, executed, world, facts)


def _write(folder: Path, study: Study, executed: Executed, manifest: Mapping[str, Any], tables: Tables) -> None:
    """Writes the baseline, the experiment in full, the tables and the manifest."""
    (folder / "config.yaml").write_text(resolved_yaml(study.baseline), encoding="utf-8")
    (folder / "experiment.yaml").write_text(as_yaml(study, "config.yaml"), encoding="utf-8")
    result_tables.write_tables(folder, executed, tables)
    study_manifest.write_manifest_file(folder, manifest)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON knows them."""
    return [{str(key): plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _heading(study: Study) -> str:
    """Title and question of a study."""
    experiment = study.experiment
    title = str(T(experiment.title, experiment.title_zh)) or experiment.name.replace("_", " ")
    return f"{title}\n{experiment.asked}".rstrip()


def _dry_run(options: argparse.Namespace, study: Study, scenarios: Sequence[Scenario], effort: Effort,
             tables: Mapping[str, pd.DataFrame]) -> int:
    """Says what would be run; the time is that of the first run, which is carried out and thrown away."""
    compile_first()
    begun = time.perf_counter()
    world = world_for(study.baseline, effort.threads)
    built = time.perf_counter() - begun
    seconds = run_one(study.baseline, study.seeds[0], world, effort.threads).seconds["all"]
    run, n_runs = study.baseline.run, len(scenarios) * len(study.seeds)
    expected = built + math.ceil(n_runs / effort.jobs) * seconds
    facts = {"n_scenarios": len(scenarios), "n_seeds": len(study.seeds), "n_runs": n_runs,
             "n_days": run.days + run.warm_up_days, "sample": study.baseline.world.sample, "seconds": seconds,
             "world": built, "minutes": expected / 60.0, "jobs": effort.jobs}
    if options.json:
        rows = {name: _records(table) for name, table in tables.items()}
        mechanisms = list(study.mechanisms)
        print(json.dumps({**facts, "mechanisms": mechanisms, **rows}, ensure_ascii=False, indent=2))
        return 0
    drawn = drawn_text(world.drawn, study.baseline.world.sample)
    print(f"{_heading(study)}\n")
    print(", ".join(mechanism_name(name) for name in study.mechanisms))
    for table in tables.values():
        print("\n" + cost_text(table))
    print("\n" + say("dry_runs", **facts, drawn=drawn))
    print(say("dry_time", **facts))
    return 0
