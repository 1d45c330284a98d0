"""What sentences, captions and the tables of a terminal say, number by number, of tables made by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.measures.capacities import CAPACITIES
from sim.report.answer import BETTER, PLAIN, UNSURE, WORSE, Facts, alone, cards_of, facts_of, main_sentences
from sim.report.answer_words import answer
from sim.report.flow import flow_of
from sim.report.headlines import HEADLINES, SERIES, difference_number, in_period, value_number
from sim.report.messages import (
    capacity_message,
    days_message,
    equity_message,
    flow_message,
    forest_message,
    front_message,
    map_message,
    outcomes_message,
    series_message,
    stuck_message,
    who_message,
)
from sim.report.numbers import Ends, Number
from sim.report.recommendation import means_of, price_of, recommend
from sim.report.report_tables import comparison_table, cost_table, glance_table, who_table
from sim.report.tables import (
    MOST_PERIODS,
    comparison_text,
    is_told_apart,
    load_text,
    series_text,
    still_open_text,
    summary_text,
    winners_text,
)
from sim.report.text import columns, wrapped
from sim.report.wording import (
    MOST_SEEDS,
    Estimate,
    amount,
    between,
    calendar_of,
    digits_for,
    distance,
    drawn_of,
    drawn_text,
    estimate_of,
    joined,
    level,
    percent,
    seeds_text,
    signed,
    size,
)
from sim.studies.compare import COMPARISON_COLUMNS, compare
from sim.studies.contrasts import GAIN_COLUMNS
from sim.studies.statistics import WORLDS
from sim.words import Sentence
from sim.world.places import PlaceNames
from sim.world.sampling import Drawn
from tests.language import spoken
from tests.report.tables import GAP, MAIN, NEEDS, RURAL, SPENDING, URBAN, WAIT, facts, measures, series

nan = math.nan
TITLES = {"base": "Baseline", "a": "Alpha", "b": "Beta"}
NAMES = PlaceNames(
    parts={
        ("region", "plain"): Sentence("Plain", "平原"),
        ("region", "hills"): Sentence("Hills", "丘陵"),
        ("district", "east"): Sentence("Eastern", "东区"),
        ("district", "west"): Sentence("Western", "西区"),
    }
)
COMPARED = [*COMPARISON_COLUMNS[:11], "p_adjusted"]


def compared(
    rows: Iterable[tuple[str, tuple[str, str, str], float, float, float, float]], p: float = 0.01, n: int = 10
) -> pd.DataFrame:
    """A comparison: scenario, cell, baseline, difference and both ends of its interval; one p for all."""
    return pd.DataFrame(
        [(name, *cell, n, 1, base, base + d, d, low, high, p) for name, cell, base, d, low, high in rows],
        columns=COMPARED,
    )


def summary(rows: Iterable[tuple[str, str, str, str, float]], width: float = 0.1) -> pd.DataFrame:
    """A summary whose intervals reach a part of the mean to either side."""
    table = pd.DataFrame(rows, columns=["scenario", "measure", "by", "group", "mean"])
    return table.assign(n_runs=3, ci_low=table["mean"] * (1 - width), ci_high=table["mean"] * (1 + width))


def known(comparison: pd.DataFrame, gains: pd.DataFrame | None = None, over=None) -> Facts:
    """What sentences are made of, where only the comparison and the gains of groups count."""
    given = (pd.DataFrame(columns=list(GAIN_COLUMNS)) if gains is None else gains, NAMES)
    return Facts(measures({("base", MAIN): [0.5]}), comparison, TITLES, {}, *given, *([] if over is None else [over]))


def sentences(made, name: str) -> dict[str, str]:
    """Sentences of the card of a policy, with their tones."""
    card = next(card for card in made.answer.cards if card.name == name)
    return {s.text: s.tone for s in card.sentences}


# Numbers and their words.


@pytest.mark.parametrize(
    ("number", "shown", "typed", "plain"),
    [
        (Number(-2.94, "+.1f"), "−2.9", "-2.9", -2.9),
        (Number(2.94, "+.1f"), "+2.9", "+2.9", 2.9),
        (Number(2.94, ".1f"), "2.9", "2.9", 2.9),
        (Number(-0.04, "+.1f"), "0.0", "0.0", 0.0),
        (Number(-2500.0, "+,.0f"), "−2,500", "-2,500", -2500.0),
        (Number(8.306, ".2f", "¥"), "¥8.31", "¥8.31", "¥8.31"),
        (Number(54.14, ".1f", "", " %"), "54.1 %", "54.1 %", "54.1 %"),
        (Number(nan, ".1f"), "n/a", "n/a", "n/a"),
        (Number(math.inf, ".1f", "¥"), "n/a", "n/a", "n/a"),
    ],
)
def test_a_number_is_rounded_once_for_people_keyboards_and_spreadsheets(number, shown, typed, plain):
    assert (str(number), number.typed, number.plain) == (shown, typed, plain)
    assert math.copysign(1.0, plain if isinstance(plain, float) and not plain else 1.0) == 1.0


def test_the_lower_end_of_an_interval_stands_first():
    ends = Ends(Number(-3.0, "+.1f"), Number(2.0, "+.1f"))
    assert (str(ends), ends.plain) == ("[−3.0, +2.0]", "[-3.0, +2.0]")
    assert str(Ends(*ends[:2], "{low} … {high}")) == "−3.0 … +2.0"


@pytest.mark.parametrize(
    ("unit", "value", "level_of", "difference"),
    [
        ("share", 0.0314, "3.1 %", "+3.1"),
        ("days", 12.34, "12.3 d", "+12.3"),
        ("yuan", 8.306, "¥8.31", "+8.31"),
        ("trust", 0.55124, "55.1", "+55.12"),
        ("rate", 123.44, "123.4", "+123.4"),
    ],
)
def test_every_unit_has_its_factor_its_digits_and_its_sign(unit, value, level_of, difference):
    assert value_number(value, unit).typed == level_of
    assert difference_number(value, unit).typed == difference
    assert difference_number(-value, unit).typed == difference.replace("+", "-")


def test_a_difference_has_the_digits_of_its_interval_where_it_has_one():
    """Ends .02 and .06 need two decimals to be something; a width of 40 carries none; one of zero says nothing."""
    assert difference_number(0.0031, "share", (0.0012, 0.0051)).typed == "+0.3"
    assert difference_number(0.0031, "share", (0.0031, 0.0031)).typed == "+0.3"
    assert difference_number(0.31, "share", (0.11, 0.51)).typed == "+31"
    assert difference_number(0.0004, "share", (0.0002, 0.0006)).typed == "+0.04"


def test_a_headline_within_a_period_keeps_its_unit_and_direction():
    resolved = next(h for h in SERIES if h.measure == MAIN[0])
    march = in_period(resolved, "month", "2017-03")
    assert march.key == (MAIN[0], "month", "2017-03") and (march.unit, march.better) == ("share", 1)
    assert (march.label, march.label_zh) == ("Mar 2017", "2017年3月")


def test_what_is_wanted_of_the_headlines():
    """More resolved, satisfied, on time and trust; less loss, paper, days, unmet need and distance of regions."""
    better = {h.measure: h.better for h in HEADLINES}
    up = {"resolution_share", "resolution_registered_share", "solved_per_need", "satisfaction_share", "on_time_share"}
    down = {"dropped_share", "nominal_share", "closing_days_q50", "closing_days_q75", "unmet_burden"}
    assert {name for name, side in better.items() if side > 0} == up | {"trust_community"}
    assert {name for name, side in better.items() if side < 0} == down | {
        "unmet_burden_equal_1",
        "resolution_region_gap",
    }
    assert {h.measure: h.unit for h in HEADLINES if h.unit not in ("share", "days")} == {
        "trust_community": "trust",
        "spending_per_resident": "yuan",
    }
    assert {h.measure: h.better for h in SERIES}["open_share"] == -1


@pytest.mark.parametrize(
    ("values", "scale", "least", "digits"),
    [
        ((0.05,), 1.0, 1, 1),  # rounds to 0.1 or to 0.0 by half to even: 0.05 is a hair above
        ((0.04,), 1.0, 1, 2),
        ((0.0, 1.0), 1.0, 1, 1),
        ((0.004, 0.5), 100.0, 1, 1),
        ((0.0004, 0.5), 100.0, 1, 2),
        ((1e-9,), 1.0, 1, 4),
        ((3.0,), 1.0, 2, 2),
    ],
)
def test_no_number_that_is_something_is_shown_as_nothing(values, scale, least, digits):
    assert digits_for(values, scale, least) == digits


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("share", "−12.0 points (−14.0 to −10.0)"),
        ("days", "−0.12 days (−0.14 to −0.10)"),
        ("yuan", "−0.12 yuan (−0.14 to −0.10)"),
        ("trust", "−12.0 points of 100 (−14.0 to −10.0)"),
        ("index", "−0.120 (−0.140 to −0.100)"),
        ("relative", "−12.0 % (−14.0 to −10.0)"),
    ],
)
def test_a_difference_is_said_in_its_unit(unit, said):
    """A width of 4 carries one decimal and a width of .04 three, of which days and yuan need two."""
    found = Estimate(-0.12, -0.14, -0.10, 0.01)
    least = {"days": "−0.1 days (−0.1 to −0.1)"}.get(unit, said)
    assert signed(found, unit) == least
    assert size(found, unit).startswith(least.split(" (")[0].removeprefix("−"))


def test_the_size_of_a_fall_has_the_smaller_end_first_and_no_sign():
    assert size(Estimate(-0.12, -0.15, -0.10, 0.01), "share") == "12.0 points (10.0 to 15.0)"
    assert signed(Estimate(-0.12, -0.15, -0.10, 0.01), "share", bare=True) == "−12.0 (−15.0 to −10.0)"


def test_where_ties_leave_no_interval_the_seeds_are_said():
    found = Estimate(0.02, nan, nan, 1.0, 10, 7)
    assert signed(found, "share") == "+2.0 points (equal in 7 of 10 seeds)"
    assert between(found, "share") == "equal in 7 of 10 seeds" and found.ties(short=True) == "equal 7/10"
    alone_there = Estimate(0.02, nan, nan, nan, 1, 1)
    assert (signed(alone_there, "share"), between(alone_there, "share")) == ("+2.0 points", "")


@pytest.mark.parametrize(
    ("n", "n_equal", "low", "tied"),
    [(10, 2, nan, True), (10, 1, nan, False), (1, 1, nan, False), (10, 9, -0.1, False)],
)
def test_runs_tie_where_two_are_equal_and_no_interval_is_left(n, n_equal, low, tied):
    assert Estimate(0.0, low, 0.1 if math.isfinite(low) else nan, 0.3, n, n_equal).tied == tied


@pytest.mark.parametrize(
    ("value", "low", "high", "p", "sign"),
    [
        (1.0, 0.0, 2.0, 0.01, 0),
        (-1.0, -2.0, 0.0, 0.01, 0),
        (1.0, 0.1, 2.0, 0.05, 0),
        (1.0, 0.1, 2.0, 0.0499, 1),
        (-1.0, nan, nan, 0.01, -1),
        (0.0, nan, nan, 0.01, 0),
    ],
)
def test_at_its_limits_a_difference_is_not_certain(value, low, high, p, sign):
    found = Estimate(value, low, high, p, 10, 5)
    assert found.sign == sign
    assert not found.leans or (found.low > 0 or found.high < 0)


def test_an_interval_that_touches_zero_does_not_lean():
    assert not Estimate(1.0, 0.0, 2.0, 0.5).leans and not Estimate(-1.0, -2.0, 0.0, 0.5).leans


def test_an_estimate_is_read_off_the_columns_of_its_name():
    row = {"difference": 1.0, "ci_low": 0.5, "ci_high": 1.5, "p_adjusted": 0.2, "n": 8, "n_equal": 3}
    assert estimate_of(row) == Estimate(1.0, 0.5, 1.5, 0.2, 8, 3)
    other = {"apart": 2.0, "apart_low": 1.0, "apart_high": 3.0, "p_adjusted": 0.3, "n_seeds": 5, **row, "n_equal": 1}
    assert estimate_of(other, "apart", "n_seeds")[:3] == (2.0, 1.0, 3.0) and estimate_of(other, n="n_seeds").n == 5
    assert math.isnan(estimate_of({"difference": 1.0}).low)


@pytest.mark.parametrize(
    ("say", "said"),
    [
        (lambda: percent(0.1234, 0), "12 %"),
        (lambda: percent(0.1234, 2), "12.34 %"),
        (lambda: level(0.1234, "share"), "12.3 %"),
        (lambda: level(12.34, "days"), "12.3 days"),
        (lambda: level(12.345678, "yuan"), "12.35 yuan"),
        (lambda: level(0.5512, "trust"), "55.12 points of 100"),
        (lambda: distance(0.1234, "share"), "12.3 points"),
        (lambda: amount(-1234.5, "yuan"), "−1,234.50"),
        (lambda: joined(["a", "b", "c"]), "a; b; c"),
        (lambda: wrapped("aa bb cc", 7, 2), "  aa bb\n  cc"),
    ],
)
def test_levels_distances_and_rows_of_words(say, said):
    assert say() == said


def test_a_combined_accent_takes_no_column():
    assert columns("e\u0301") == 1 and columns("解e\u0301") == 3


def test_seeds_are_named_one_by_one_as_far_as_a_dozen():
    assert "1, 2, 3. World seed: 7" in seeds_text([1, 2, 3], 7)
    assert ", ".join(map(str, range(1, MOST_SEEDS + 1))) in seeds_text(range(1, MOST_SEEDS + 1), 7)
    assert f"101 ... {MOST_SEEDS + 101}" in seeds_text(range(101, MOST_SEEDS + 102), 7)


@pytest.mark.parametrize(
    ("drawn", "sample", "said", "fewest"),
    [
        (Drawn(5, 1000, 20, 8000, 3), 0.25, "5 of 20 townships and streets (25.00 %) with 1,000 of 8,000", False),
        (Drawn(5, 1000, 20, 8000, 5), 0.1, "(12.50 %), the fewest there can be", True),
        (Drawn(5, 1000, 20, 8000, 5), 0.25, "of 8,000 residents (12.50 %)", False),
        (Drawn(20, 8000, 20, 8000, 5), 0.25, "the whole place, 8,000 residents", False),
    ],
)
def test_what_was_drawn_is_said_in_townships_and_residents(drawn, sample, said, fewest):
    """Five of twenty are a quarter, a thousand of eight thousand an eighth; ten per cent were asked for in vain."""
    text = drawn_text(drawn, sample)
    assert said in text and ("fewest" in text) == fewest and ("asks for 10.00 %" in text) == fewest
    assert drawn_of({"sample": sample, "drawn": drawn._asdict()}) == text
    assert drawn_of({"sample": 0.1}) == "sample of 10.00 % of the townships"


def test_notes_of_the_calendar_are_said_as_they_stand_in_the_manifest():
    assert calendar_of({"calendar": [("No holidays known.", "节假日未知。")]}) == ["No holidays known."]
    assert calendar_of({}) == []


# Sentences of one policy.


def test_a_scenario_alone_has_every_share_in_its_place():
    """A tenth resolved, two tenths of needs, three closed, four on paper, five dropped, six endured."""
    names = (MAIN[0], NEEDS[0], "closure_share", "nominal_share", "dropped_share", "endured_share")
    table = summary([("only", name, "all", "all", 0.1 * (k + 1)) for k, name in enumerate(names)])
    table = pd.concat([table, table.assign(scenario="other", mean=0.9), table.assign(by="setting", mean=0.8)])
    lead = [s.text for s in alone(table, "only", "Only").lead]
    assert lead[0] == "Only: of reported complaints 10.0 % are really resolved (95 % interval 9.0 % to 11.0 %)."
    assert lead[1].startswith("30.0 % are closed on record; 40.0 % of reported complaints are closed only nominally")
    assert lead[1].endswith("and 50.0 % are dropped unanswered.")
    assert lead[2] == "Of all needs 20.0 % are solved; 60.0 % are endured in silence."
    once = alone(table.assign(ci_low=nan, ci_high=nan), "only", "Only").lead[0].text
    assert once.endswith("10.0 % are really resolved.")
    [missing] = alone(table[table["measure"] != "endured_share"], "only", "Only").lead
    assert missing.tone == UNSURE and "not known" in missing.text


@pytest.mark.parametrize(
    ("main", "needs", "said", "tones"),
    [
        ((0.04, 0.03, 0.05), (0.02, 0.01, 0.03), ("Raises real", "Of all needs, reported or not, 2.0"), (1, 1)),
        ((-0.04, -0.05, -0.03), (-0.02, -0.03, -0.01), ("Lowers real", "Of all needs, reported or not, 2.0"), (-1, -1)),
        ((0.04, 0.03, 0.05), (-0.02, -0.03, -0.01), ("Raises real", "But of all needs"), (1, -1)),
        ((0.04, -0.01, 0.09), (0.02, -0.01, 0.05), ("For real resolution no", "Of all needs, no difference"), (0, 0)),
        ((0.04, -0.01, 0.09), (-0.02, -0.03, -0.01), ("For real resolution no", "Of all needs, reported"), (0, -1)),
    ],
)
def test_what_becomes_of_resolution_and_of_needs(main, needs, said, tones):
    table = compared([("a", MAIN, 0.5, *main), ("a", NEEDS, 0.4, *needs)])
    found = main_sentences(known(table), "a")
    assert [s.text.startswith(words) for s, words in zip(found, said, strict=True)] == [True, True]
    assert [s.tone for s in found] == [{1: BETTER, -1: WORSE, 0: UNSURE}[tone] for tone in tones]
    if tones[0]:
        assert f"from 50.0 % to {100 * (0.5 + main[0]):.1f} % of" in found[0].text
    else:
        assert "(between −1 and +9 points)" in found[0].text
    if tones[1]:
        assert ("more are solved" if tones[1] > 0 else "fewer are solved") in found[1].text


@pytest.mark.parametrize(
    ("difference", "ends", "p", "way", "doubt", "tone"),
    [
        (0.02, (0.01, 0.03), 0.01, "more", False, BETTER),
        (-0.02, (-0.03, -0.01), 0.01, "fewer", False, WORSE),
        (0.02, (-0.01, 0.03), 0.01, "more", True, UNSURE),
        (0.0, (-0.01, 0.03), 1.0, "as many", False, UNSURE),
    ],
)
def test_over_worlds_it_is_said_in_how_many_and_whether_the_way_is_open(difference, ends, p, way, doubt, tone):
    table = compared([("a", MAIN, 0.5, difference, *ends), ("a", NEEDS, 0.4, difference, *ends)], p)
    needs, main = main_sentences(known(table.assign(n_equal=8), over=WORLDS), "a")
    assert "of all needs are solved" in needs.text and "of reported complaints" in main.text
    for found in (needs, main):
        assert found.text.startswith(f"In 8 of 10 plausible worlds {way} ") and found.tone == tone
        assert ("open" in found.text) == doubt and found.grade == ""


def settings(rural: float, urban: float, own: float = 0.0005, policies: int = 1) -> str:
    """What is said of villages and towns where both gain so much by policy A."""
    cells = {("base", MAIN): series(0.5), ("base", RURAL): series(0.35), ("base", URBAN): series(0.45)}
    titles = dict(list(TITLES.items())[: policies + 1])
    for name in list(titles)[1:]:
        cells |= {(name, MAIN): series(0.5), (name, RURAL): series(0.35 + rural, own)}
        cells |= {(name, URBAN): series(0.45 + urban, -own)}
    card = cards_of(facts(cells, titles))[0]
    return next(s.text for s in card.sentences if "Villages" in s.text or "illages" in s.text)


@pytest.mark.parametrize(
    ("rural", "urban", "said"),
    [
        (0.04, 0.02, "Villages gain more than towns: 4.0 against 2.0 points of needs solved, 2.0 times as much ("),
        (0.02, 0.04, "Towns gain more than villages: 4.0 against 2.0 points of needs solved, 2.0 times as much ("),
        (0.04, -0.02, "Villages fare better than towns: +4.0 ("),
        (-0.04, -0.02, "Towns fare better than villages: −2.0 ("),
        (0.03, 0.03, "Between villages and towns no difference in what is gained can be told (between −"),
    ],
)
def test_whether_villages_or_towns_gain_more(rural, urban, said):
    text = settings(rural, urban)
    assert text.startswith(said)
    if said.startswith("Between"):
        low, high = (float(x.replace("−", "-")) for x in re.findall(r"([−+][\d.]+)", text))
        assert low < 0.0 < high and high - low < 0.3
    if "times" in text:
        low, high = map(float, re.findall(r"\(([\d.]+) to ([\d.]+)\)", text)[0])
        assert 1.0 < low <= 2.0 <= high < 3.0
    if "fare better" in text:
        assert "points of needs solved." in text and text.count("points") == 1


def gains(rows: Iterable[tuple[str, str, float]], p: float = 0.01, name: str = "a") -> pd.DataFrame:
    """Gains of groups: grouping, group and difference, certain to a tenth; all of it sets them apart."""
    return pd.DataFrame(
        [
            {
                "scenario": name,
                "measure": NEEDS[0],
                "by": by,
                "group": group,
                "n": 10,
                "n_equal": 1,
                "difference": d,
                "ci_low": d - 0.1 * abs(d),
                "ci_high": d + 0.1 * abs(d),
                "p_adjusted": p,
                "apart": d,
                "apart_low": d - 0.1 * abs(d),
                "apart_high": d + 0.1 * abs(d),
                "apart_p_adjusted": p,
                "apart_n_equal": 1,
            }
            for by, group, d in rows
        ]
    )


def test_the_groups_that_gain_or_lose_most_are_named_first_and_four_at_most():
    groups = ("older", "family", "disabled", "low_income", "farmer")
    up = gains([("resident_group", name, 0.01 * (k + 1)) for k, name in enumerate(groups)])
    text = next(s.text for s in cards_of(known(compared([]), up))[0].sentences if s.tone == BETTER)
    found = [float(x) for x in re.findall(r"\+([\d.]+) points", text)]
    assert found == [5.0, 4.0, 3.0, 2.0] and text.index("farmers") < text.index("low-income")
    down = gains([("resident_group", name, -0.01 * (k + 1)) for k, name in enumerate(groups)])
    text = next(s.text for s in cards_of(known(compared([]), down))[0].sentences if s.tone == WORSE)
    assert [float(x) for x in re.findall(r"−([\d.]+) points", text)] == [5.0, 4.0, 3.0, 2.0]


def test_nothing_is_said_of_groups_whose_gains_have_no_interval():
    table = gains([("region", "plain", 0.02)]).assign(ci_low=nan, ci_high=nan)
    assert cards_of(known(compared([]), table))[0].sentences[-1].text == answer("main_missing")


@pytest.mark.parametrize(
    ("baseline", "change", "said"),
    [
        (0.10, 0.02, "The lead of towns over villages in real resolution grows by 2.0 points (1.8 to 2.2), to 12.0"),
        (0.10, -0.02, "The lead of towns over villages in real resolution shrinks by 2.0 points (1.8 to 2.2), to 8.0"),
        (-0.10, 0.02, ""),
        (0.01, -0.02, ""),
    ],
)
def test_the_lead_of_towns_grows_or_shrinks_only_where_towns_lead_before_and_after(baseline, change, said):
    ends = sorted((0.9 * change, 1.1 * change))
    card = cards_of(known(compared([("a", GAP, baseline, change, *ends)])))[0]
    found = [s for s in card.sentences if "lead of towns" in s.text]
    assert [s.text.startswith(said) for s in found] == ([True] if said else [])
    assert [s.tone for s in found] == ([WORSE if change > 0 else BETTER] if said else [])


def test_what_else_is_better_and_what_is_worse_stands_apart():
    """On time and dropped fall: the one is worse, the other better; trust that may be chance is not named."""
    cells = [
        ("a", ("on_time_share", "all", "all"), 0.5, -0.03, -0.04, -0.02),
        ("a", ("dropped_share", "all", "all"), 0.2, -0.05, -0.06, -0.04),
        ("a", ("nominal_share", "all", "all"), 0.2, 0.02, 0.01, 0.03),
        ("a", ("satisfaction_share", "all", "all"), 0.5, 0.04, 0.03, 0.05),
        ("a", ("resolution_region_gap", "all", "all"), 0.1, 0.06, 0.05, 0.07),
        ("a", ("trust_community", "all", "all"), 0.5, 0.01, -0.01, 0.03),
        ("a", WAIT, 9.0, -1.5, -2.0, -1.0),
    ]
    card = cards_of(known(compared(cells)))[0]
    by_tone = {s.tone: s.text for s in card.sentences if s.text.startswith(("Better", "Worse"))}
    assert "satisfied residents +4.0 points" in by_tone[BETTER] and "dropped unanswered −5.0" in by_tone[BETTER]
    assert "handled on time −3.0" in by_tone[WORSE] and "nominally closed +2.0" in by_tone[WORSE]
    assert "best and worst region +6.0" in by_tone[WORSE] and "trust" not in "".join(by_tone.values())
    assert [s.tone for s in card.sentences if s.text == "A closed issue takes 1.5 days (1.0 to 2.0) less."] == [BETTER]


@pytest.mark.parametrize(
    ("change", "said"), [(2.0, "spend 2.00 yuan (1.80 to 2.20) more"), (-2.0, "(1.80 to 2.20) less")]
)
def test_what_offices_spend_is_said_either_way_and_judged_neither(change, said):
    ends = sorted((0.9 * change, 1.1 * change))
    card = cards_of(known(compared([("a", SPENDING, 30.0, change, *ends)])))[0]
    assert [(said in s.text, s.tone) for s in card.sentences if s.text.startswith("Offices")] == [(True, PLAIN)]


@pytest.mark.parametrize(
    ("spending", "lever", "said"), [(28.0, 1.0, "no more in all"), (31.0, 1.0, "costs more in all")]
)
def test_over_worlds_the_cost_counts_levers_and_spending(spending, lever, said):
    """Offices spend 30 yuan: 1 - 2 yuan are less in all ten worlds, 1 + 1 more."""
    cells = {("base", MAIN): series(0.5), ("a", MAIN): series(0.5, 0.001)}
    cells |= {("base", SPENDING): series(30.0), ("a", SPENDING): series(spending, 0.01)}
    table = measures(cells)
    comparison = compared([("a", MAIN, 0.5, 0.0, -0.01, 0.01)])
    made = facts_of(table, comparison, {"base": "B", "a": "A"}, {"base": 0.0, "a": lever}, NAMES, WORLDS)
    text = next(s.text for s in cards_of(made)[0].sentences if "in all" in s.text)
    assert said in text
    assert text.startswith("In 10 of 10 plausible worlds")
    value = float(re.findall(r"([−+][\d.]+) yuan", text)[0].replace("−", "-"))
    assert value == pytest.approx(lever + spending - 30.0, abs=0.02)


@pytest.mark.parametrize(("cost", "said"), [(0.0, "it costs no more in all"), (0.5, "it costs more in all")])
def test_what_costs_the_same_in_every_world_costs_no_more(cost, said):
    cells = {(name, cell): [value] * 10 for name in ("base", "a") for cell, value in ((MAIN, 0.5), (SPENDING, 30.0))}
    comparison = compared([("a", MAIN, 0.5, 0.0, -0.01, 0.01)])
    made = facts_of(measures(cells), comparison, {"base": "B", "a": "A"}, {"base": 0.0, "a": cost}, NAMES, WORLDS)
    [text] = [s.text for s in cards_of(made)[0].sentences if "in all" in s.text]
    assert text.startswith(f"In 10 of 10 plausible worlds {said}")


def test_clients_are_told_of_only_where_a_policy_has_some():
    other = (MAIN[0], "client", "other")
    rows = [("a", other, 0.5, 0.04, 0.03, 0.05)]
    assert not [s for s in cards_of(known(compared(rows)))[0].sentences if "clients" in s.text]
    clients = compared([*rows, ("a", (MAIN[0], "client", "client"), 0.5, 0.1, 0.09, 0.11)])
    [said] = [s for s in cards_of(known(clients))[0].sentences if "clients" in s.text]
    assert said.text.startswith("Residents who are not clients of a linked team: real resolution +4.0 points (+3.0 to")
    clients.loc[1, "mean"] = nan
    assert not [s for s in cards_of(known(clients))[0].sentences if "clients" in s.text]


class Graded:
    """Grounds on which a sentence is as certain as so many worlds of ten: nine high, six moderate, else low."""

    def of(self, scenario: str, measure: str, n_worlds: int, of: int) -> str:
        """The grade of so many worlds."""
        assert of == 10 and scenario == "a"
        return "high" if n_worlds >= 9 else "moderate" if n_worlds >= 6 else "low"


def test_a_sentence_is_as_certain_as_the_least_certain_thing_it_says():
    """Worlds that bear out: gap 9, days 6, on time 9 and dropped 3 of ten."""
    table = compared(
        [
            ("a", GAP, 0.1, 0.02, 0.01, 0.03),
            ("a", WAIT, 9.0, -1.5, -2.0, -1.0),
            ("a", ("on_time_share", "all", "all"), 0.5, 0.03, 0.02, 0.04),
            ("a", ("dropped_share", "all", "all"), 0.2, -0.05, -0.06, -0.04),
            ("a", ("nominal_share", "all", "all"), 0.2, 0.05, 0.04, 0.06),
            ("a", MAIN, 0.5, 0.04, 0.03, 0.05),
            ("a", NEEDS, 0.5, 0.04, 0.03, 0.05),
            ("a", (MAIN[0], "client", "client"), 0.5, 0.04, 0.03, 0.05),
            ("a", (MAIN[0], "client", "other"), 0.5, 0.04, 0.03, 0.05),
            ("a", (WAIT[0], "client", "other"), 9.0, 1.0, 0.5, 1.5),
        ]
    ).assign(n_equal=[9, 6, 9, 3, 9, 9, 6, 9, 9, 3])
    groups = gains([("resident_group", "older", 0.02), ("resident_group", "family", -0.02)]).assign(n_equal=[9, 6])
    made = Facts(measures({("base", MAIN): [0.5]}), table, {"base": "B", "a": "A"}, {}, groups, NAMES, WORLDS, Graded())
    graded = {s.text: s.grade for s in cards_of(made)[0].sentences}
    starts = {
        "In 6 of 10": "moderate",
        "In 9 of 10": "high",
        "Gain more": "high",
        "Lose in": "moderate",
        "Residents who": "low",
        "The lead of": "high",
        "A closed": "moderate",
        "Better": "low",
        "Worse": "high",
    }
    for start, grade in starts.items():
        assert [g for text, g in graded.items() if text.startswith(start)] == [grade], start
    nobody = cards_of(Facts(made.measures, table, made.titles, {}, gains([("region", "plain", 0.0)]), NAMES, WORLDS))
    assert {s.grade for s in nobody[0].sentences} == {""}


def test_p_of_villages_and_towns_is_adjusted_over_the_policies():
    """With p between 2.5 and 5 % one policy by itself is told apart, of two alike neither."""
    n = len(series(0.0))
    twist = np.array(series(0.0, 1.0, 0.0))
    mean = 2.5 * float(twist.std(ddof=1)) / math.sqrt(n)
    p = 2.0 * float(stats.t.sf(mean * math.sqrt(n) / twist.std(ddof=1), n - 1))
    assert 0.025 < p < 0.05
    scale = 0.001

    def said(policies: int) -> str:
        titles = dict(list(TITLES.items())[: policies + 1])
        cells = {("base", MAIN): series(0.5), ("base", RURAL): series(0.35), ("base", URBAN): series(0.45)}
        for name in list(titles)[1:]:
            cells |= {(name, MAIN): series(0.5), (name, URBAN): series(0.47)}
            cells[(name, RURAL)] = [
                x + 0.02 + scale * (mean + float(y)) for x, y in zip(series(0.35), twist, strict=True)
            ]
        card = cards_of(facts(cells, titles))[0]
        return next(s.text for s in card.sentences if "illages" in s.text)

    assert said(1).startswith("Villages gain more than towns") and said(2).startswith("Between villages and towns")


def test_groups_that_gain_are_better_off_and_groups_that_lose_worse():
    groups = [("setting", "rural", 0.02), ("region", "plain", -0.02)]
    table = who_table(known(compared([]), pd.concat([gains(groups), gains(groups[:1], p=0.2, name="b")])))
    assert table is not None
    assert [[cell.tone for cell in row[1:]] for row in table.rows] == [[BETTER, UNSURE], [WORSE, ""]]
    assert [f"{row[2].text}" for row in table.rows] == ["+2.0", "–"]


def test_over_worlds_a_glance_shows_the_size_of_the_gap_and_the_median_cost():
    """In some worlds villages lead: gaps of .10 and -.10 that go to half of it are smaller in all worlds.

    Costs in excess of the baseline are the levers' 1 yuan and 1, 1 and 4 yuan of spending: their median is 2, not 3.
    """
    gaps = [0.10, -0.10, 0.08, -0.06, 0.12, -0.14, 0.09, 0.07, -0.05, 0.11]
    spent = [1.0, 1.0, 4.0] * 3 + [1.0]
    cells = {("base", MAIN): series(0.5), ("a", MAIN): series(0.5, 0.001), ("b", MAIN): series(0.5, 0.001)}
    cells |= {("base", GAP): gaps, ("a", GAP): [x / 2 for x in gaps], ("b", GAP): [2 * x for x in gaps]}
    cells |= {("base", SPENDING): [30.0] * 10, ("a", SPENDING): [30.0 + x for x in spent], ("b", SPENDING): [30.0] * 10}
    table = measures(cells)
    costs = {"base": 0.0, "a": 1.0, "b": 0.0}
    made = facts_of(table, compare(table, "base", ["a", "b"], WORLDS), TITLES, costs, NAMES, WORLDS)
    first, second = glance_table(made).rows
    assert (first[3].tone, second[3].tone) == (BETTER, WORSE)
    assert first[5].text.value == pytest.approx(2.0) and isinstance(first[5].below, Ends)
    assert (first[5].below.low.value, first[5].below.high.value) == pytest.approx((2.0, 5.0))
    mixed = facts_of(
        measures({**cells, ("a", GAP): [x + 0.05 for x in gaps]}), made.comparison, TITLES, costs, NAMES, WORLDS
    )
    assert glance_table(mixed).rows[0][3].tone == UNSURE


# Which policy for whom.


@pytest.fixture(scope="module")
def made():
    """Alpha resolves 4 points more and costs 3 yuan, Beta 2 points less; Beta is quicker and nearer to villages."""
    cells = {}
    for cell, values, own in (
        (MAIN, (0.50, 0.54, 0.48), 0.001),
        (NEEDS, (0.40, 0.42, 0.40), 0.001),
        (GAP, (0.10, 0.10, 0.07), 0.001),
        (WAIT, (12.0, 13.0, 10.0), 0.01),
        (SPENDING, (30.0, 31.0, 30.0), 0.0),
    ):
        for name, value in zip(TITLES, values, strict=True):
            cells[(name, cell)] = series(value, 0.0 if name == "base" else own)
    return recommend(facts(cells, TITLES, {"base": 0.0, "a": 2.0, "b": 1.0}))


def test_who_leads_and_who_raises_or_lowers_is_said_with_sizes(made):
    lead = [s.text for s in made.answer.lead]
    assert lead[0] == (
        "Alpha has the highest real resolution, 54.0 % of reported complaints against 50.0 % in the baseline, "
        "ahead of everything else compared."
    )
    counted = next(text for text in lead if text.startswith("Against the baseline"))
    up, down = counted.split("; it ")
    assert "rises under Alpha by 4.0 points (" in up and "falls under Beta by 2.0 points (" in down
    assert any(text.startswith("No policy is best in everything") for text in lead)


def test_a_policy_that_cannot_be_told_apart_is_counted_with_its_range():
    cells = {("base", MAIN): series(0.5), ("a", MAIN): series(0.52, 0.001), ("b", MAIN): series(0.5, 0.004)}
    counted = recommend(facts(cells, TITLES)).answer.lead[1].text
    assert "rises under Alpha by 2.0" in counted and "cannot be told to change under Beta (between −" in counted


def test_choices_name_the_best_in_each_respect_with_its_level(made):
    choices = {line.split(":")[0]: line.split(": ", 1)[1] for line in made.answer.choices}
    assert choices["If real resolution counts most"].startswith("Alpha. Its price: days to close +1.0 days (")
    assert choices["If all needs count, reported or not"].startswith("Alpha")
    assert choices["If the gap between town and village counts most"].startswith(
        "Beta (gap in real resolution 7.0 points)."
    )
    assert choices["If waiting counts most"].startswith("Beta (a closed issue takes 10.0 days). Its price: real")
    money = choices["If money counts most"]
    assert money.startswith("Alpha, the cheapest of those that raise real resolution (3.00 yuan per resident")


def test_where_nothing_raises_resolution_no_money_is_well_spent():
    cells = {("base", MAIN): series(0.5), ("a", MAIN): series(0.48, 0.001)}
    cells |= {(name, SPENDING): series(30.0) for name in ("base", "a")}
    found = recommend(facts(cells, {"base": "Baseline", "a": "Alpha"}, {"base": 0.0, "a": 0.0}))
    assert found.answer.choices[-1].startswith("If money counts most: nothing that costs money is shown")


def test_those_that_are_tied_in_a_choice_stand_together_without_a_price():
    cells = {("base", MAIN): series(0.5), ("a", MAIN): series(0.54, 0.003), ("b", MAIN): series(0.5405, -0.003)}
    cells |= {("base", WAIT): series(9.0, 0, 0.1)}
    cells |= {(name, WAIT): series(10.0, own, 0.1) for name, own in (("a", 0.01), ("b", -0.01))}
    [line] = [x for x in recommend(facts(cells, TITLES)).answer.choices if x.startswith("If real resolution")]
    assert line == "If real resolution counts most: Beta and Alpha (not told apart)."


def test_who_is_beaten_by_none_is_said_of_one_or_of_several():
    """Alone ahead in everything it is Alpha; with a dearer rival that resolves more it is both."""
    cells = {}
    for cell, values in ((MAIN, (0.50, 0.54, 0.52)), (GAP, (0.10, 0.05, 0.08)), (SPENDING, (30.0, 29.0, 30.0))):
        for name, value in zip(TITLES, values, strict=True):
            cells[(name, cell)] = series(value, 0.0 if name == "base" else 0.0001)
    lead = [s.text for s in recommend(facts(cells, TITLES)).answer.lead]
    assert "Over resolution, the gap between town and village together, Alpha is beaten by none." in lead
    assert "Beta does no better in any of these than Alpha, and worse in some." in lead
    assert not [text for text in lead if text.startswith("No policy is best")]
    cells |= {("b", MAIN): series(0.56, 0.0001)}
    lead = [s.text for s in recommend(facts(cells, TITLES, dict.fromkeys(TITLES, 0.0))).answer.lead]
    assert (
        "Over resolution, the gap between town and village and cost together, Alpha and Beta are beaten by none."
        in lead
    )


def test_means_are_of_everybody_and_of_runs_with_a_value():
    table = measures({("base", MAIN): series(0.5), ("base", RURAL): series(0.9), ("a", MAIN): [nan] * 10})
    other = measures({("base", (MAIN[0], "setting", "rural")): series(0.1)})
    assert means_of(pd.concat([table, other]), MAIN[0]) == {"base": pytest.approx(0.5)}


def test_the_price_of_a_policy_is_what_it_makes_worse_for_certain():
    """Days first, then the largest; what is better, what may be chance, and trust stay out."""
    rows = [
        ("a", MAIN, 0.5, -0.02, -0.03, -0.01),
        ("a", WAIT, 9.0, 0.5, 0.4, 0.6),
        ("a", ("dropped_share", "all", "all"), 0.2, 0.04, 0.03, 0.05),
        ("a", ("nominal_share", "all", "all"), 0.2, -0.09, -0.1, -0.08),
        ("a", ("on_time_share", "all", "all"), 0.5, -0.2, -0.5, 0.1),
        ("a", ("trust_community", "all", "all"), 0.5, -0.2, -0.21, -0.19),
    ]
    parts = price_of(known(compared(rows)), "a").split("; ")
    assert [part.split(" (")[0] for part in parts] == [
        "days to close +0.5 days",
        "complaints dropped unanswered +4.0 points",
        "real resolution −2.0 points",
    ]
    assert price_of(known(compared(rows)), "b") == ""


@pytest.mark.parametrize(("net", "shown"), [((1.0, 0.0), [1.0, 5.0]), ((0.0, -2.0), [0.0, 3.0])])
def test_at_a_glance_costs_are_means_over_the_runs(net, shown):
    """Levers of Alpha and Beta, and of Beta five yuan more that offices spend."""
    cells = {(name, MAIN): series(0.5) for name in TITLES}
    cells |= {("base", SPENDING): series(30.0), ("a", SPENDING): series(30.0), ("b", SPENDING): series(35.0, 0.001)}
    rows = glance_table(facts(cells, TITLES, {"base": 0.0, "a": net[0], "b": net[1]})).rows
    assert [row[-1].text.value for row in rows] == pytest.approx(shown)


def test_what_offices_spend_is_marked_where_certain_and_judged_neither():
    table = compared([("a", SPENDING, 30.0, 2.0, 1.5, 2.5), ("b", SPENDING, 30.0, 1.0, -0.5, 2.5)])
    columns_of = [f"{who}_hours" for who in ("committee", "township", "district", "resident", "volunteer")]
    row = dict.fromkeys([*columns_of, "money_yuan", "total_yuan", "yuan_per_resident"], 1.0)
    costs = pd.DataFrame([{"scenario": name, **row} for name in ("a", "b")])
    first, second = cost_table(costs, known(table), (40.0, 50.0, 16.5)).rows
    assert (first[5].tone, first[5].mark, f"{first[5].text}") == ("", True, "+2.0")
    assert (second[5].tone, second[5].mark) == ("", False)
    assert cost_table(costs[:1], known(table), (1.0, 1.0, 1.0)).rows[1:] == []


def test_runs_are_counted_by_the_measure_that_has_most():
    table = compared([("a", MAIN, 0.5, 0.04, 0.03, 0.05), ("a", NEEDS, 0.4, 0.04, 0.03, 0.05)]).assign(n=[9, 4])
    assert "over 9 paired runs" in comparison_table(known(table)).note
    few = recommend(known(table.assign(n=[1, 0])))
    assert [s.text for s in few.answer.lead] == [answer("one_run")]
    assert recommend(known(table.assign(n=[2, 0]))).answer.cards


@pytest.mark.parametrize(
    ("cost", "said"), [(0.0049, "no new money"), (0.006, "worth 0.01 yuan"), (-0.03, "worth -0.03")]
)
def test_half_a_fen_is_no_cost(cost, said):
    made = Facts(
        measures({("base", MAIN): [0.5]}), compared([]), TITLES, {"a": cost}, gains([("region", "x", 0.0)]), NAMES
    )
    assert [said in s.text for s in cards_of(made)[0].sentences][-1]


# Captions of figures.


def test_the_caption_of_differences_names_policies_with_an_interval_or_ties():
    table = compared([("a", MAIN, 0.5, 0.04, 0.03, 0.05), ("b", MAIN, 0.5, -0.02, nan, nan)])
    assert forest_message(known(table)).endswith("Alpha +4.0 points (+3.0 to +5.0).")
    tied = forest_message(known(table.assign(n_equal=[1, 9])))
    assert "Beta −2.0 points (equal in 9 of 10 seeds)" in tied and "Baseline" not in tied


def test_captions_of_outcomes_and_of_waiting_are_of_each_scenario():
    """What is resolved within thirty days is the mean over runs: .30 and .40 are .35."""
    table = summary(
        [("base", *MAIN, 0.5), ("a", *MAIN, 0.54), ("a", MAIN[0], "setting", "rural", 0.1), ("b", *MAIN, nan)]
    )
    assert outcomes_message(table, TITLES).endswith(": Baseline 50.0 %; Alpha 54.0 %.")
    curves = pd.DataFrame(
        [("base", 1, 30, 0.3), ("base", 2, 30, 0.4), ("base", 1, 31, 0.9), ("a", 1, 29, 0.1), ("a", 1, 30, 0.2)],
        columns=["scenario", "seed", "days", "resolved_share"],
    )
    assert days_message(curves, TITLES).endswith(": Baseline 35.0 %; Alpha 20.0 %.")


def test_the_caption_over_time_names_where_the_lowest_and_the_highest_lie():
    rows = [
        ("base", MAIN[0], "quarter", "2017-Q1", 0.5),
        ("base", MAIN[0], "quarter", "2017-Q2", 0.3),
        ("base", MAIN[0], "quarter", "2017-Q3", 0.4),
        ("base", MAIN[0], "month", "2017-01", 0.9),
        ("base", "dropped_share", "quarter", "2017-Q1", 0.01),
        ("a", MAIN[0], "quarter", "2017-Q1", 0.6),
    ]
    text = series_message(summary(rows), TITLES, "quarter")
    assert "Baseline 30.0 % (quarter 2 of 2017) and 50.0 % (quarter 1 of 2017)" in text
    assert "Alpha 60.0 % (quarter 1 of 2017) and 60.0 %" in text and "Beta" not in text and "still open" not in text


def test_the_caption_over_time_names_what_is_still_open():
    rows = [("base", MAIN[0], "month", key, share) for key, share in (("2017-01", 0.5), ("2017-02", 0.1))]
    rows += [("a", "open_share", "month", "2017-02", 0.02), ("a", MAIN[0], "month", "2017-02", 0.2)]
    text = series_message(summary(rows), TITLES, "month")
    assert "Baseline 50.0 % (Jan 2017) and 50.0 % (Jan 2017). Feb 2017: more than 1 %" in text and "Alpha" not in text


@pytest.mark.parametrize(("sample", "pale"), [(0.29, True), (0.3, False)])
def test_the_caption_of_the_map_names_both_ends_and_doubts_small_samples(sample, pale):
    rows = [("base", MAIN[0], "district", "east", 0.6), ("base", MAIN[0], "district", "west", 0.4)]
    text = map_message(summary(rows), "base", NAMES, sample)
    assert "from 40.0 % (Western) to 60.0 % (Eastern) over the 2 districts" in text
    assert ("Too few townships" in text) == pale


def flow_summary(scenario: str = "base") -> pd.DataFrame:
    """Of 100 needs 20 are solved at home and 30 endured, 25 voiced and 5 found; 10 issues are reported again."""
    whole = {"needs_per_1000": 100.0, "self_solved_share": 0.2, "endured_share": 0.3}
    origins = {"first_voice": 25.0, "reported_again": 10.0, "patrol": 5.0}
    paths = {
        "registered_community_resolved": 14.0,
        "unregistered_township_resolved": 2.0,
        "registered_township_dropped": 3.0,
        "unregistered_township_dropped": 6.0,
        "registered_district_nominal": 7.0,
        "registered_district_failed": 1.0,
        "registered_municipality_open": 4.0,
        "registered_community_open": 3.0,
    }
    rows = [(scenario, name, "all", "all", value) for name, value in whole.items()]
    rows += [(scenario, "issue_origins_per_1000", "origin", name, value) for name, value in origins.items()]
    rows += [(scenario, "issue_paths_per_1000", "path", name, value) for name, value in paths.items()]
    return summary(rows)


def test_the_flow_follows_needs_to_their_ends():
    """Undecided are 100 - 20 - 30 - 25 - 5 = 20; 40 issues reach an office."""
    flow = flow_of(flow_summary(), "base")
    assert flow is not None
    shown = {name: flow[name] for name in ("needs", "self_solved", "endured", "undecided", "first_voice", "patrol")}
    assert shown == pytest.approx(
        {"needs": 100, "self_solved": 20, "endured": 30, "undecided": 20, "first_voice": 25, "patrol": 5}
    )
    text = flow_message(flow)
    assert "Of 100 needs" in text and "30 are endured and 20 solved among" in text and "of 40 issues" in text
    assert "16 are really resolved, 9 dropped unanswered and 7 nominally closed" in text
    assert flow_of(flow_summary(), "other") is None
    assert flow_of(flow_summary()[1:], "base") is None


def test_no_need_is_less_than_undecided():
    table = flow_summary()
    table.loc[table["measure"] == "endured_share", "mean"] = 0.9
    flow = flow_of(table, "base")
    assert flow is not None and flow["undecided"] == 0.0


def test_most_that_is_stuck_is_stuck_at_the_tier_with_most_of_all_four_ends():
    """Townships hold 3 + 6 of what ended unresolved, districts 7 + 1; what is resolved there does not count."""
    flow = flow_of(flow_summary(), "base")
    assert flow is not None
    assert "township or street (9 per 1,000" in stuck_message(flow)
    assert "district or county (9 per 1,000" in stuck_message({**flow, "registered_district_open": 1.4})


def test_captions_of_inequality_groups_front_and_capacities():
    table = summary(
        [
            ("base", "spending_lorenz", "population_share", "50", 0.31),
            ("base", "spending_lorenz", "population_share", "40", 0.99),
            ("base", "spending_concentration_curve", "population_share", "50", 0.88),
            ("a", "spending_lorenz", "population_share", "50", 0.42),
            *(("base", f"capacity_{c.id}", "all", "all", 0.1 * (k + 1)) for k, c in enumerate(CAPACITIES)),
            *(("a", f"capacity_{c.id}", "all", "all", 0.9) for c in CAPACITIES),
        ]
    )
    assert equity_message(table, TITLES).endswith(": Baseline 31 %; Alpha 42 %.")
    text = capacity_message(table, "base")
    assert all(f"{c.words} {0.1 * (k + 1):.2f}" in text for k, c in enumerate(CAPACITIES))
    groups = [("region", "plain", 0.02), ("region", "hills", 0.03), ("setting", "rural", -0.02)]
    both = pd.concat([gains(groups), gains(groups[2:], name="b"), gains(groups[:1], p=0.2, name="b")])
    assert who_message(known(compared([]), both)).endswith(": Alpha 2 and 1; Beta 0 and 1.")
    front = pd.DataFrame({"scenario": ["base", "a", "b"], "on_front": [True, False, True]})
    assert front_message(front, TITLES) == "Beaten by none in resolution and gap together: Baseline, Beta."
    priced = front_message(front.assign(yuan_per_resident=0.0), TITLES)
    assert priced == "Beaten by none in resolution, gap and cost together: Baseline, Beta."


# Tables of the terminal.


def test_the_terminals_table_has_level_difference_mark_and_interval():
    """Alpha is told from none; Beta's interval contains zero, and what it has no difference in shows its mean."""
    table = compared([("a", MAIN, 0.5, 0.04, 0.03, 0.05), ("b", MAIN, 0.5, -0.02, -0.05, 0.01)])
    wait = ("closing_days_q50", "all", "all")
    other = compared([("a", wait, nan, nan, nan, nan), ("b", wait, 8.0, 1.5, 1.0, 2.0)]).assign(mean=[9.0, 9.5])
    text = comparison_text(pd.concat([table, other]), "Baseline", {"a": "Alpha", "b": "Beta"})
    lines = text.split("\n")
    assert lines[0].split() == ["Baseline", "Alpha", "Beta"] and set(lines[1]) == {"-"}
    assert lines[2].split()[-4:] == ["50.0", "%", "+4.0*", "-2.0"]
    assert lines[3].split("  ")[-2].strip() == "[+3.0, +5.0]" and lines[3].endswith("[-5.0, +1.0]")
    assert lines[4].split()[-5:] == ["8.0", "d", "9.0", "d", "+1.5*"] and lines[5].split() == ["[+1.0,", "+2.0]"]


