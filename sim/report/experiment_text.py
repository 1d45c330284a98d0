"""What all experiments on mechanisms have in common on a terminal and on their page."""

from __future__ import annotations

from collections.abc import Sequence

from sim.mechanisms import registry
from sim.report.scenario_study import warnings_for
from sim.report.study_tables import mechanism_name
from sim.report.tables import WIDTH
from sim.report.text import wrapped
from sim.scenario.scenario import Scenario
from sim.studies.experiment import Study as ReadExperiment
from sim.studies.experiment import variant
from sim.studies.study_folder import Study
from sim.words import T


def heading(experiment: ReadExperiment) -> str:
    """Title and question.

    Args:
        experiment: The experiment.
    """
    settings = experiment.experiment
    title = str(T(settings.title, settings.title_zh)) or settings.name.replace("_", " ")
    return f"{title}\n{settings.asked}".rstrip()


def mechanisms_text(experiment: ReadExperiment) -> str:
    """Title, question and mechanisms, for a dry run.

    Args:
        experiment: The experiment.
    """
    return f"{heading(experiment)}\n\n" + ", ".join(mechanism_name(name) for name in experiment.mechanisms)


def experiment_text(experiment: ReadExperiment, scenarios: Sequence[Scenario], found: str) -> str:
    """Title and question, what was found, and what a reader must know.

    Args:
        experiment: The experiment.
        scenarios: The scenarios that were run.
        found: What was found.
    """
    notes = [wrapped(note, WIDTH) for note in warnings_for(scenarios, experiment.seeds)]
    return "\n".join([f"{heading(experiment)}\n", f"{found}\n", *notes])


def with_mechanisms(study: Study) -> list[Scenario]:
    """The baseline and one scenario with all mechanisms studied, for what is assumed of them.

    Args:
        study: A finished experiment.
    """
    baseline, known = study.scenarios[0], registry()
    names = [name for name in study.manifest.get("study", {}).get("mechanisms", ()) if name in known]
    return [baseline, variant(baseline, "experiment", {name: known[name].Parameters() for name in names})]
