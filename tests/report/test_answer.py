"""The answer says what the tables hold and never more; every table here is made by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from sim.report import recommendation
from sim.report.answer import BETTER, PLAIN, UNSURE, WORSE, alone, cards_of, runs_caveat
from sim.report.headlines import difference_number
from sim.report.messages import series_message
from sim.report.recommendation import recommend
from sim.report.report_tables import comparison_table, cost_table
from sim.report.tables import WIDTH, comparison_text, still_open
from sim.report.text import columns
from sim.report.wording import Estimate, between, digits_of_band, level, listed, signed, size
from sim.studies.compare import summarise
from sim.studies.contrasts import GAIN_COLUMNS
from sim.studies.statistics import FEW_RUNS
from tests.language import spoken
from tests.report.tables import GAP, MAIN, NEEDS, RURAL, SPENDING, URBAN, WAIT, facts, measures, series

TITLES = {"base": "Baseline", "good": "Good", "null": "Nothing", "bad": "Bad"}
CLAIMS = ("raises", "lowers", "rises", "falls", "more than", "highest", "better", "shrinks", "grows")


def told(found) -> dict[str, str]:
    """All sentences of each card as one text."""
    return {card.name: " ".join(s.text for s in card.sentences) for card in found.answer.cards}


@pytest.fixture(scope="module")
def strong():
    """One policy 4 points up, one with nothing but chance, one 3 points down."""
    return recommend(
        facts(
            {
                ("base", MAIN): series(0.50),
                ("good", MAIN): series(0.54, 0.0025),
                ("null", MAIN): series(0.5, 0.004),
                ("bad", MAIN): series(0.47, 0.001),
                ("base", NEEDS): series(0.40),
                ("good", NEEDS): series(0.42, 0.001),
                ("null", NEEDS): series(0.40, 0.004),
                ("bad", NEEDS): series(0.41, 0.001),
                ("base", RURAL): series(0.35),
                ("good", RURAL): series(0.39, 0.0005),
                ("null", RURAL): series(0.35, 0.004),
                ("bad", RURAL): series(0.35, 0.004),
                ("base", URBAN): series(0.45),
                ("good", URBAN): series(0.47, 0.0005),
                ("null", URBAN): series(0.45, 0.003),
                ("bad", URBAN): series(0.45, 0.005),
                ("base", WAIT): series(12.0, 0, 0.1),
                ("good", WAIT): series(12.8, 0.05, 0.1),
                ("null", WAIT): series(12.0, 0.2, 0.1),
                ("bad", WAIT): series(11.0, 0.05, 0.1),
            },
            TITLES,
        )
    )


def test_a_strong_effect_is_said_with_its_interval(strong):
    card = next(card for card in strong.answer.cards if card.name == "good")
    first = card.sentences[0]
    assert first.tone == BETTER
    assert first.text.startswith("Raises real resolution by 4.0 points (3.9 to 4.1), from 50.0 % to 54.0 %")
    assert "A closed issue takes 0.8 days (" in told(strong)["good"] and "longer" in told(strong)["good"]
    assert strong.answer.lead[0].text.startswith("Good has the highest real resolution, 54.0 %")


def test_villages_gain_twice_as_much_where_the_ratio_has_an_interval(strong):
    assert (
        "Villages gain more than towns: 4.0 against 2.0 points of needs solved, 2.0 times as much ("
        in told(strong)["good"]
    )


def test_a_null_result_claims_nothing(strong):
    card = next(card for card in strong.answer.cards if card.name == "null")
    text = told(strong)["null"]
    assert card.sentences[0].tone == UNSURE
    assert "no difference from the baseline can be told (between −" in card.sentences[0].text
    assert "no difference in what is gained can be told" in text
    assert not [word for word in CLAIMS if word in text]


def test_contradictory_outcomes_are_both_said(strong):
    """Real resolution falls though more needs are solved: the second sentence begins with But."""
    card = next(card for card in strong.answer.cards if card.name == "bad")
    assert [s.tone for s in card.sentences[:2]] == [WORSE, BETTER]
    assert card.sentences[0].text.startswith("Lowers real resolution by 3.0 points")
    assert card.sentences[1].text.startswith("But of all needs")


def test_one_run_claims_nothing():
    cells = {("base", MAIN): [0.5], ("good", MAIN): [0.9], ("base", NEEDS): [0.4], ("good", NEEDS): [0.8]}
    for lang in ("en", "zh"):
        found = spoken(lang, recommend, facts(cells, {"base": "Baseline", "good": "Good"}))
        assert not found.answer.cards and not found.answer.choices
        assert len(found.answer.lead) == 1 and found.answer.lead[0].tone == UNSURE
        assert "Good" not in found.answer.lead[0].text


def test_missing_values_are_said_to_be_missing():
    cells = {
        ("base", MAIN): series(0.5),
        ("good", MAIN): [math.nan] * 10,
        ("base", NEEDS): series(0.4),
        ("good", NEEDS): series(0.4, 0.01),
    }
    found = recommend(facts(cells, {"base": "Baseline", "good": "Good"}))
    assert told(found)["good"].startswith("Real resolution is not known")


def test_an_interval_without_zero_is_no_claim_where_holm_does_not_tell_it_from_chance():
    """Each of three policies differs with p between 1.7 % and 5 %; three of them may be chance."""
    cells = {("base", MAIN): series(0.5)}
    titles = {"base": "Baseline"}
    for name in ("a", "b", "c"):
        cells[(name, MAIN)] = series(0.5022, 0.0048)
        titles[name] = name.upper()
    made = facts(cells, titles)
    estimate = made.estimate("a", "resolution_share")
    assert estimate is not None and estimate.low > 0 and estimate.p_adjusted > 0.05
    text = recommend(made).answer.cards[0].sentences[0].text
    assert "can be chance: no difference is claimed" in text


def test_a_ratio_is_not_said_where_the_gain_below_the_line_is_not_certain():
    cells = {
        ("base", MAIN): series(0.5),
        ("good", MAIN): series(0.54, 0.001),
        ("base", NEEDS): series(0.4),
        ("good", NEEDS): series(0.42, 0.001),
        ("base", RURAL): series(0.35),
        ("good", RURAL): series(0.40, 0.001),
        ("base", URBAN): series(0.45),
        ("good", URBAN): series(0.451, 0.006),
    }
    text = told(recommend(facts(cells, {"base": "Baseline", "good": "Good"})))["good"]
    assert "times as much" not in text and "Villages fare better than towns: +5.0 (" in text


def test_policies_that_cannot_be_told_apart_lead_together():
    cells = {("base", MAIN): series(0.5), ("good", MAIN): series(0.54, 0.003), ("also", MAIN): series(0.5405, -0.003)}
    found = recommend(facts(cells, {"base": "Baseline", "good": "Good", "also": "Also"}))
    lead = found.answer.lead[0].text
    assert "Also (54.0 %)" in lead or "Also (54.1 %)" in lead
    assert "Good (54.0 %)" in lead and "no difference can be told" in lead


def test_no_policy_leads_where_the_baseline_is_as_good():
    cells = {("base", MAIN): series(0.5), ("null", MAIN): series(0.5, 0.004)}
    lead = recommend(facts(cells, {"base": "Baseline", "null": "Nothing"})).answer.lead
    assert lead[0].text == "No policy is shown to resolve more than the baseline (50.0 %)."
    # The same where chance has left the policy a hair ahead.
    cells = {("base", MAIN): series(0.5), ("null", MAIN): series(0.5003, 0.004)}
    made = recommend(facts(cells, {"base": "Baseline", "null": "Nothing"}))
    assert made.answer.lead[0].text == lead[0].text


def test_the_cheapest_counts_what_offices_spend():
    """Levers cost 1 and 0 yuan; but the free one makes offices spend 5 yuan more and the other 2 yuan less."""
    cells = {
        ("base", MAIN): series(0.5),
        ("paid", MAIN): series(0.52, 0.001),
        ("free", MAIN): series(0.53, 0.001),
        ("base", SPENDING): series(30.0),
        ("paid", SPENDING): series(28.0),
        ("free", SPENDING): series(35.0),
        ("base", GAP): series(0.10),
        ("paid", GAP): series(0.10),
        ("free", GAP): series(0.10),
    }
    found = recommend(
        facts(cells, {"base": "Baseline", "paid": "Paid", "free": "Free"}, {"base": 0.0, "paid": 1.0, "free": 0.0})
    )
    line = next(line for line in found.answer.choices if line.startswith("If money counts most"))
    assert "Paid" in line and "−1.00 yuan" in line
    front = found.front.set_index("scenario")
    assert front.loc["paid", "yuan_per_resident"] == pytest.approx(-1.0)
    assert front.loc["free", "yuan_per_resident"] == pytest.approx(5.0)
    assert list(front["on_front"]) == [False, True, True]


def test_a_choice_names_its_price_days_first_and_only_what_is_certain(strong):
    """Good waits 0.8 days longer; bad, which waits 1.0 days less, resolves 3 points less; nothing else is certain."""
    choices = {line.split(":")[0]: line for line in strong.answer.choices}
    assert "Good. Its price: days to close +0.8 days (" in choices["If real resolution counts most"]
    assert (
        "Bad (a closed issue takes 11.0 days). Its price: real resolution −3.0 points ("
        in choices["If waiting counts most"]
    )
    assert "satisfied" not in " ".join(strong.answer.choices)


def test_the_largest_drawbacks_of_a_choice_are_named():
    """On time falls 1 point, satisfaction 5, loss and paper rise 3 and 4: with the days the two largest stand there."""
    moved = {"on_time_share": -0.01, "satisfaction_share": -0.05, "dropped_share": 0.03, "nominal_share": 0.04}
    cells = {
        ("base", MAIN): series(0.5),
        ("good", MAIN): series(0.54, 0.0005),
        ("base", WAIT): series(9.0, 0, 0.1),
        ("good", WAIT): series(10.5, 0.01, 0.1),
    }
    for measure, by in moved.items():
        cells[("base", (measure, "all", "all"))] = series(0.4)
        cells[("good", (measure, "all", "all"))] = series(0.4 + by, 0.0005)
    found = recommend(facts(cells, {"base": "Baseline", "good": "Good"}))
    line = next(line for line in found.answer.choices if line.startswith("If real resolution"))
    order = [line.index(noun) for noun in ("days to close +1.5", "satisfied residents −5.0", "nominally closed +4.0")]
    assert order == sorted(order) and "on time" not in line and "lost" not in line


def test_the_baseline_as_a_choice_has_no_price():
    cells = {
        ("base", MAIN): series(0.5),
        ("null", MAIN): series(0.46, 0.0005),
        ("base", WAIT): series(9.0, 0, 0.1),
        ("null", WAIT): series(10.0, 0.01, 0.1),
    }
    choices = recommend(facts(cells, {"base": "Baseline", "null": "Nothing"})).answer.choices
    assert choices and not [line for line in choices if "price" in line]


def test_one_scenario_is_described_and_nothing_is_claimed():
    names = ("resolution_share", "solved_per_need", "closure_share", "nominal_share", "dropped_share", "endured_share")
    table = summarise(measures({("only", (name, "all", "all")): series(0.1 * (k + 1)) for k, name in enumerate(names)}))
    text = " ".join(s.text for s in alone(table, "only", "Only").lead)
    assert "Only: of reported complaints 10.0 % are really resolved (95 % interval 9.9 % to 10.1 %)" in text
    assert "use compare" in text


def test_sizes_are_never_rounded_to_more_certainty():
    tiny = Estimate(0.0011, 0.0002, 0.002, 0.01)
    assert size(tiny, "share") == "0.11 points (0.02 to 0.20)"
    assert size(Estimate(-0.041, -0.046, -0.036, 0.001), "share") == "4.1 points (3.6 to 4.6)"
    assert spoken("zh", size, Estimate(-0.041, -0.046, -0.036, 0.001), "share") == "4.1个百分点（3.6～4.6）"
    assert signed(Estimate(-0.041, -0.046, -0.036, 0.001), "share") == "−4.1 points (−4.6 to −3.6)"
    assert between(Estimate(0.0, -0.003, 0.004, 0.9), "share") == "between −0.3 and +0.4 points"
    assert spoken("zh", level, 0.53, "share") == "53.0%"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("estimate", "sign"),
    [
        (Estimate(1, 0.5, 1.5, 0.01), 1),
        (Estimate(-1, -1.5, -0.5, 0.01), -1),
        (Estimate(1, -0.5, 2.5, 0.01), 0),
        (Estimate(1, 0.5, 1.5, 0.2), 0),
        (Estimate(1, math.nan, math.nan, math.nan), 0),
        (Estimate(1, math.nan, math.nan, 0.004, 10, 10), 1),
        (Estimate(1, math.nan, math.nan, 0.1, 10, 9), 0),
    ],
)
def test_a_sign_needs_both_the_interval_and_holm(estimate, sign):
    assert estimate.sign == sign
    assert not (estimate.sign and estimate.leans), "what is certain does not lean"


@pytest.mark.parametrize(
    ("estimate", "leans"),
    [
        (Estimate(0.04, 0.03, 0.05, 0.001), False),
        (Estimate(0.04, 0.03, 0.05, 0.2), True),
        (Estimate(-0.04, -0.05, -0.03, 0.2), True),
        (Estimate(0.04, -0.01, 0.09, 0.2), False),
    ],
)
def test_only_an_interval_without_zero_that_holm_does_not_bear_out_leans(estimate, leans):
    assert estimate.leans == leans


@pytest.mark.parametrize(("width", "digits"), [(30.0, 0), (9.9, 1), (5.0, 1), (0.5, 2), (0.05, 3), (0.0, 4)])
def test_a_number_has_digits_to_a_tenth_of_the_leading_digit_of_its_width(width, digits):
    assert digits_of_band(1.0, 1.0 + width / 100.0, 100.0) == digits


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.0042, 0.122, "+0.4 to +12.2"), (-0.122, -0.0042, "−12.2 to −0.4"), (-0.0042, 0.122, "0 to +12")],
)
def test_an_interval_on_one_side_of_zero_is_not_shown_as_one_that_touches_it(low, high, said):
    estimate = Estimate(0.06 if high > 0 else -0.06, low, high, 0.01)
    assert said in signed(estimate, "share")
    number = difference_number(low, "share", (low, high)).typed.replace("-", "−")
    assert number == said.split(" to ")[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ties_are_said_and_no_interval_is_made_up(lang):
    """In one of ten seeds the policy resolves more; nine give the same."""
    usual = series(0.5)
    cells = {("base", MAIN): usual, ("rare", MAIN): [*usual[:9], usual[9] + 0.1]}
    shown = facts(cells, {"base": "Baseline", "rare": "Rare"})
    said = {"en": "equal in 9 of 10 seeds", "zh": "10个种子中9个相同"}[lang]
    card = recommend(shown).answer.cards[0].sentences[0]
    assert said in card.text
    assert card.tone == UNSURE
    cell = comparison_table(shown).rows[0][2]
    assert (cell.below, cell.tone) == (said, UNSURE)
    text = comparison_text(shown.comparison, "Baseline", {"rare": "Rare"})
    short, note = {"en": ("equal 9/10", "the same difference in k of n seeds"), "zh": ("9/10相同", "k/n相同")}[lang]
    assert short in text
    assert note in text
    assert "[" not in text
    apart = comparison_text(
        facts(
            {("base", MAIN): usual, ("rare", MAIN): series(0.6, 0.002)}, {"base": "Baseline", "rare": "Rare"}
        ).comparison,
        "Baseline",
        {"rare": "Rare"},
    )
    assert note not in apart


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cells_of_the_terminals_table_never_run_into_each_other(lang):
    """Equal in most seeds, then ever wider intervals of ever longer numbers."""
    usual = series(0.5)
    policies = {
        "rare": [*usual[:9], usual[9] + 0.1],
        "low": series(0.41, 4.0),
        "lost": series(0.39, 5.0),
        "wild": series(0.45, 900.0),
    }
    titles = {"base": "Baseline", **{name: name.title() for name in policies}}
    cells = {("base", MAIN): usual, **{(name, MAIN): values for name, values in policies.items()}}
    shown = facts(cells, titles).comparison
    text = comparison_text(shown, "Baseline", {name: titles[name] for name in policies})
    alone = [comparison_text(shown, "Baseline", {name: titles[name]}).split("\n")[3].strip() for name in policies]
    assert min(len(interval) for interval in alone[1:3]) > 15
    below = [line.strip() for line in text.split("\n") if "[" in line or alone[0] in line]
    assert " ".join(" ".join(below).split()) == " ".join(alone)
    assert max(columns(line) for line in text.split("\n")) <= WIDTH


OTHER_MAIN, CLIENT_MAIN = ("resolution_share", "client", "other"), ("resolution_share", "client", "client")
OTHER_WAIT = ("closing_days_mean", "client", "other")


@pytest.mark.parametrize(
    ("solved", "days", "tone"),
    [(0.04, -1.0, BETTER), (0.04, 1.0, PLAIN), (-0.04, -1.0, PLAIN), (-0.04, 1.0, WORSE), (0.0, 1.0, WORSE)],
)
def test_those_who_are_no_clients_fare_better_or_worse_only_where_nothing_contradicts(solved, days, tone):
    cells = {("base", MAIN): series(0.5), ("team", MAIN): series(0.52, 0.001)}
    cells |= {("base", cell): series(0.5) for cell in (OTHER_MAIN, CLIENT_MAIN)}
    cells |= {("team", OTHER_MAIN): series(0.5 + solved, 0.001 if solved else 0.0), ("team", CLIENT_MAIN): series(0.6)}
    cells |= {("base", OTHER_WAIT): series(9.0, 0, 0.1), ("team", OTHER_WAIT): series(9.0 + days, 0.01, 0.1)}
    card = recommend(facts(cells, {"base": "Baseline", "team": "Team"})).answer.cards[0]
    said = [s for s in card.sentences if "not clients of a linked team" in s.text]
    assert [s.tone for s in said] == [tone]
    assert ("longer" in said[0].text) == (days > 0) and ("real resolution" in said[0].text) == (solved != 0.0)


@pytest.mark.parametrize(
    ("cost", "words"),
    [(1.5, "worth 1.50 yuan"), (-1.5, "worth -1.50 yuan"), (0.004, "no new money"), (0.0, "no new money")],
)
def test_what_a_policy_costs_by_its_levers_is_said_either_way(cost, words):
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.52, 0.001)}
    made = recommend(facts(cells, {"base": "Baseline", "p": "P"}, {"base": 0.0, "p": cost}))
    assert words in told(made)["p"]


def test_who_is_beaten_is_said_only_where_resamples_agree_and_doubts_are_told(monkeypatch):
    """Three are on the front, one of them in 80 % of resamples; of two that are beaten one is on it in 6 %."""
    front = pd.DataFrame(
        [
            ("base", False, 0.05, "good"),
            ("good", True, 0.95, ""),
            ("null", True, 0.8, ""),
            ("bad", False, 0.06, "good"),
        ],
        columns=["scenario", "on_front", "on_front_share", "dominated_by"],
    )
    monkeypatch.setattr(recommendation, "policy_front", lambda *_: front)
    cells = {(name, MAIN): series(0.5, own) for name, own in zip(TITLES, (0.0, 0.002, 0.003, -0.002), strict=True)}
    said = [s.text for s in recommend(facts(cells, TITLES)).answer.lead]
    assert len([text for text in said if "does no better in any of these than Good" in text]) == 1
    assert any(text.startswith("Baseline does no better") for text in said)
    doubt = next(text for text in said if "could be chance" in text)
    assert "For Nothing this" in doubt and "80" in doubt and "95" not in doubt


@pytest.mark.parametrize(
    ("by", "ends", "p", "apart", "apart_p", "most", "harmed"),
    [
        ("region", (0.01, 0.03), 0.01, (0.005, 0.02), 0.01, True, False),
        ("region", (0.01, 0.03), 0.01, (0.005, 0.02), 0.05, False, False),
        ("region", (0.01, 0.03), 0.01, (-0.001, 0.02), 0.01, False, False),
        ("region", (0.01, 0.03), 0.05, (0.005, 0.02), 0.01, False, False),
        ("region", (-0.01, 0.03), 0.01, (0.005, 0.02), 0.01, False, False),
        ("setting", (0.01, 0.03), 0.01, (0.005, 0.02), 0.01, False, False),
        ("region", (-0.03, -0.01), 0.01, (-0.02, -0.005), 0.01, False, True),
        ("region", (-0.03, -0.01), 0.05, (-0.02, -0.005), 0.01, False, False),
        ("setting", (-0.03, -0.01), 0.01, (-0.02, -0.005), 0.01, False, True),
    ],
)
def test_who_gains_most_and_who_loses_is_said_only_with_certainty(by, ends, p, apart, apart_p, most, harmed):
    """A group gains more where its gain and what sets it apart are certain; settings have a line of their own."""
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.52, 0.001)}
    cells |= {("base", NEEDS): series(0.4), ("p", NEEDS): series(0.42, 0.001)}
    known = facts(cells, {"base": "Baseline", "p": "P"})
    group = "rural" if by == "setting" else "plain"
    row = dict.fromkeys(GAIN_COLUMNS, 10.0) | {
        "scenario": "p",
        "measure": NEEDS[0],
        "by": by,
        "group": group,
        "difference": sum(ends) / 2,
        "ci_low": ends[0],
        "ci_high": ends[1],
        "p_adjusted": p,
        "apart_low": apart[0],
        "apart_high": apart[1],
        "apart_p_adjusted": apart_p,
    }
    table = pd.DataFrame([[row[name] for name in GAIN_COLUMNS]], columns=list(GAIN_COLUMNS))
    [card] = cards_of(replace(known, gains=table))
    said = {s.tone: s.text for s in card.sentences if "verage in needs solved" in s.text or "Lose in needs" in s.text}
    assert set(said) == ({BETTER} if most else {WORSE} if harmed else set())
    assert any("is shown to lose" in s.text for s in card.sentences) == (not harmed)


@pytest.mark.parametrize(
    ("means", "better", "best"),
    [
        ({"a": 0.5, "b": 0.6, "c": 0.4}, "higher", "b"),
        ({"a": 0.5, "b": 0.6, "c": 0.4}, "lower", "c"),
        ({"a": 0.5, "b": 0.6, "c": 0.4}, "zero", "c"),
        ({"a": -0.5, "b": -0.6, "c": -0.4}, "zero", "c"),
        ({"a": -0.5, "b": 0.6, "c": 0.4}, "zero", None),
        ({"a": -0.5, "b": 0.6, "c": 0.4}, "higher", "b"),
    ],
)
def test_who_leads_by_what_is_wanted_and_who_is_tied(means, better, best):
    """Of a gap the smaller is better, but where it changes its side nobody leads; one pair cannot be told apart."""
    told_apart = {"difference": 0.1, "ci_low": 0.05, "ci_high": 0.15, "p_adjusted": 0.01, "n": 10.0, "n_equal": 1}
    tied = told_apart | {"ci_low": -0.05, "p_adjusted": 0.4}
    others = [name for name in means if name != best]
    rows = []
    for first, second in (("a", "b"), ("a", "c"), ("b", "c")):
        row = told_apart if {first, second} != {best, others[-1]} else tied
        rows.append({"measure": "m", "first": first, "second": second, **row})
    found = recommendation.leaders(pd.DataFrame(rows), means, "m", better)
    assert (found and (found.best, found.tied, found.value)) == (best and (best, (others[-1],), means[best]))


def test_few_runs_are_a_caveat_and_enough_or_none_are_not():
    assert runs_caveat(0) == runs_caveat(1) == runs_caveat(FEW_RUNS) == []
    assert len(runs_caveat(FEW_RUNS - 1)) == 1 and f"{FEW_RUNS - 1}" in runs_caveat(FEW_RUNS - 1)[0]


def test_the_cheapest_is_sought_among_those_that_raise_resolution_for_certain():
    """The cheapest of all seems to raise resolution by a hair, which chance may have done."""
    cells = {
        ("base", MAIN): series(0.5),
        ("sure", MAIN): series(0.52, 0.001),
        ("hair", MAIN): series(0.5005, 0.004),
        **{(name, SPENDING): series(30.0) for name in ("base", "sure", "hair")},
    }
    titles = {"base": "Baseline", "sure": "Sure", "hair": "Hair"}
    made = recommend(facts(cells, titles, {"base": 0.0, "sure": 3.0, "hair": -2.0}))
    line = next(line for line in made.answer.choices if line.startswith("If money counts most"))
    assert "Sure" in line and "Hair" not in line


def test_the_table_of_costs_counts_the_hours_of_everybody():
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.52, 0.001)}
    given = facts(cells, {"base": "Baseline", "p": "P"}, {"base": 0.0, "p": 1.5})
    hours = {"committee": 1e3, "township": 2e3, "district": 4e3, "resident": 8e3, "volunteer": 16e3}
    row = {"scenario": "p", "money_yuan": 2.5e6, "total_yuan": 7.5e6, "yuan_per_resident": 1.5}
    costs = pd.DataFrame([row | {f"{who}_hours": n for who, n in hours.items()}])
    [shown] = cost_table(costs, given, (40.0, 50.0, 16.5)).rows
    assert [f"{cell.text}" for cell in shown[:5]] == ["P", "2.5", "31", "7.5", "1.50"]


def test_resolution_over_time_is_told_of_periods_of_which_hardly_anything_is_open():
    """March has the lowest share, but 2 % of its issues are open; of April exactly one in a hundred, which is not."""
    means = {"2017-01": 0.5, "2017-02": 0.6, "2017-03": 0.1, "2017-04": 0.4}
    still = {"2017-01": 0.0, "2017-02": 0.0, "2017-03": 0.02, "2017-04": 0.01}
    rows = [
        ("base", m, "month", key, v) for m, of in ((MAIN[0], means), ("open_share", still)) for key, v in of.items()
    ]
    summary = pd.DataFrame(rows, columns=["scenario", "measure", "by", "group", "mean"])
    assert still_open(summary, "month") == ("2017-03",)
    text = series_message(summary, {"base": "Baseline"}, "month")
    assert "40.0 %" in text and "60.0 %" in text and "10.0 %" not in text
    assert text.index("40.0 %") < text.index("60.0 %")


@pytest.mark.parametrize(("usual", "told"), [(0.10, True), (-0.10, False)])
def test_a_larger_gap_is_the_price_of_a_choice_where_towns_are_ahead(usual, told):
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.54, 0.001), ("base", GAP): series(usual)}
    made = recommend(facts({**cells, ("p", GAP): series(usual + 0.05, 0.001)}, {"base": "Baseline", "p": "P"}))
    line = next(line for line in made.answer.choices if line.startswith("If real resolution counts most"))
    assert ("Its price" in line and "+5.0 points" in line) == told
