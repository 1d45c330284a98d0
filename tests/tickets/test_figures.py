"""Figures of a file are those of other programs, and those of the model where the model wrote the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

import sim
from sim.studies.patterns import load_patterns
from sim.tickets.figures import CAVEATS, figures_of, waiting_curve
from sim.tickets.proposals import hidden, mixes, pattern_rows
from sim.tickets.reading import CATEGORY_KEYS, read_tickets
from sim.vocabulary import CLOSED_STATES, State
from tests.model_runs import SMALL_PLACE
from tests.tickets.files import csv_text, order, read, written

ROOT = Path(__file__).resolve().parents[2]
LOS_ANGELES = ROOT / "data" / "tickets" / "los_angeles_2018.csv"
DAYS = 365


@pytest.fixture(scope="module")
def los_angeles(tmp_path_factory):
    return read_tickets(LOS_ANGELES, tmp_path_factory.mktemp("place"))


@pytest.fixture(scope="module")
def by_pandas():
    table = pd.read_csv(LOS_ANGELES, dtype=str, keep_default_na=False)
    for column in ("CreatedDate", "ClosedDate"):
        table[column] = pd.to_datetime(table[column], format="%m/%d/%Y %I:%M:%S %p")
    table["days"] = (table["ClosedDate"].dt.normalize() - table["CreatedDate"].dt.normalize()).dt.days
    return table


def test_los_angeles_is_read_without_a_mapping_and_gives_what_pandas_gives(los_angeles, by_pandas):
    staff, gone = by_pandas["RequestSource"] == "Driver Self Report", by_pandas["Status"] == "Cancelled"
    requests = by_pandas[~gone & ~staff]
    tally = los_angeles.tally
    assert tally.left_out == {"copies": 0, "withdrawn": gone.sum(), "staff": (staff & ~gone).sum(), "outside": 0}
    assert tally.total("registered")[0] == len(requests) == tally.total("closed")[0]
    assert tally.days["all"].table(0)[1].tolist() == np.bincount(requests["days"]).tolist()
    areas = requests.groupby("APC").size()
    assert dict(zip(los_angeles.areas, tally.total("registered", "area"), strict=True)) == areas.to_dict()
    classes = requests.groupby("RequestType").size()
    assert dict(zip(los_angeles.coder.groups.words, tally.groups, strict=True)) == {
        **dict.fromkeys(los_angeles.coder.groups.words, 0),
        **classes.to_dict(),
    }
    environment = tally.total("registered", "category")[CATEGORY_KEYS.index("environment")]
    lights = requests["RequestType"].str.contains("Streetlight")
    assert environment == (~lights & ~requests["RequestType"].isin(["Other", "Feedback"])).sum()
    values = {v.measure: v.value for v in figures_of(los_angeles).values if v.by == "all"}
    assert values["closing_days_mean"] == pytest.approx(requests["days"].mean())
    assert values["same_day_share"] == pytest.approx((requests["days"] == 0).mean())
    # Quantiles are interpolated within the days of pandas' plain ones.
    for level in (25, 50, 75, 90):
        plain = np.quantile(requests["days"], level / 100, method="inverted_cdf")
        assert abs(values[f"closing_days_q{level}"] - plain) <= 1.0
    seconds = (requests["ClosedDate"] - requests["CreatedDate"]).dt.total_seconds()
    timed = (requests["ClosedDate"].dt.normalize() != requests["ClosedDate"]) & (seconds >= 0)
    assert tally.total("within_minute")[0] == (timed & (seconds <= 60)).sum()


def test_waiting_counts_open_requests_for_as_long_as_they_were_seen(tmp_path):
    rng = np.random.default_rng(3)
    rows, days, closed = [], [], []
    for k in range(300):
        start, took = int(rng.integers(0, 60)), int(rng.geometric(0.08)) - 1
        seen = min(took, 60 - start)
        is_closed = took < 60 - start
        received = np.datetime64("2017-03-01") + start
        rows.append(
            order(
                k,
                f"{received} 09:00:00",
                f"{received + took} 17:00:00" if is_closed else "",
                status="已办结" if is_closed else "办理中",
            )
        )
        days.append(seen)
        closed.append(is_closed)
    reading = read(
        tmp_path,
        csv_text(rows),
        "columns: {received: 受理时间, closed: 办结时间, category: 诉求类别, "
        "status: 工单状态}\nfirst_day: '2017-03-01'\nlast_day: '2017-04-29'\n",
    )
    curve = waiting_curve(reading.tally.days["all"].table(0))
    theirs = KaplanMeierFitter().fit(days, closed).survival_function_["KM_estimate"]
    assert curve.survival_share == pytest.approx(theirs[curve.days].to_numpy())


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    """A run whose issues are written as a hotline would write them, with the measures of the run."""
    changes = {
        "name": "base",
        "world.place": str(SMALL_PLACE),
        "world.sample": 1.0,
        "run.days": DAYS,
        "run.warm_up_days": 20,
        "needs.need_rate_town": 0.9,
        "needs.need_rate_village": 0.9,
        "needs.shared_neighbours": 0.0,
    }
    found = sim.run(sim.vary(sim.Scenario(), changes), seeds=1, tables="issues")
    issues = found.tables["issues"]
    issues = issues[issues["registered"]]
    assert (issues["complaints"] == 1).all() and (issues["weight"] == 1).all() and len(issues) > 300
    first = np.datetime64("2016-07-01") + 20
    answered = issues["closed"] & issues["state"].isin([State(code).key for code in CLOSED_STATES])
    assert (issues["closed"] & ~answered).any() and (~issues["closed"]).any()
    start = np.datetime64("2016-07-01")
    received = start + issues["reported_day"].to_numpy()
    table = pd.DataFrame(
        {
            "no": issues["resident_key"].astype(str) + "-" + issues["occasion"].astype(str),
            "came": received,
            "went": np.where(answered, (received + issues["days"].to_numpy()).astype(str), ""),
            "until": start + issues["due_day"].to_numpy(),
            "about": issues["category"].astype(str),
            "state": np.where(issues["closed"], "closed", "open"),
            "late": np.where(issues["late"], "yes", "no"),
            "solved": np.where(
                answered, np.where(issues["resolved"], "yes", "no"), np.where(issues["closed"], "no", "")
            ),
            "again": issues["reopenings"],
        }
    )
    folder = tmp_path_factory.mktemp("model")
    path = folder / "orders.csv"
    table.to_csv(path, index=False)
    map_file = written(
        folder / "map.yaml",
        "columns: {ticket: 'no', received: came, closed: went, due: until, "
        "category: about, status: state, overdue: late, resolved: solved, reopened: again}\n"
        f"first_day: '{first}'\nlast_day: '{first + DAYS - 1}'\n",
    )
    place = folder / "place"
    place.mkdir()
    for file in SMALL_PLACE.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    (place / "tickets").mkdir()
    classes = "class,category\n" + "".join(f"{key},{key}\n" for key in CATEGORY_KEYS[:-1])
    written(place / "tickets" / "categories.csv", classes)
    return read_tickets(path, place, map_file), found.measures, issues


def test_a_file_written_by_the_model_gives_the_measures_of_its_run(model_file):
    reading, measures, issues = model_file
    run = measures.set_index(["measure", "by", "group"])["value"]
    figures = figures_of(reading)
    assert CAVEATS["no_resolved"] not in figures.caveats
    values = {(v.measure, v.by, v.group): v for v in figures.values}
    wanted = {
        "closure_share",
        "resolution_registered_share",
        "on_time_share",
        "reopened_share",
        "closing_days_mean",
        "same_day_share",
        "closing_days_q25",
        "closing_days_q50",
        "closing_days_q75",
        "closing_days_q90",
    }
    assert wanted <= {measure for measure, by, _ in values if by == "all"}
    for measure in wanted:
        assert values[measure, "all", "all"].value == pytest.approx(run[measure, "all", "all"]), measure
    registered = values["registered_per_1000", "all", "all"]
    assert registered.n == len(issues)
    assert registered.value == pytest.approx(run["registered_per_1000", "all", "all"], rel=0.02)
    by_category = [key for key in values if key[1] == "category"]
    assert len(by_category) >= 3
    for key in by_category:
        assert values[key].value == pytest.approx(run[key]), key


def test_rows_for_patterns_are_read_as_the_program_reads_patterns(model_file, tmp_path):
    reading, _, _ = model_file
    figures = figures_of(reading)
    rows = pattern_rows(reading, figures)
    rows.to_csv(tmp_path / "patterns.csv", index=False)
    written(tmp_path / "tickets.yaml", "extends: baseline\n")
    targets = load_patterns(tmp_path / "patterns.csv", tmp_path)
    assert [t.target for t in targets] == pytest.approx([v.value for v in figures.values], abs=1e-4)
    assert all(t.low < t.target < t.high or t.target in (t.low, t.high) for t in targets)
    assert {t.use for t in targets if t.cell.measure == "registered_per_1000"} == {"input"}
    assert {t.use for t in targets if t.cell.by == "category"} == {"hold back"}


def test_a_proposed_mix_is_one_and_follows_the_tickets(model_file):
    reading, _, issues = model_file
    found = mixes(reading)
    for mix in found.values():
        assert sum(mix.values()) == pytest.approx(1.0, abs=1e-12)
    share = issues["category"].value_counts(normalize=True)
    # The small place is half town, half village: the two mixes lie on either side of the requests'.
    for key in ("facility", "environment"):
        low, high = sorted(mix[key] for mix in found.values())
        assert low - 0.1 <= share[key] <= high + 0.1


@pytest.mark.nightly
def test_tolerances_hold_the_truth_about_as_often_as_they_say(tmp_path):
    """Files of 60 days with 20 requests a day, days to closing geometric: 19 in 20 tolerances hold the median."""
    rng, held, trials = np.random.default_rng(11), 0, 20
    truth = 0.2
    for _ in range(trials):
        rows = [
            order(
                k,
                f"{np.datetime64('2017-03-01') + k // 20} 09:00:00",
                f"{np.datetime64('2017-03-01') + k // 20 + (0 if rng.random() < truth else 3)} 17:00:00",
            )
            for k in range(1200)
        ]
        share = next(v for v in figures_of(read(tmp_path, csv_text(rows))).values if v.measure == "same_day_share")
        held += share.low <= truth <= share.high
    # 20 trials at 95 %: 16 or fewer come up in one of 400 cases.
    assert held >= 17


def test_small_counts_are_hidden_and_cannot_be_worked_out():
    assert hidden(np.array([100, 3, 50, 0])).tolist() == [False, True, True, False]
    assert hidden(np.array([4, 2, 50])).tolist() == [True, True, False]
    table = np.array([[3, 10, 20], [30, 40, 50], [60, 70, 80]])
    gone = hidden(table)
    assert gone[0, 0] and (gone.sum(axis=0) != 1).all() and (gone.sum(axis=1) != 1).all()
