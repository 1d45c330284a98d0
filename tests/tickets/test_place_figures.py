"""Figures of a place's tickets beside its other ones, what is held out of them, and who is judged by them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli.main import main
from sim.shipped import own_scenario
from sim.studies.patterns import COLUMNS, FIT, HOLD_BACK, INPUT, TRANSLATIONS, load_patterns
from sim.studies.validation import scenario_folders, scenarios_for
from tests.model_runs import SMALL_PLACE
from tests.tickets.files import csv_text, order, written

JUDGED = ("baseline", "teams", "service_platform")
COUNTED = "counted,P1,baseline,resolution_share,all,all,value,,0.5,0.3,0.7,share,hold back,a survey,high,,一项调查,\n"


def tickets(folder: Path, *words: str, n: int = 900) -> int:
    """Reads half a year of orders of two districts for a place."""
    rng, rows = np.random.default_rng(7), []
    for k in range(n):
        day = np.datetime64("2017-01-01") + k * 181 // n
        took = int(rng.geometric(0.25 if k % 2 else 0.5)) - 1
        rows.append(
            order(
                k,
                f"{day} 09:00:00",
                f"{day + took} 17:00:00",
                "供水" if k % 3 else "环境卫生",
                area=["江岸", "fields"][k % 2],
            )
        )
    file = written(folder.parent / "orders.csv", csv_text(rows))
    return main(["tickets", str(file), "--place", str(folder), "--no-figures", *words])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the small place."""
    return Path(shutil.copytree(SMALL_PLACE, tmp_path / "riverside"))


def rows_of(place: Path) -> pd.DataFrame:
    """The patterns of a place, by id."""
    return pd.read_csv(place / "patterns.csv", dtype=str, keep_default_na=False).set_index("id")


def test_rows_of_tickets_stand_beside_others_and_keep_the_use_written_by_hand(place: Path) -> None:
    assert tickets(place) == 0
    first = (place / "patterns.csv").read_text(encoding="utf-8")
    header, *rows = first.splitlines(keepends=True)
    assert rows_of(place).loc["tickets_same_day_share", "use"] == FIT
    moved = "".join(rows).replace(",share,fit,", ",share,hold back,")
    (place / "patterns.csv").write_text(header + COUNTED + moved, encoding="utf-8")
    assert tickets(place) == 0
    again = rows_of(place)
    assert list(again.index).count("counted") == 1 and again.loc["counted", "source_zh"] == "一项调查"
    assert again.loc["tickets_same_day_share", "use"] == HOLD_BACK
    assert again.loc["tickets_closing_days_q50", "use"] == FIT
    assert len(again) == len(rows) + 1


def test_patterns_that_cannot_be_read_stop_everything_before_anything_is_written(place: Path, capsys) -> None:
    (place / "patterns.csv").write_text("id,pattern\nx,P1\n", encoding="utf-8")
    assert tickets(place) == 2
    assert "patterns.csv" in capsys.readouterr().err
    assert not (place / "tickets").exists()
    assert (place / "patterns.csv").read_text(encoding="utf-8") == "id,pattern\nx,P1\n"


def test_months_are_held_out_and_nothing_that_holds_a_part_of_them_is_fitted(place: Path) -> None:
    assert tickets(place, "--hold-out", "month") == 0
    rows = rows_of(place)
    held = rows[rows["use"] == HOLD_BACK]
    assert set(held["group"]) == {"2017-03", "2017-06"}
    assert set(rows[rows["use"] == FIT]["group"]) == {"2017-01", "2017-02", "2017-04", "2017-05"}
    assert set(rows[rows["use"] != INPUT]["by"]) == {"month"}
    # Days from reception to closing are those of the month's own orders, by another program.
    orders = pd.read_csv(place.parent / "orders.csv")
    came, went = (pd.to_datetime(orders[name]).dt.normalize() for name in ("受理时间", "办结时间"))
    march = (came.dt.month == 3) & (went <= pd.Timestamp("2017-06-30"))
    same = ((went - came).dt.days == 0)[march].mean()
    assert float(rows.loc["tickets_same_day_share_month_2017-03", "target"]) == pytest.approx(same, abs=1e-4)


def test_districts_are_held_out_by_name(place: Path) -> None:
    assert tickets(place, "--hold-out", "Fields") == 0
    rows = rows_of(place)
    assert set(rows[rows["use"] == HOLD_BACK]["group"]) == {"Fields"}
    assert set(rows[rows["use"] == FIT]["group"]) == {"Riverside"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2017-3", "did you mean '2017-03'"),
        ("Feilds", "did you mean 'Fields'"),
        ("2017-03,Fields", "cannot be held out together"),
        ("Fields,Riverside", "others left to fit to"),
        ("district", "others left to fit to"),
        ("", "others left to fit to"),
    ],
)
def test_a_hold_out_that_cannot_be_is_one_clear_answer(place: Path, capsys, text: str, said: str) -> None:
    assert tickets(place, "--hold-out", text) == 2
    told = capsys.readouterr().err
    assert said in told and "--hold-out" in told
    assert not (place / "tickets").exists() and not (place / "patterns.csv").exists()