@pytest.mark.parametrize(
    ("low", "high", "p", "told"),
    [
        (0.1, 0.2, 0.049, True),
        (0.1, 0.2, 0.05, False),
        (0.0, 0.2, 0.01, False),
        (-0.2, 0.0, 0.01, False),
        (-0.2, -0.1, 0.01, True),
        (nan, nan, 0.01, True),
        (0.1, 0.2, nan, False),
    ],
)
def test_a_difference_is_told_from_none_by_p_and_by_its_interval(low, high, p, told):
    assert is_told_apart({"p_adjusted": p, "ci_low": low, "ci_high": high}) is told


def test_policies_that_do_not_fit_beside_each_other_stand_in_tables_below():
    """59 columns are left of 100; a policy takes 14 and a space, so that three fit."""
    names = {f"p{k}": f"P{k}" for k in range(4)}
    table = compared([(name, MAIN, 0.5, 0.01, 0.005, 0.015) for name in names])
    blocks = comparison_text(table, "Baseline", names).split("\n\n")
    assert [block.split("\n")[0].split() for block in blocks] == [["Baseline", "P0", "P1", "P2"], ["Baseline", "P3"]]


def test_heads_of_columns_take_three_lines_at_most_and_end_at_the_same_line():
    table = compared([(name, MAIN, 0.5, 0.01, 0.005, 0.015) for name in ("p", "q")])
    names = {"p": "one two three_four five six seven eight nine ten", "q": "averyveryverylongword"}
    lines = comparison_text(table, "Baseline", names).split("\n")
    assert [line.split() for line in lines[:3]] == [
        ["one", "two", "three"],
        ["four", "five", "six"],
        ["Baseline", "seven", "eight", "averyveryvery…"],
    ]


