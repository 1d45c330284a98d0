"""The report of a comparison or a single scenario: its answer, sections, figures and spreadsheets."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sim.measures.grouping import PERIOD_NAMES, periods_among
from sim.mechanisms import registry
from sim.report import messages
from sim.report.answer import Answer, Facts, alone, facts_of
from sim.report.assumptions import Assumptions, assumptions_of
from sim.report.drift_section import drift_section_table
from sim.report.evidence_section import evidence_section
from sim.report.flow import flow_of
from sim.report.page import Cell, Page, Picture, Section, Table
from sim.report.page_words import page_word
from sim.report.recommendation import Compared, recommend
from sim.report.report_tables import (
    as_frame,
    assumption_tables,
    comparison_table,
    cost_table,
    equity_table,
    glance_table,
    hours_table,
    price_table,
    records,
    summary_table,
    unmet_table,
    who_table,
)
from sim.report.robust_answer import WorldFacts, lead
from sim.report.robust_section import dots_picture, world_sections
from sim.report.wording import calendar_of, drawn_of, joined, listed, seeds_text
from sim.report.words import say, title_of
from sim.running import place_folder
from sim.scenario.scenario import Scenario
from sim.shipped import PROGRAM
from sim.studies.certainty import grounds_of
from sim.studies.contrasts import keyed, verdicts
from sim.studies.costs import Prices
from sim.studies.goals_file import FILE as GOALS_FILE
from sim.studies.plausible_worlds import assumed_numbers
from sim.studies.robustness import outcomes_by_world
from sim.studies.runs import world_key
from sim.studies.statistics import SEEDS, WORLDS, Interval, band_of
from sim.studies.study_folder import Study, written_settings
from sim.studies.world_tables import checked_measures
from sim.words import LANGUAGES, T, language
from sim.world.places import readable
from sim.world.sampling import Drawn

DAYS_PER_YEAR = 365
"""Days of a measured year; a leap day more or less makes no comparison too short."""

Draw = Callable[[], dict[str, Any]]
"""Draws figures by name; called only where figures are wanted."""


@dataclass
class Report:
    """A page without its images, and what is to be drawn and written beside it.

    Attributes:
        page: The page; the sources of its pictures are still empty.
        draw: Draws the figures by name.
        frames: Tables of the report by file name.
    """

    page: Page
    draw: Draw
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)


def study_report(study: Study) -> Report:
    """The report of `compare` or `run`.

    Args:
        study: The finished study.
    """
    titles = {scenario.name: title_of(scenario) for scenario in study.scenarios}
    assumed = assumptions_of(study.scenarios)
    compares = study.command == "compare" and len(study.tables["comparison"]) > 0
    facts = _facts(study, titles) if compares else None
    world = None if facts is None else world_facts(study, facts)
    found: Compared | None = None if facts is None else recommend(facts, world)
    first = study.scenarios[0]
    answer = alone(study.tables["summary"], first.name, titles[first.name]) if found is None else found.answer
    answer.caveats += caveats(study, assumed)
    what = {scenario.name: what_of(scenario) for scenario in study.scenarios}
    answer.cards = [replace(card, what=what[card.name]) for card in answer.cards]
    evidence = None if facts is None else evidence_section(facts, study.scenarios)
    sections = [
        *([] if world is None else world_sections(world)),
        *_numbers(study, facts),
        *_figures(study, facts, found, titles),
        *([evidence] if evidence else []),
        _assumptions(assumed, titles),
        reproduction(study, _again(study)),
    ]
    n_policies = len(titles) - 1
    key = "title_run" if not compares else "title_one" if n_policies == 1 else "title_compare"
    title = page_word(key, title=list(titles.values())[-1], n=n_policies)
    page = Page(
        title,
        facts_line(study),
        answer,
        None if facts is None or not answer.cards else glance_table(facts),
        sections,
        None if world is None else dots_picture(world),
    )
    return Report(page, lambda: _drawn(study, facts, found, titles, world), _frames(page, facts, found, assumed))


def world_facts(study: Study, facts: Facts) -> WorldFacts | None:
    """What is known of the plausible worlds of a comparison; None over seeds alone, or where one world is all.

    Args:
        study: The finished study.
        facts: What the sentences are made of.
    """
    if facts.grounds is None or "robust" not in study.tables or study.manifest["worlds"]["n"] < 2:
        return None
    return WorldFacts(facts, study.tables, facts.grounds, study.manifest["worlds"], study.goals)


def lead_of(study: Study) -> list[str]:
    """The first sentences of a comparison over plausible worlds, each with its grade; nothing for other studies.

    Args:
        study: The finished study.
    """
    if study.command != "compare" or not len(study.tables["comparison"]):
        return []
    world = world_facts(study, _facts(study, {scenario.name: title_of(scenario) for scenario in study.scenarios}))
    return [] if world is None else [f"{s.text} [{s.certainty}]" for s in lead(world)]


def kind_report(
    study: Study,
    title: str,
    answer: Answer,
    sections: Sequence[Section],
    draw: Draw,
    again: str,
    rests_on: Sequence[Scenario] | None = None,
) -> Report:
    """The report of a kind of study: its answer and its own sections, then what it rests on and how to repeat it.

    Args:
        study: The finished study.
        title: What the page is called where its experiment file has no title.
        answer: What comes first; what every reader must know is added to it.
        sections: What its analyses found.
        draw: Draws the figures of these sections by name.
        again: What is typed after the verb to repeat it.
        rests_on: Scenarios whose assumptions are listed; those written out where not given.
    """
    scenarios = study.scenarios if rests_on is None else rests_on
    assumed = assumptions_of(scenarios)
    titles = {scenario.name: title_of(scenario) for scenario in scenarios}
    answer.caveats += caveats(study, assumed)
    whole = [*sections, _assumptions(assumed, titles), reproduction(study, again)]
    written = written_settings(study.folder)
    own = str(T(str(written.get("title", "")), str(written.get("title_zh", ""))))
    english = str(written.get("question", ""))
    question = T(english, str(written.get("question_zh", "")) or english)
    page = Page(own or title, f"{question} {facts_line(study)}".strip(), answer, None, whole)
    return Report(page, draw, _frames(page, None, None, assumed))


def what_of(scenario: Scenario) -> str:
    """What a policy does: the sentence of its mechanism, or the names of several.

    Args:
        scenario: The scenario.
    """
    kinds = [registry()[name] for name in scenario.mechanisms]
    if len(kinds) == 1:
        return str(kinds[0].what())
    return page_word("several", who=listed([str(kind.title()) for kind in kinds])) if kinds else ""


def _facts(study: Study, titles: Mapping[str, str]) -> Facts:
    """What the sentences are made of."""
    costs = study.tables.get("costs")
    known = {} if costs is None else dict(zip(costs["scenario"], costs["yuan_per_resident"].astype(float), strict=True))
    over = WORLDS if "worlds" in study.manifest else SEEDS
    grounds = None
    if over.worlds and "hinges" in study.tables:
        first = study.scenarios[0]
        grounds = grounds_of(study.scenarios, checked_measures(first), study.tables["hinges"], assumed_numbers(first))
    measures = keyed(study.tables["measures"])
    return facts_of(measures, study.tables["comparison"], titles, known, study.names, over, grounds)


def facts_line(study: Study) -> str:
    """What was run, in a line.

    Args:
        study: The finished study.
    """
    world, scenario = study.manifest["world"], study.scenarios[0]
    return page_word(
        "facts_worlds" if "worlds" in study.manifest else "facts",
        place=str(study.names.place),
        drawn=drawn_of(world),
        days=scenario.run.days,
        n=len(study.manifest["seeds"]),
        date=str(study.manifest["finished"])[:10],
    )


def share_drawn(study: Study) -> float:
    """Share of the townships that was really drawn; what was asked for where the manifest does not know it.

    Args:
        study: The finished study.
    """
    drawn = study.manifest["world"].get("drawn")
    return Drawn(**drawn).township_share if drawn else study.scenarios[0].world.sample


def caveats(study: Study, assumed: Assumptions) -> list[str]:
    """What a reader must know before using any number.

    Args:
        study: The finished study.
        assumed: What it rests on.
    """
    sentences = []
    if "worlds" in study.manifest:  # Every replication has its own world there.
        sentences += calendar_of(study.manifest["world"])
    elif "world_seeds" not in study.manifest.get("study", {}):  # Every replication draws its own townships there.
        sentences.append(page_word("conditional", drawn=drawn_of(study.manifest["world"])))
        sentences += calendar_of(study.manifest["world"])
        runs = {(s.run.days, s.run.warm_up_days, s.run.start_date) for s in study.scenarios}
        if len({world_key(s) for s in study.scenarios}) > 1 or len(runs) > 1:
            sentences.append(page_word("worlds_differ"))
    sentences += too_short(study.scenarios)
    key = "assumed_in_worlds" if "worlds" in study.manifest else "assumed_share"
    sentences.append(
        page_word(
            key, assumed=assumed.n_assumed, all=assumed.n_all, n=study.manifest.get("worlds", {}).get("n_numbers", 0)
        )
    )
    if "worlds" in study.manifest:
        sentences.append(page_word("certainty"))
    unknown = [row["mechanism"] for row in records(assumed.mechanisms) if not row["evaluated"]]
    if unknown:
        kinds = registry()
        names = [str(kinds[name].title()) for name in unknown]
        sentences.append(page_word("unevaluated", who=listed(names)))
    counts = study.manifest["counts"]
    if counts.get("n_failed"):
        sentences.append(page_word("failed_runs", failed=counts["n_failed"], n=counts["n_runs"]))
    if study.manifest.get("interrupted"):
        sentences.append(page_word("interrupted"))
    return sentences


def too_short(scenarios: Sequence[Scenario]) -> list[str]:
    """The mechanisms that are to be judged over longer than the scenarios measure, in one sentence; none for none.

    Args:
        scenarios: The scenarios of the study.
    """
    lacking: dict[int, list[str]] = {}
    for name, days in {name: s.run.days for s in scenarios for name in s.mechanisms}.items():
        kind = registry()[name]
        if days < DAYS_PER_YEAR * kind.horizon.years:
            lacking.setdefault(kind.horizon.years, []).append(str(kind.title()))
    if not lacking:
        return []
    parts = [page_word("horizon_of", n=years, who=listed(names)) for years, names in sorted(lacking.items())]
    return [page_word("too_short", days=min(s.run.days for s in scenarios), what=joined(parts))]


def _numbers(study: Study, facts: Facts | None) -> list[Section]:
    """The comparison in a table, or the values of the one scenario."""
    title = page_word("comparison")
    first = study.scenarios[0].name
    table = summary_table(study.tables["summary"], first) if facts is None else comparison_table(facts)
    return [Section("comparison", title, tables=[table])]


def _figures(study: Study, facts: Facts | None, found: Compared | None, titles: Mapping[str, str]) -> list[Section]:
    """The sections with figures; those a study cannot have are left out."""
    tables, first = study.tables, study.scenarios[0]
    summary = tables["summary"]
    sections = []
    if facts is not None:
        picture = Picture("differences", page_word("forest"), messages.forest_message(facts))
        sections.append(Section("differences", page_word("forest"), pictures=[picture]))
    place = readable(place_folder(first.world.place))
    if place is not None:
        message = messages.map_message(summary, first.name, study.names, share_drawn(study))
        if message:
            sections.append(
                Section(
                    "map",
                    page_word("map"),
                    pictures=[Picture("map", page_word("map"), f"{message} {place.map_note}".strip())],
                )
            )
    stuck = Section("stuck", page_word("stuck"))
    stuck.pictures.append(Picture("outcomes", page_word("stuck"), messages.outcomes_message(summary, titles)))
    flow = flow_of(summary, first.name)
    if flow is not None:
        stuck.pictures.insert(0, Picture("flow", page_word("stuck"), messages.flow_message(flow)))
        stuck.pictures.insert(1, Picture("stuck", page_word("stuck"), messages.stuck_message(flow)))
    sections.append(stuck)
    if len(tables["curves"]):
        sections.append(
            Section(
                "waiting",
                page_word("waiting"),
                pictures=[
                    Picture("days_to_resolution", page_word("waiting"), messages.days_message(tables["curves"], titles))
                ],
            )
        )
    if asked := periods_among(summary["by"].unique()):
        sections.append(
            Section(
                "over_time",
                page_word("over_time"),
                pictures=[
                    Picture(
                        f"over_time_{by}",
                        say("series_title", by=str(PERIOD_NAMES[by])),
                        messages.series_message(summary, titles, by),
                    )
                    for by in asked
                ],
            )
        )
    moved = drift_section_table(tables["measures"], titles)
    if moved is not None:
        sections[-1].tables.append(moved)
    sections.append(_equity(summary, titles))
    unmet = unmet_table(summary, titles, study.names)
    if unmet is not None:
        sections.append(Section("unmet", page_word("unmet"), tables=[unmet]))
    if facts is not None and found is not None:
        sections += [_who(facts), _cost(tables, facts, found)]
    hours = hours_table(tables["hours"], titles) if "hours" in tables else None
    if hours is not None:
        sections.append(Section("hours", page_word("hours_section"), tables=[hours]))
    sections.append(
        Section(
            "capacities",
            page_word("capacities"),
            pictures=[Picture("capacities", page_word("capacities"), messages.capacity_message(summary, first.name))],
        )
    )
    return sections


def _equity(summary: pd.DataFrame, titles: Mapping[str, str]) -> Section:
    """Curves and indices of inequality."""
    section = Section("equity", page_word("equity"))
    table = equity_table(summary, titles)
    if table is not None:
        section.tables.append(table)
    if (summary["by"] == "population_share").any():
        section.pictures.append(Picture("inequality", page_word("equity"), messages.equity_message(summary, titles)))
    return section


def _who(facts: Facts) -> Section:
    """Who gains and who loses."""
    title = page_word("who")
    section = Section("who", title, pictures=[Picture("gains_and_losses", title, messages.who_message(facts))])
    table = who_table(facts)
    if table is not None:
        section.tables.append(table)
    return section


def _cost(tables: Mapping[str, pd.DataFrame], facts: Facts, found: Compared) -> Section:
    """Costs, who bears them, and effect against cost."""
    title, costs = page_word("cost"), tables.get("costs")
    section = Section("cost", title)
    if costs is None:
        section.text.append(str(T("Costs were not computed for this study.", "本研究未计算成本。")))
    else:
        usual = Prices()
        section.tables.append(cost_table(costs, facts, (usual.committee, usual.upper, usual.resident)))
    prices = price_table(tables["prices"], facts) if "prices" in tables else None
    if prices is not None:
        section.tables.append(prices)
    if len(found.front) and found.answer.cards:  # one run says nothing about who is beaten
        section.pictures.append(Picture("front", title, messages.front_message(found.front, facts.titles)))
    section.pictures.append(Picture("cost_and_effect", title, page_word("cost_effect_message")))
    return section


def _assumptions(found: Assumptions, titles: Mapping[str, str]) -> Section:
    """What is assumed."""
    text = [page_word("assumptions_text"), page_word("assumed_share", assumed=found.n_assumed, all=found.n_all)]
    if found.origins:
        text.append(page_word("origins", **found.origins))
    if not len(found.changed):
        text.append(str(T("All other settings are the defaults.", "其余设置均为默认值。")))
    return Section("assumptions", page_word("assumptions"), text=text, tables=assumption_tables(found, titles))


def _again(study: Study) -> str:
    """What is typed to repeat a run or a comparison."""
    n = len(study.manifest["seeds"])
    names = [str(s["name"]) for s in study.manifest["scenarios"]]
    alone_there = study.command == "run"
    files = "FOLDER/config.yaml" if alone_there else " ".join(f"FOLDER/config/{name}.yaml" for name in names)
    periods = periods_among(study.tables["summary"]["by"].unique()) if "summary" in study.tables else ()
    repeated = f"--worlds {n}" if "worlds" in study.manifest else f"--replications {n}"
    wanted = f" --goals FOLDER/{GOALS_FILE}" if study.goals else ""
    return f"{files} {repeated}" + (f" --by {','.join(periods)}" if periods else "") + wanted


def reproduction(study: Study, again: str) -> Section:
    """Commands, seeds, versions and fingerprints.

    Args:
        study: The finished study.
        again: What is typed after the verb to repeat it.
    """
    manifest = study.manifest
    commands = [f"{PROGRAM} {study.command} {again} --out again", other_language()]
    versions = ", ".join(f"{name} {value}" for name, value in manifest["versions"].items() if value)
    text = [
        page_word("reproduce_text"),
        seeds_text(manifest["seeds"], manifest["world"]["world_seed"]),
        page_word("versions", versions=versions),
    ]
    rows = [[Cell(str(s["name"])), Cell(str(s.get("hash", "")))] for s in manifest["scenarios"]]
    table = Table(page_word("hashes"), [page_word("scenario"), str(T("fingerprint", "指纹"))], rows, numbers=False)
    return Section("reproduce", page_word("reproduce"), text=text, commands=commands, tables=[table])


def overrides_text(facts: Mapping[str, Any]) -> str:
    """The settings of the command line that scenarios were changed by, as they are typed.

    Args:
        facts: What the manifest says of the study; folders of earlier versions may not name them.
    """
    return "".join(f" --set {shlex.quote(setting)}" for setting in facts.get("overrides", ()))


def other_language() -> str:
    """The command that makes the report in the other language."""
    other = next(lang for lang in LANGUAGES if lang != language())
    return f"{PROGRAM} report FOLDER --lang {other}"


def _drawn(
    study: Study, facts: Facts | None, found: Compared | None, titles: dict[str, str], world: WorldFacts | None = None
) -> dict[str, Any]:
    """All figures of a study."""
    from sim.report.figures import gains, series_figure, study_figures
    from sim.report.flow_figures import flow_figure, stuck_figure
    from sim.report.policy_figures import capacity_figure, cost_and_effect, front_figure, inequality_curves
    from sim.report.world_figure import dots_figure

    tables, first = dict(study.tables), study.scenarios[0]
    summary = tables["summary"]
    figures = study_figures(tables, titles, place_folder(first.world.place), share_drawn(study))
    flow = flow_of(summary, first.name)
    if flow is not None:
        figures["flow"] = flow_figure(flow, titles[first.name], len(study.manifest["seeds"]))
        figures["stuck"] = stuck_figure(summary, titles)
    for by in periods_among(summary["by"].unique()):
        figures[f"over_time_{by}"] = series_figure(summary, titles, by)
    if facts is not None and world is not None:
        figures["plausible_worlds"] = dots_figure(world, *differences_by_world(facts))
    figures["inequality"] = inequality_curves(summary, titles)
    figures["capacities"] = capacity_figure(summary, titles)
    if facts is not None and found is not None:
        figures["gains_and_losses"] = gains(verdicts(facts.gains), titles, facts.names)
        figures["cost_and_effect"] = cost_and_effect(tables["comparison"], titles)
        if found.answer.cards:
            figures["front"] = front_figure(facts.measures, found.front, titles, facts.costs, facts.over)
    return figures


def differences_by_world(facts: Facts) -> tuple[dict[str, pd.DataFrame], dict[tuple[str, str], Interval]]:
    """What each policy changes in each plausible world, and the bands of it.

    Args:
        facts: What the sentences are made of.
    """
    outcomes = outcomes_by_world(facts.measures, list(facts.titles), facts.costs)
    apart = {measure: table.sub(table[facts.baseline], axis=0) for measure, table in outcomes.items()}
    bands = {
        (name, measure): band_of(table[name].to_numpy(float))
        for measure, table in apart.items()
        for name in facts.policies
    }
    return apart, bands


def _frames(page: Page, facts: Facts | None, found: Compared | None, assumed: Assumptions) -> dict[str, pd.DataFrame]:
    """The spreadsheets of a study: every table of the page that names a file, and what the answer rests on."""
    tables = [*([page.glance] if page.glance else []), *(t for section in page.sections for t in section.tables)]
    frames = {table.csv: as_frame(table) for table in tables if table.csv}
    frames["report_answer.csv"] = answer_frame(page.answer)
    if len(assumed.parameters):
        frames["report_assumptions.csv"] = assumed.parameters
    if facts is not None and found is not None:
        frames["report_groups.csv"] = facts.gains
        frames["report_pairs.csv"] = found.pairs
        frames["report_front.csv"] = found.front
    return frames


def answer_frame(answer: Answer) -> pd.DataFrame:
    """The answer as a table.

    Args:
        answer: The answer.

    Returns:
        Columns part, policy, tone, sentence, certainty.
    """
    rows: list[Sequence[str]] = [("answer", "", s.tone, s.text, s.certainty) for s in answer.lead]
    rows += [("choice", "", "", line, "") for line in answer.choices]
    rows += [("policy", card.title, s.tone, s.text, s.certainty) for card in answer.cards for s in card.sentences]
    rows += [("uncertain", "", "", line, "") for line in answer.caveats]
    return pd.DataFrame(rows, columns=["part", "policy", "tone", "sentence", "certainty"])