def test_rows_are_judged_on_the_scenarios_of_the_place(place: Path) -> None:
    (place / "place.yaml").write_text(
        "extends: baseline\nworld: {place: .}\nneeds: {quick_share: 0.31}\n", encoding="utf-8"
    )
    assert tickets(place) == 0
    assert own_scenario(str(place), "baseline") == place / "place.yaml"
    assert own_scenario(str(place), "service_platform") is None
    targets = load_patterns(place / "patterns.csv", *scenario_folders(str(place)))
    (found,) = scenarios_for(targets, str(place))
    assert (found.run.days, found.needs.quick_share) == (181, 0.31)
    assert Path(found.world.place).samefile(place)
    # Rows written by hand name the place's baseline, a policy beside it, or a scenario of the program.
    (place / "teams.yaml").write_text("extends: place.yaml\nmechanisms: {three_plus_one: {}}\n", encoding="utf-8")
    header = (place / "patterns.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0]
    rows = [COUNTED.replace("counted", f"c{k}").replace("baseline", s) for k, s in enumerate(JUDGED)]
    (place / "patterns.csv").write_text(header + "".join(rows), encoding="utf-8")
    targets = load_patterns(place / "patterns.csv", *scenario_folders(str(place)))
    found = scenarios_for(targets, str(place), [f"world.place={place}"])
    assert [s.name for s in found] == list(JUDGED)
    assert [s.needs.quick_share for s in found][:2] == [0.31, 0.31]
    assert {s.world.place for s in found} == {str(place)}


@pytest.mark.parametrize("verb", [["validate"], ["ensemble", "ensemble"], ["calibrate", "calibration"]])
def test_whoever_judges_says_in_one_message_what_is_missing_or_misspelt(place: Path, capsys, verb: list[str]) -> None:
    assert main([*verb, "--place", str(place), "--sample", "1", "--dry-run"]) == 2
    told = capsys.readouterr().err
    assert told.count("error[") == 1 and "no published figures" in told and "tickets FILE --place" in told
    assert main([*verb, "--place", str(place.with_name("riversde")), "--sample", "1", "--dry-run"]) == 2
    told = capsys.readouterr().err
    assert told.count("error[") == 1 and f"did you mean '{place}'" in told
    assert tickets(place, "--hold-out", "month") == 0
    capsys.readouterr()
    # A run that begins elsewhere has no such months.
    assert main([*verb, "--place", str(place), "--set", "run.start_date=2010-01-01", "--sample", "1", "--dry-run"]) == 2
    assert "have no month '2017-0" in capsys.readouterr().err
    assert main([*verb, "--place", str(place), "--sample", "1", "--dry-run"]) == 0


def test_areas_that_are_no_district_are_said_first_with_the_nearest_name(place: Path, capsys) -> None:
    names = {"江岸": 40, "江岸片": 30, "Atlantis": 6, "Mr Li's house": 1}
    rows = [
        order(k, f"2017-03-{1 + k % 28:02d} 09:00:00", "", status="办理中", area=area)
        for k, area in enumerate(word for word, n in names.items() for _ in range(n))
    ]
    file = written(place.parent / "orders.csv", csv_text(rows))
    assert main(["tickets", str(file), "--place", str(place), "--no-figures"]) == 0
    said = next(line for line in capsys.readouterr().out.splitlines() if "no district of the place" in line)
    # 37 of 77 requests; an area of one request might be an address and is not named.
    assert said.startswith("- 48% of the requests (37)") and "江岸片: 30, nearest '江岸'" in said
    assert "Atlantis: 6" in said and "Li" not in said
    assert main(["tickets", str(file), "--place", str(place), "--no-figures", "--lang", "zh"]) == 0
    assert "江岸片：30，最接近“江岸”" in capsys.readouterr().out


def test_of_a_name_that_place_and_program_both_have_the_places_scenario_counts(place: Path) -> None:
    (place / "place.yaml").write_text("extends: baseline\nworld: {place: .}\n", encoding="utf-8")
    (place / "service_platform.yaml").write_text(
        "extends: place.yaml\nneeds: {quick_share: 0.33}\nmechanisms: {service_platform: {}}\n", encoding="utf-8"
    )
    header = ",".join([*COLUMNS, *TRANSLATIONS]) + "\n"
    row = COUNTED.replace("baseline", "service_platform")
    (place / "patterns.csv").write_text(header + row, encoding="utf-8")
    targets = load_patterns(place / "patterns.csv", *scenario_folders(str(place)))
    (found,) = scenarios_for(targets, str(place))
    assert found.needs.quick_share == 0.33