def test_the_summary_of_the_terminal_is_of_the_scenario_asked_for():
    table = summary([("base", *MAIN, 0.5), ("a", *MAIN, 0.9), ("base", *NEEDS, nan)])
    assert summary_text(table, "base").split() == [
        "Resolved,",
        "of",
        "reported",
        "50.0",
        "%",
        "[45.0",
        "%,",
        "55.0",
        "%]",
    ]
    assert summary_text(table.assign(ci_low=nan), "base").endswith("50.0 %")


def test_over_time_rows_are_periods_in_order_and_a_long_series_is_left_to_the_files():
    rows = [
        ("base", measure, "quarter", key, value + 0.1 * k)
        for measure, value in ((MAIN[0], 0.2), ("dropped_share", 0.1), ("nominal_share", 0.7))
        for k, key in enumerate(("2017-Q2", "2017-Q1"))
    ]
    rows += [("base", "open_share", "quarter", "2017-Q2", 0.2)]
    blocks = series_text({"summary": summary(rows)}, {"base": "Baseline"}).split("\n\n")
    resolved = blocks[blocks.index("Resolved, of reported, by quarter") + 1].split("\n")
    assert [(line[:17], line.split("[")[0].split()[-2]) for line in resolved] == [
        ("quarter 1 of 2017", "30.0"),
        ("quarter 2 of 2017", "20.0"),
    ]
    assert "Nominally" not in "".join(blocks) and "quarter 2 of 2017: more than 1 %" in blocks[-1]
    many = [("base", MAIN[0], "week", f"2017-W{k:02d}", 0.1) for k in range(1, MOST_PERIODS + 2)]
    assert f"There are {MOST_PERIODS + 1} periods" in series_text({"summary": summary(many)}, {"base": "B"})
    assert "There are" not in series_text({"summary": summary(many[1:])}, {"base": "B"})


