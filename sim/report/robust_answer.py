"""What the report says first over plausible worlds: what holds, what it hangs on, and what to find out.

A policy is said to do something where its 5-95 % band lies on one side of zero; else it is said in how many worlds it
does, and that here it cannot be told. A number is named only where a search over all numbers in shuffled worlds would
rarely find as much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.measures.measure import Measure
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.report.answer import BETTER, GAP, MAIN, NEEDS, PLAIN, UNSURE, WAIT, Facts, Statement
from sim.report.numbers import Number
from sim.report.robust_words import CRITERIA_WORDS, DOES, GOAL_WORDS, RESPECTS, ROBUST
from sim.report.wording import UNITS, amount, digits_for, digits_of_band, joined, listed, percent, signed
from sim.scenario.description import ParameterRow, parameter_table
from sim.scenario.model_parameters import ModelParameters
from sim.studies.certainty import GRADE_WORDS, TELLING, Grounds, lowest
from sim.studies.information import EVERYTHING
from sim.studies.robustness import COST, OBJECTIVES, Goal, best_shares, outcomes_by_world, regrets, wanted
from sim.studies.statistics import band_of
from sim.vocabulary import unit_of
from sim.words import Sentence, T

say = ROBUST.say

UNIT_OF = {NEEDS: "share", MAIN: "share", GAP: "share", WAIT: "days", COST: "yuan", "unmet_burden": "days"}
"""Units of the objectives, as they stand in sentences."""

CHOSEN = (NEEDS, MAIN, GAP, WAIT, COST)
"""Objectives of which a choice is told."""

LEAST_WORTH = 0.1
"""Least part of what knowing everything is worth that makes a number worth naming (assumed)."""

SOURCES = (
    (("staff.", "work.", "world.staff.", "services.", "governments."), "measure_staff"),
    (("needs.", "voice.", "trust.", "world.residents.", "world.people.", "closing.", "estates."), "measure_residents"),
    (("intake.", "hand_over.", "campaigns."), "measure_register"),
    (("money.",), "measure_accounts"),
    (("mechanisms.",), "measure_mechanism"),
)
"""How a number could be found out, by where it stands; of the others by statistics."""


@dataclass(frozen=True)
class WorldFacts:
    """What the sentences about plausible worlds are made of.

    Attributes:
        facts: What the sentences about a comparison are made of.
        tables: Tables of the study by name.
        grounds: What grades rest on besides worlds.
        said: What the manifest says of the worlds.
        goals: What a planner wants of a policy.
    """

    facts: Facts
    tables: Mapping[str, pd.DataFrame]
    grounds: Grounds
    said: Mapping[str, Any]
    goals: tuple[Goal, ...] = ()

    @property
    def n(self) -> int:
        """Number of worlds."""
        return int(self.said["n"])

    def of(self, table: str, measure: str) -> Any:
        """The rows of one objective of a table."""
        rows = self.tables[table]
        return rows[rows["measure"] == measure]

    def title(self, scenario: str) -> str:
        """Title of a scenario."""
        return self.facts.titles[scenario]


def parameter_rows() -> dict[str, ParameterRow]:
    """Every parameter of the model and its mechanisms by dotted path."""
    rows = parameter_table(ModelParameters)
    for name, kind in registry().items():
        rows += parameter_table(kind.Parameters, f"mechanisms.{name}.")
    return {row.path: row for row in rows}


def parameter_name(path: str, rows: Mapping[str, ParameterRow], with_path: bool = True) -> str:
    """What a parameter is called: what it means, and its path.

    Args:
        path: Dotted path.
        rows: What `parameter_rows` gives.
        with_path: Whether the path follows.
    """
    row = rows.get(path)
    if row is None:
        return path
    doc = row.doc.en.split(".")[0].split(";")[0]
    meaning = T(doc[:1].lower() + doc[1:], row.doc.zh.split("。")[0].split("；")[0])
    return f"{meaning}{T(' (', '（')}{path}{T(')', '）')}" if with_path else str(meaning)


def how_to_find_out(path: str) -> str:
    """How a number could be measured.

    Args:
        path: Dotted path.
    """
    key = next((key for prefixes, key in SOURCES if path.startswith(prefixes)), "measure_statistics")
    return say(key)


def lead(world: WorldFacts) -> list[Statement]:
    """The first sentences: who does what in how many worlds, on what it hangs, what to find out first.

    Args:
        world: What they are made of.
    """
    sentences, rows = [], parameter_rows()
    for measure in DOES:
        turns = hinge(world, measure, rows, with_path=False)
        sentences += [*_does(world, measure), *_best(world, measure), *([turns] if turns else [])]
    found = next((s for measure in CHOSEN if (s := _worth(world, measure, named_only=True))), None)
    sentences += found or [s for measure in DOES for s in _worth(world, measure)]
    return sentences


def _does(world: WorldFacts, measure: str) -> list[Statement]:
    """In how many worlds the policy that gains most by the median does better than the baseline.

    Of policies whose whole band lies above zero where there are any, else of all.
    """
    facts, does = world.facts, DOES.say(measure)
    known = {name: found for name in facts.policies if (found := facts.estimate(name, measure)) is not None}
    if not known:
        return []
    best = max(known, key=lambda name: (known[name].sign > 0, known[name].value))
    found, rows = known[best], world.of("robust", measure).set_index("scenario")
    n = round(float(rows.loc[best, "better_share"]) * int(rows.loc[best, "n_worlds"])) if best in rows.index else 0
    if n == 0:
        return [Statement(ROBUST.say("nothing", does=does), UNSURE, facts.grade(best, measure, found))]
    key = "lead_doubt" if found.sign <= 0 else "lead" if n < int(found.n) else "lead_all"
    text = say(key, n=n, of=int(found.n), title=facts.titles[best], does=does, size=signed(found, "share"))
    return [Statement(text, BETTER if found.sign > 0 else UNSURE, facts.grade(best, measure, found))]


def _best(world: WorldFacts, measure: str) -> list[Statement]:
    """Which scenarios are best in how many worlds."""
    rows = world.of("robust", measure).sort_values("best_share", ascending=False, kind="stable")
    if not len(rows):
        return []
    of = int(rows["n_worlds"].iloc[0])
    counts = [(str(row.scenario), float(row.best_share * of)) for row in rows.itertuples() if row.best_share > 0.0]
    what, grade = RESPECTS.say(measure), world.grounds.of(counts[0][0], measure, round(counts[0][1]), of)
    if len(counts) == 1:
        return [Statement(say("best_everywhere", what=what, title=world.title(counts[0][0]), of=of), PLAIN, grade)]
    who = listed([say("best_in", title=world.title(name), n=f"{n:.3g}") for name, n in counts])
    return [Statement(say("best_mostly", what=what, who=who, of=of), PLAIN, grade)]


def hinge(
    world: WorldFacts, measure: str, rows: Mapping[str, ParameterRow], with_path: bool = True
) -> Statement | None:
    """On what the order of the first two turns in one respect.

    Args:
        world: What the sentence is made of.
        measure: The objective.
        rows: What `parameter_rows` gives.
        with_path: Whether the number's path follows its name.

    Returns:
        None where no number tells, or where one scenario is best in every world: then nothing turns.
    """
    if not _turns(world, measure):
        return None
    found = world.of("hinges", measure)
    telling = found[found["p_adjusted"] < TELLING]
    if not len(telling):
        return None
    first, second = world.title(found["first"].iloc[0]), world.title(found["second"].iloc[0])
    what, row = RESPECTS.say(measure), telling.iloc[0]
    turn = ""
    if math.isfinite(row["break_even"]):
        unit = rows[row["parameter"]].unit if row["parameter"] in rows else ""
        ahead = first if row["correlation"] > 0.0 else second
        turn = say("turn", value=number(row["break_even"]), unit=unit, ahead=ahead)
    name = parameter_name(row["parameter"], rows, with_path)
    text = say("hinge", first=first, second=second, what=what, parameter=name, turn=turn)
    return Statement(text, PLAIN, "low" if measure in world.grounds.hinges else "moderate")


def _turns(world: WorldFacts, measure: str) -> bool:
    """Whether no scenario is best in every world."""
    return not (world.of("robust", measure)["best_share"] >= 1.0).any()


def untold(world: WorldFacts) -> Statement | None:
    """In which respects it cannot be told on what the order of the first two turns; None where it can in all.

    Args:
        world: What the sentence is made of.
    """
    hinges = {measure: world.of("hinges", measure) for measure in CHOSEN if _turns(world, measure)}
    open_ = [m for m, found in hinges.items() if len(found) and not (found["p_adjusted"] < TELLING).any()]
    if not open_:
        return None
    what = listed([RESPECTS.say(measure) for measure in open_])
    return Statement(say("hinge_none", what=what, n=world.n), UNSURE, "very low")


def _worth(world: WorldFacts, measure: str, named_only: bool = False) -> list[Statement]:
    """What to find out before choosing, where anything is worth it."""
    table = world.of("information", measure)
    if not len(table):
        return []
    values = table.set_index("parameter")["value"]
    everything = float(values[EVERYTHING])
    hinges = world.of("hinges", measure)
    telling = set(hinges.loc[hinges["p_adjusted"] < TELLING, "parameter"])
    named = [
        name for name, value in values.items() if name in telling and value >= LEAST_WORTH * everything and value > 0.0
    ]
    what = RESPECTS.say(measure)
    if not named:
        if named_only:
            return []
        if worth(everything, measure) == worth(0.0, measure):
            return [_no_need(world, measure)]
        text = say("find_nothing", all=worth(everything, measure), what=what, n=world.n)
        return [Statement(text, UNSURE, "very low")]
    name = str(named[0])
    text = say(
        "find_out",
        parameter=parameter_name(name, parameter_rows(), with_path=False),
        value=worth(float(values[name]), measure),
        all=worth(everything, measure),
        what=what,
        how=how_to_find_out(name),
    )
    return [Statement(text, PLAIN, "low")]


def _no_need(world: WorldFacts, measure: str) -> Statement:
    """That knowing more would hardly change the choice, with the worlds in which it would not."""
    gain = _gains(world)[measure]
    best, of = str(gain.mean().idxmax()), len(gain)
    scale, digits, _ = UNITS[UNIT_OF[measure]]
    least = 10.0**-digits / scale
    n = int((regrets(gain)[best] < least).sum())
    text = say(
        "find_no_need", what=RESPECTS.say(measure), title=world.title(best), least=worth(least, measure), n=n, of=of
    )
    return Statement(text, PLAIN, world.grounds.of(best, measure, n, of))


def worth(value: float, measure: str) -> str:
    """A value of information in the unit of its objective.

    Args:
        value: The value.
        measure: The objective.
    """
    unit = UNIT_OF[measure]
    return f"{amount(value, unit)}{UNITS[unit][2]}"


def number(value: float) -> str:
    """A value of a parameter with two significant digits, as much as a break-even value carries."""
    return (f"{value:.2g}" if abs(value) < 100 else f"{value:,.0f}").replace("-", "−")


def choices(world: WorldFacts) -> list[str]:
    """One line for each respect in which somebody may want to choose.

    What is best nowhere, or clearly beaten by another scenario (whose gain over it has a band above zero), is out of
    the question; where more than one is left, the line also says which of all policies clearly beat the baseline.

    Args:
        world: What they are made of.
    """
    lines = []
    for measure, gain in _gains(world).items():
        best, of = str(gain.mean().idxmax()), len(gain)
        counts = of * best_shares(gain)
        grade = world.grounds.of(best, measure, round(float(counts[best])), of)
        order = gain.mean().sort_values(ascending=False, kind="stable").index
        left = {best, *(str(name) for name in order if counts[name] > 0.0 and _unbeaten(gain, str(name)))}
        if left == {best}:
            n, by = f"{counts[best]:.3g}", _by_median(gain, best, measure)
            who = say("choose_one", title=_choice(world, best), n=n, of=of, by=by, grade=GRADE_WORDS.say(grade))
        else:
            named = [
                say("in_question", title=_choice(world, str(name)), n=f"{counts[name]:.3g}", of=of)
                for name in counts.sort_values(ascending=False, kind="stable").index
                if name in left
            ]
            grade = GRADE_WORDS.say(lowest([grade, "low"]))
            who = say("choose_open", who=listed(named), grade=grade, sure=_sure(world, measure, gain))
        lines.append(say("choose", what=RESPECTS.say(measure), who=who))
    return lines


def _choice(world: WorldFacts, name: str) -> str:
    """Title of a scenario among which one is chosen; the baseline is today."""
    return say("today") if name == next(iter(world.facts.titles)) else world.title(name)


def _by_median(gain: pd.DataFrame, best: str, measure: str) -> str:
    """By how much the best scenario differs from today by the median; nothing where it is today."""
    today = str(gain.columns[0])
    if best == today:
        return ""
    return say("by_median", size=worth(abs(float((gain[best] - gain[today]).median())), measure))


def _gains(world: WorldFacts) -> dict[str, pd.DataFrame]:
    """Outcomes in every respect, turned so that more is better."""
    facts = world.facts
    outcomes = outcomes_by_world(facts.measures, list(facts.titles), facts.costs, CHOSEN)
    return {measure: wanted(table, OBJECTIVES[measure]) for measure, table in outcomes.items()}


def _clearly(gain: pd.DataFrame, one: str, other: str) -> bool:
    """Whether one scenario is better than another over the whole band."""
    return band_of((gain[one] - gain[other]).to_numpy(float)).low > 0.0


def _unbeaten(gain: pd.DataFrame, name: str) -> bool:
    """Whether no other scenario is clearly better."""
    return not any(_clearly(gain, other, name) for other in gain.columns if other != name)


def _sure(world: WorldFacts, measure: str, gain: pd.DataFrame) -> str:
    """Which policies clearly beat the baseline, with their worlds and grades, and which it clearly beats."""
    baseline, *policies = gain.columns
    who = []
    for name in policies:
        if _clearly(gain, name, baseline):
            n = int((gain[name] > gain[baseline]).sum())
            grade = GRADE_WORDS.say(world.grounds.of(name, measure, n, len(gain)))
            who.append(say("sure_one", title=world.title(name), n=n, of=len(gain), grade=grade))
    sure = say("sure", who=listed(who)) if who else say("sure_none")
    worse = [world.title(name) for name in policies if _clearly(gain, baseline, name)]
    return say("worse", sure=sure, who=listed(worse)) if worse else sure


def criteria(world: WorldFacts) -> list[Statement]:
    """Whether all criteria choose the same scenario, objective by objective.

    Args:
        world: What the sentences are made of.
    """
    sentences = []
    for measure in CHOSEN:
        rows = world.of("criteria", measure)
        if not len(rows):
            continue
        robust = world.of("robust", measure).set_index("scenario")
        best, of = str(rows["best"].iloc[0]), int(robust["n_worlds"].iloc[0])
        what = RESPECTS.say(measure)
        grade = world.grounds.of(best, measure, round(float(robust.loc[best, "best_share"]) * of), of)
        if rows["best"].nunique() == 1:
            sentences.append(Statement(say("agree", what=what, title=world.title(best)), PLAIN, grade))
            continue
        by: dict[str, list[str]] = {}
        for row in rows.itertuples():
            by.setdefault(str(row.best), []).append(CRITERIA_WORDS.say(str(row.criterion)))
        who = joined(
            [say("by_criterion", criterion=listed(names), title=world.title(name)) for name, names in by.items()]
        )
        sentences.append(Statement(say("disagree", what=what, who=who), UNSURE, grade))
    return sentences


def goals(world: WorldFacts) -> list[Statement]:
    """In how many worlds each scenario meets all goals; nothing without goals.

    Args:
        world: What the sentences are made of.
    """
    if "goals" not in world.tables:
        return []
    wanted_of = list(dict.fromkeys(goal.measure for goal in world.goals)) or [NEEDS]
    sentences = (
        [Statement(say("goals_are", goals=joined([goal_text(goal) for goal in world.goals])))] if world.goals else []
    )
    for row in world.tables["goals"].to_dict("records"):
        name, of = str(row["scenario"]), int(row["n_worlds"])
        n = round(float(row["share"]) * of)
        text = say(
            "goals",
            title=world.title(name),
            n=n,
            of=of,
            low=percent(float(row["low"]), 0),
            high=percent(float(row["high"]), 0),
        )
        grades = [world.grounds.of(name, measure, max(n, of - n), of) for measure in wanted_of]
        sentences.append(Statement(text, PLAIN, lowest(grades)))
    return sentences


def goal_text(goal: Goal) -> str:
    """A goal in words.

    Args:
        goal: The goal.
    """
    bound = goal.low if goal.low is not None else goal.high
    assert bound is not None
    measure = measures().get(goal.measure)
    what, unit = (
        (RESPECTS.phrase(COST), T(" yuan a resident and year", "元／人·年")) if measure is None else _in(measure)
    )
    scale = 100.0 if measure is not None and measure.in_per_cent else 1.0
    if scale > 1.0:
        unit = UNITS["share"][2] if goal.change else T(" %", "%")
    key = ("change" if goal.change else "value") + ("_least" if goal.low is not None else "_most")
    return GOAL_WORDS.say(key, what=what, value=Number(scale * bound, "g"), unit=unit)


def _in(measure: Measure) -> tuple[Sentence, Sentence]:
    """What a measure is called, and its unit as it follows a number."""
    unit = unit_of(measure.unit)
    return measure.words, Sentence(f" {unit.en}".rstrip(), unit.zh)


def in_unit(values: tuple[float, float, float], measure: str) -> tuple[Number, Number, Number]:
    """A median and both ends of its band, with no digit that the band does not carry.

    Args:
        values: Median, low and high.
        measure: The objective.
    """
    scale, least, _ = UNITS[UNIT_OF[measure]]
    digits = min(digits_for(values[1:], scale, least), digits_of_band(values[1], values[2], scale))
    median, low, high = (Number(scale * x, f"+.{digits}f") for x in values)
    return median, low, high