def test_over_time_a_comparison_shows_what_policies_add_in_each_period():
    march = (MAIN[0], "month", "2017-03")
    tables = {"summary": summary([("base", *march, 0.5), ("a", *march, 0.54)])}
    tables["comparison"] = compared([("a", march, 0.5, 0.04, 0.03, 0.05)])
    text = series_text(tables, {"base": "Baseline", "a": "Alpha"})
    line = next(line for line in text.split("\n") if line.startswith("Mar 2017"))
    assert line.split()[2:] == ["50.0", "%", "+4.0*"]


def test_periods_still_open_are_named_from_the_first_to_the_last():
    assert still_open_text("month", ("2017-11", "2017-12", "2018-01")).startswith("Nov 2017 – Jan 2018: more than 1 %")
    assert still_open_text("year", ("2017",)).startswith("2017: more")


def test_loads_of_offices_stand_below_their_heads():
    rows = [
        ("base", "community", "urban", 1.1, 0.9),
        ("base", "community", "rural", 0.5, 0.4),
        ("base", "township", "", 2.0, 1.0),
        ("base", "municipality", "", nan, nan),
        ("a", "community", "urban", 1.2, 0.8),
        ("a", "community", "rural", 0.6, 0.3),
        ("a", "township", "", 2.1, 0.7),
        ("a", "municipality", "", 0.2, 0.1),
    ]
    table = pd.DataFrame(rows, columns=["scenario", "tier", "setting", "offered_load", "carried_load"])
    head, _, *lines = load_text(table, {"base": "Baseline", "a": "Alpha", "b": "Beta"}).split("\n")
    assert head.split() == ["towns", "villages", "township", "municipal"]
    assert lines[0].split() == ["Baseline", "1.10", "/", "0.90", "0.50", "/", "0.40", "2.00", "/", "1.00", "-"]
    assert " ".join(lines[1].split()) == "Alpha 1.20 / 0.80 0.60 / 0.30 2.10 / 0.70 0.20 / 0.10"
    assert len(lines) == 2


def test_who_gains_and_who_loses_stands_by_policy_with_the_largest_first():
    rows = [
        ("a", "solved_per_need", "region", "plain", 0.02, "gains"),
        ("a", "solved_per_need", "region", "hills", 0.03, "gains"),
        ("a", "solved_per_need", "setting", "rural", -0.01, "loses"),
        ("a", "solved_per_need", "setting", "urban", 0.09, "unclear"),
        ("a", "closing_days_q75", "setting", "rural", -1.5, "gains"),
        ("b", "solved_per_need", "setting", "urban", 0.05, "unclear"),
    ]
    table = pd.DataFrame(rows, columns=["scenario", "measure", "by", "group", "difference", "verdict"])
    labels = {("region", "plain"): "Plain", ("region", "hills"): "Hills", ("setting", "rural"): "villages"}
    lines = [line.strip() for line in winners_text(table, {"a": "Alpha", "b": "Beta"}, labels).split("\n")]
    assert lines == [
        "Alpha",
        "solved per need: gain Hills +3.0, Plain +2.0",
        "solved per need: lose villages -1.0",
        "days to close, third quartile: gain villages -1.5",
        "Beta",
        "nobody clearly gains or loses",
    ]


def test_a_report_of_several_runs_says_how_few_they_are():
    cells = {("base", MAIN): series(0.5)[:4], ("a", MAIN): series(0.54, 0.001)[:4]}
    found = recommend(facts(cells, {"base": "Baseline", "a": "Alpha"}))
    assert any("rests on only 4 runs" in text for text in found.answer.caveats)
    assert not recommend(
        facts({("base", MAIN): series(0.5), ("a", MAIN): series(0.5, 0.01)}, {"base": "B", "a": "A"})
    ).answer.caveats


def test_the_chinese_of_a_sentence_has_the_same_numbers():
    table = compared([("a", MAIN, 0.5, 0.04, 0.03, 0.05)])
    text = spoken("zh", main_sentences, known(table), "a")[0].text
    assert np.all([number in text for number in ("4.0", "3.0", "5.0", "50.0%", "54.0%")])
