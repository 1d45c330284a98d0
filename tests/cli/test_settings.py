"""Which option wins, how many runs and days an option means, what is printed, and with which code a command ends."""

from __future__ import annotations

import argparse
import errno
import io
import json
import math
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.cli import analyse, commands, presenting, settings, simulate, stories, study, sweep, terminal
from sim.cli.main import main
from sim.cli.parser import parse, whole_number
from sim.errors import EnvironmentProblem, Fault, InputError, RunsFailed
from sim.scenario.scenario import Scenario
from sim.studies.executor import Ends, Executed
from sim.studies.plausible_worlds import MOST_WORLDS
from sim.studies.store import Saved
from sim.words import Sentence, speaking
from tests.cli.conftest import ROOT, Command

BASELINE = str(ROOT / "scenarios" / "baseline.yaml")

# ---- numbers ----


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("1", 1, ""),
        ("9", 9, ""),
        (" 5 ", 5, ""),
        ("+5", 5, ""),
        ("0", 1, "GZ023"),
        ("10", 1, "GZ023"),
        ("-3", 1, "GZ023"),
        ("2.0", 1, "GZ060"),
        ("1e1", 1, "GZ060"),
        ("", 1, "GZ060"),
        ("9" * 21, 1, "GZ060"),
    ],
)
def test_a_number_of_an_option_is_whole_and_within_its_limits(text: str, number: int, code: str) -> None:
    found, faults = whole_number("--jobs", text, 1, 9)
    assert found == number
    assert [(f.code, f.file, f.found, f.low, f.high) for f in faults] == (
        [(code, "--jobs", text, "1", "9")] if code else []
    )


# ---- settings ----


def test_short_options_stand_for_their_settings_in_front_of_those_of_set() -> None:
    options = parse(
        ["run", "a.yaml", "--sample", "0.5", "--days", "30", "--seed", "7", "--place", "p", "--set", "run.days=9"]
    )
    assert settings.overrides_of(options) == [
        "world.sample=0.5",
        "run.days=30",
        "run.seed=7",
        "world.place=p",
        "run.days=9",
    ]
    assert settings.overrides_of(parse(["run", "a.yaml"])) == []


@pytest.mark.parametrize(
    ("file", "written", "named"),
    [
        ("--set run.days=x", [], "--days x"),
        ("--set run.days=x", ["run.days=x"], "--set run.days=x"),
        ("--set run.days=x", ["run.days=y"], "--days x"),
        ("--set world.place=a=b", [], "--place a=b"),
        ("--set run.warm_up_days=x", [], "--set run.warm_up_days=x"),
        ("a.yaml", [], "a.yaml"),
    ],
)
def test_a_fault_is_named_by_the_option_it_was_typed_as(file: str, written: list[str], named: str) -> None:
    assert settings.with_option(Fault("GZ022", file=file), written).file == named


def test_faults_of_several_files_come_once_with_options_last() -> None:
    options = argparse.Namespace(settings=["run.dayz=3"], sample=None, days="x", seed=None, place=None)
    with pytest.raises(InputError) as refused:
        settings.load_scenarios([BASELINE, "nowhere.yaml", BASELINE], options)
    assert [f.file for f in refused.value.faults] == ["nowhere.yaml", "--days x", "--set run.dayz=3"]


def effort(*words: str, n_scenarios: int = 2, usual: int = 3) -> tuple[settings.Effort, list[Fault]]:
    """What a command line asks for."""
    return settings.effort_of(parse(["compare", "a.yaml", "b.yaml", *words]), n_scenarios, usual)


def test_replications_are_as_usual_where_nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six runs on eight processors: a process each with one thread, as 8 // 6 is 1; of two processes four threads."""
    monkeypatch.setattr("sim.api.execution.n_processors", lambda: 8)
    found, faults = effort()
    assert (found.replications, found.jobs, found.threads, found.retry_failed, faults) == (3, 6, 1, False, [])
    found, _ = effort("--replications", "1")
    assert (found.replications, found.jobs, found.threads) == (1, 2, 4)
    found, _ = effort("--replications", "50", "--jobs", "3", "--threads", "7")
    assert (found.replications, found.jobs, found.threads) == (50, 3, 7)


def test_everything_wrong_with_an_effort_is_said_together() -> None:
    _, faults = effort("--replications", "100001", "--jobs", "1025", "--threads", "0", "--retry-failed")
    assert [f.file for f in faults] == ["--replications", "--jobs", "--threads", "--retry-failed"]
    assert effort("--replications", "100000", "--jobs", "1024", "--threads", "1024")[1] == []
    found, faults = effort("--retry-failed", "--resume")
    assert found.retry_failed and faults == []


@pytest.mark.parametrize(
    ("words", "target", "numbered", "resume"),
    [
        ([], Path("outputs") / "mine", True, False),
        (["--out", "x"], Path("x"), False, False),
        (["--out", "x", "--resume"], Path("x"), False, True),
        (["--resume"], Path("outputs") / "mine", False, True),
    ],
)
def test_results_go_to_out_or_to_a_numbered_folder_of_outputs(
    words: list[str], target: Path, numbered: bool, resume: bool
) -> None:
    folder = settings.folder_for(parse(["run", "a.yaml", *words]), "mine")
    assert (folder.target, folder.numbered, folder.resume) == (target, numbered, resume)


def test_faults_of_a_file_and_of_options_are_raised_together_or_the_file_is_given() -> None:
    options = argparse.Namespace(settings=[])
    wrong = [Fault("GZ060", file="--jobs")]

    def refuse() -> None:
        raise InputError(Fault("GZ022", file="--set run.days=x"))

    with pytest.raises(InputError) as refused:
        settings.read_with(options, wrong, refuse)
    assert [f.file for f in refused.value.faults] == ["--days x", "--jobs"]
    with pytest.raises(InputError) as refused:
        settings.read_with(options, wrong, lambda: 3)
    assert [f.file for f in refused.value.faults] == ["--jobs"]
    assert settings.read_with(options, [], lambda: 3) == 3


# ---- what a run or a comparison asks for ----


def saved_at(*words: str, first: int = 0, replications: int = 1) -> Any:
    """When and where a state of a run of 10 + 60 days is to be saved."""
    options = parse(["run", "a.yaml", *words])
    planned = SimpleNamespace(scenarios=[SimpleNamespace(run=SimpleNamespace(days=60, warm_up_days=10))])
    return simulate._to_be_saved(options, planned, SimpleNamespace(replications=replications), first)


def test_a_state_is_saved_after_the_warm_up_or_on_the_day_asked_for(tmp_path: Path) -> None:
    """Days 0 to 70; of a state of day 20 the first day is that one."""
    target = str(tmp_path / "s")
    assert saved_at() is None
    assert saved_at("--save", target) == (10, Path(target))
    assert saved_at("--save", target, first=20) == (20, Path(target))
    for day in (0, 70):
        assert saved_at("--save", target, "--save-day", str(day)) == (day, Path(target))
    assert saved_at("--save", target, "--save-day", "20", first=20) == (20, Path(target))
    for words, first in ((["--save-day", "71"], 0), (["--save-day", "19"], 20)):
        with pytest.raises(InputError) as refused:
            saved_at("--save", target, *words, first=first)
        assert [(f.code, f.file) for f in refused.value.faults] == [("GZ023", "--save-day")]


@pytest.mark.parametrize(
    ("words", "replications", "options"),
    [
        (["--save-day", "5"], 1, ["--save-day"]),
        (["--save", "x"], 2, ["--save"]),
        (["--continue", "x"], 2, ["--continue"]),
        (["--save", "x", "--continue", "y"], 2, ["--save", "--continue"]),
        (["--continue", "x"], 1, None),
    ],
)
def test_states_are_of_one_run(words: list[str], replications: int, options: list[str] | None) -> None:
    if options is None:
        assert saved_at(*words, replications=replications) is None
        return
    with pytest.raises(InputError) as refused:
        saved_at(*words, replications=replications)
    assert [f.file for f in refused.value.faults] == options


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--fixed", "--worlds", "5"], ["--worlds"]),
        (["--replications", "5", "--worlds", "5"], ["--worlds"]),
        (["--worlds", "0"], ["--worlds"]),
        (["--worlds", str(MOST_WORLDS + 1)], ["--worlds"]),
        (["--fixed", "--goals", "nowhere.yaml"], ["--goals", "nowhere.yaml"]),
        (["--by", "day"], ["--by"]),
        (["--tables", "isues"], ["--tables"]),
        (["--set", "name=one"], [BASELINE]),
    ],
)
def test_everything_wrong_with_a_comparison_is_said_by_its_option(words: list[str], wrong: list[str]) -> None:
    other = str(ROOT / "scenarios" / "service_platform.yaml")
    files = [other, BASELINE] if "name=one" in words else [BASELINE, other]
    with pytest.raises(InputError) as refused:
        simulate.compare(parse(["compare", *files, *words]))
    assert [f.file for f in refused.value.faults] == wrong


@pytest.mark.parametrize(
    ("words", "seeds", "worlds"),
    [
        ([], 24, 24),
        (["--worlds", "3"], 3, 3),
        (["--fixed"], 10, None),
        (["--replications", "4"], 4, None),
        (["--fixed", "--replications", "4"], 4, None),
    ],
)
def test_a_comparison_is_over_worlds_unless_seeds_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, words: list[str], seeds: int, worlds: int | None
) -> None:
    """24 worlds where nobody says; `--fixed` or `--replications` means chance alone, over ten seeds."""
    seen: list[Any] = []
    monkeypatch.setattr(simulate, "_study", lambda options, study, effort: seen.append((study, effort)) or 0)
    monkeypatch.setattr(simulate, "plausible_worlds", lambda scenarios, n: n)
    other = str(ROOT / "scenarios" / "service_platform.yaml")
    assert simulate.compare(parse(["compare", BASELINE, other, "--seed", "7", *words])) == 0
    ((planned, how),) = seen
    assert planned.seeds == tuple(range(7, 7 + seeds)) and how.replications == seeds
    assert (planned.worlds or None) == worlds and planned.command == "compare"
    assert [scenario.name for scenario in planned.scenarios] == ["baseline", "service_platform"]


# ---- exit codes ----


def ended(saved: Saved | None = None, executed: Executed | None = None, show: Any = None, draw: Any = None) -> int:
    """The exit code after results are saved."""
    options = argparse.Namespace(json=False, command="run", words=["run", "a.yaml"], out=None, figures=True)
    return presenting.present(options, saved or Saved(), show or (lambda: None), draw, executed)


def outcomes(*status: str, interrupted: bool = False) -> Executed:
    """Runs with these ends."""
    made = tuple(
        SimpleNamespace(status=one, result=1 if one == "done" else None, scenario="a", seed=1, error="it broke")
        for one in status
    )
    return Executed(made, interrupted)  # type: ignore[arg-type]


def broken() -> None:
    """Something that cannot be printed or drawn."""
    raise OSError(errno.ENOSPC, "full")


def stopped() -> None:
    """Somebody who does not want to wait."""
    raise KeyboardInterrupt


def test_a_command_ends_with_the_code_of_the_worst_that_happened(tmp_path: Path, capsys: Any) -> None:
    """0 done, 4 text, figures or folder could not be had, 1 some runs failed, 130 somebody interrupted."""
    problem = EnvironmentProblem(Fault("GZ091", file="x"))
    assert ended() == 0 and ended(executed=outcomes("done")) == 0
    assert ended(show=broken) == 4 and ended(Saved(problem=problem)) == 4
    assert ended(Saved(place=tmp_path), draw=lambda place: broken()) == 4
    assert ended(executed=outcomes("done", "failed")) == RunsFailed.exit_code == 1
    assert ended(Saved(problem=problem), outcomes("failed")) == 1
    assert ended(executed=outcomes("done", "not run", interrupted=True)) == 130
    assert ended(executed=outcomes("failed", interrupted=True), show=broken) == 130
    assert ended(Saved(interrupted=True)) == 130 and ended(show=stopped) == 130
    assert ended(Saved(place=tmp_path), draw=lambda place: stopped()) == 130
    capsys.readouterr()


def test_figures_are_drawn_where_results_lie_and_nobody_wants_to_end(tmp_path: Path, capsys: Any) -> None:
    drawn: list[Path] = []
    ended(Saved(place=tmp_path), draw=drawn.append)
    ended(Saved(), draw=drawn.append)
    ended(Saved(place=tmp_path, interrupted=True), draw=drawn.append)
    ended(Saved(place=tmp_path), outcomes("done", "not run", interrupted=True), draw=drawn.append)
    assert drawn == [tmp_path]
    capsys.readouterr()


def test_what_is_said_at_the_end_names_the_folder_the_report_and_what_failed(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / presenting.PAGE).write_text("page")
    ended(Saved(place=tmp_path), outcomes("done", "failed"))
    said = capsys.readouterr()
    assert f": {tmp_path}\n" in said.out and f": {tmp_path / presenting.PAGE}" in said.out
    assert "it broke" in said.err and str(tmp_path / "runs.csv") in said.err and "finished results" not in said.err
    ended(Saved(place=tmp_path, interrupted=True))
    assert f"finished results are complete in {tmp_path}" in capsys.readouterr().err


def resumed(words: list[str], out: str | None = None, lang: str = "en") -> str:
    """The command that goes on with a study."""
    with speaking(lang):
        return presenting.resume_command(argparse.Namespace(words=words, out=out), Path("my folder"))


def test_the_command_that_goes_on_has_everything_that_was_given() -> None:
    first = resumed(["run", "a.yaml", "--days", "3"])
    assert first.endswith("run a.yaml --days 3 --out 'my folder' --resume")
    assert resumed(["run", "a.yaml", "--out", "x", "--resume", "--retry-failed"], "x").endswith(
        "run a.yaml --out x --resume"
    )
    assert resumed(["run", "a.yaml"], lang="zh").endswith("run a.yaml --lang zh --out 'my folder' --resume")
    assert resumed(["run", "a.yaml", "--lang", "zh"], lang="zh").count("--lang") == 1


def test_missing_and_infinite_numbers_are_null_for_programs() -> None:
    rows = presenting.plain_rows(pd.DataFrame({"a": [1.5, math.nan, math.inf], "b": ["x", "y", "z"]}))
    assert rows == [{"a": 1.5, "b": "x"}, {"a": None, "b": "y"}, {"a": None, "b": "z"}]
    assert presenting.plain(0) == 0 and presenting.plain("nan") == "nan"


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (InputError(Fault("GZ001", file="x")), 2, "GZ001"),
        (EnvironmentProblem(Fault("GZ091", file="x")), 4, "GZ091"),
        (RunsFailed(Sentence("it broke", "失败")), 1, "it broke"),
        (OSError(errno.ENOSPC, "full", "there"), 4, "GZ089"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (SystemExit(3), 3, ""),
        (SystemExit("x"), 0, ""),
    ],
)
def test_whatever_ends_a_command_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, raised: BaseException, code: int, said: str
) -> None:
    def verb(options: argparse.Namespace) -> int:
        raise raised

    monkeypatch.setattr(commands, "measures", verb)
    assert main(["measures"]) == code
    found = capsys.readouterr()
    assert said in found.err and found.out == ""
    if code in (1, 2, 4):
        main(["measures", "--json"])
        assert json.loads(capsys.readouterr().out)["exit_code"] == code


# ---- streams ----


@pytest.mark.parametrize(
    ("number", "code", "found"),
    [(None, 0, 0), (None, 2, 2), (errno.EPIPE, 0, 0), (errno.EIO, 1, 1), (errno.ENOSPC, 0, 4), (errno.ENOSPC, 1, 1)],
)
def test_an_output_that_is_lost_is_told_unless_its_reader_has_gone(
    capsys: Any, number: int | None, code: int, found: int
) -> None:
    output = terminal.Stream(None)
    output.problem = None if number is None else OSError(number, "lost")
    assert terminal.code_after(output, code) == found
    assert ("GZ094" in capsys.readouterr().err) == (number == errno.ENOSPC)


def test_a_stream_leaves_out_what_it_cannot_write() -> None:
    class Full(io.StringIO):
        """A disk without room."""

        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "full")

    stream = terminal.Stream(Full())
    assert stream.write("abc") == 3 and stream.problem is not None and stream.problem.errno == errno.ENOSPC
    assert stream.write("de") == 2
    kept = io.StringIO()
    assert terminal.Stream(kept).write("ab") == 2 and kept.getvalue() == "ab"
    assert terminal.Stream(None).write("x") == 1 and not terminal.Stream(None).isatty()


@pytest.mark.parametrize(
    ("text", "for_programs", "written"),
    [
        ("1–2 ≤ 3 × 4…", False, "1-2 <= 3 x 4..."),
        ("¥5 “x”", False, 'CNY 5 "x"'),
        ("区", False, "\\u533a"),
        ("–", True, "\\u2013"),
        ("😀", True, "\\ud83d\\ude00"),
    ],
)
def test_signs_that_an_encoding_lacks_are_written_alike_or_by_number(
    monkeypatch: pytest.MonkeyPatch, text: str, for_programs: bool, written: str
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    with terminal.unfailing(for_programs):
        print(text, end="")
    assert raw.getvalue().decode() == written


# ---- studies ----


def test_runs_that_follow_from_others_are_executed_until_there_are_none() -> None:
    """Two of the first plan, then one, then none; an interruption ends it."""
    plans = {0: ["c"], 1: []}
    seen: list[Any] = []

    def further(done: Any) -> list[str]:
        return plans[len(seen) - 1]

    kind: Any = SimpleNamespace(plan=lambda: ["a", "b"], further=further)

    def execute(plan: Any) -> Executed:
        seen.append(plan)
        return Executed(tuple(plan), False)

    assert study._executed(kind, execute) == Executed(("a", "b", "c"), False)  # type: ignore[arg-type]
    seen.clear()
    broken_off = study._executed(kind, lambda plan: seen.append(plan) or Executed(tuple(plan), True))
    assert broken_off.interrupted and seen == [["a", "b"]]


@pytest.mark.parametrize(
    ("jobs", "waves", "minutes"), [(2, 1, (2 * 6 + 3 * 30) / 60), (1, 2, 2 * (3 * 6 + 5 * 30) / 60)]
)
def test_a_dry_run_counts_worlds_and_runs_in_waves(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, jobs: int, waves: int, minutes: float
) -> None:
    """Five runs of 30 s over three worlds of 6 s: in two processes two waves of worlds and three of runs."""
    scenario = Scenario(name="a")
    clock = iter((10.0, 16.0))
    monkeypatch.setattr(study, "compile_first", lambda: 0.0)
    monkeypatch.setattr(study, "world_for", lambda *words: SimpleNamespace(drawn=None))
    monkeypatch.setattr(study, "run_one", lambda *words: SimpleNamespace(seconds={"all": 30.0}))
    monkeypatch.setattr(study.time, "perf_counter", lambda: next(clock))
    numbers = iter((1, 2, 3, 1, 2))
    monkeypatch.setattr(study, "world_key", lambda scenario: next(numbers))
    kind: Any = SimpleNamespace(
        plan=lambda: [SimpleNamespace(scenario=scenario, seed=k) for k in range(5)],
        scenarios=[scenario] * 2,
        seeds=(1, 2, 3),
        waves=waves,
        facts_beforehand=lambda: {"more": 1},
        tables_beforehand=lambda: {"plan": pd.DataFrame({"x": [1.0, math.nan]})},
    )
    how: Any = SimpleNamespace(threads=1, jobs=jobs)
    assert study._dry_run(argparse.Namespace(json=True), kind, how) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["minutes"] == pytest.approx(minutes) and said["n_runs"] == 5 * waves
    assert (said["n_scenarios"], said["n_seeds"], said["n_days"]) == (2, 3, 365 + 184)
    assert (said["seconds"], said["world"], said["jobs"]) == (30.0, 6.0, jobs)
    assert said["sample"] == scenario.world.sample
    assert said["more"] == 1 and said["plan"] == [{"x": 1.0}, {"x": None}]


# ---- sweeps ----


def reported(
    capsys: Any, monkeypatch: pytest.MonkeyPatch, code: int = 0, json_: bool = False, **ends: Any
) -> tuple[int, Any]:
    """Exit code and what is said of a sweep of ten runs."""
    found = Ends(10, **ends)
    disk = SimpleNamespace(failure=lambda key: SimpleNamespace(outcome=SimpleNamespace(error=f"broke {key}")))
    plan: Any = {k: SimpleNamespace(scenario=SimpleNamespace(name="a"), seed=k) for k in range(10)}
    made: Any = SimpleNamespace(
        folder=Path("swept"),
        disk=disk,
        plan=SimpleNamespace(key=lambda index: index, __getitem__=None),
    )

    class Plan:
        """The plan of a sweep."""

        def key(self, index: int) -> int:
            return index

        def __getitem__(self, index: int) -> Any:
            return plan[index]

    made.plan = Plan()
    shown: list[Any] = []
    monkeypatch.setattr(sweep, "present", lambda options, saved, show, draw: shown.append(show()) or code)
    options = argparse.Namespace(json=json_, words=["sweep", "s.yaml"], out=None, figures=False)
    return sweep._report(made, found, options), capsys.readouterr()


def test_a_sweep_ends_with_its_code_and_says_how_far_it_is(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """130 where runs are missing or somebody interrupted, 1 where runs failed, else that of printing and drawing."""
    every = set(range(10))
    assert reported(capsys, monkeypatch, done=every)[0] == 0
    assert reported(capsys, monkeypatch, 4, done=every)[0] == 4
    code, said = reported(capsys, monkeypatch, done=every - {1, 3, 5, 7}, failed={1, 3, 5, 7})
    assert code == 1 and said.err.count("broke") == 3 and "broke 7" not in said.err
    assert "4" in said.err and "--resume --retry-failed" in said.err
    assert reported(capsys, monkeypatch, 130, done=every - {1}, failed={1})[0] == 130
    assert reported(capsys, monkeypatch, done=every - {1})[0] == 130
    assert reported(capsys, monkeypatch, done=every, interrupted=True)[0] == 130
    _, said = reported(capsys, monkeypatch, json_=True, done={1, 2, 3}, failed={4}, quarantined=["x"])
    facts = json.loads(said.out)
    assert (facts["done"], facts["failed"], facts["n"], facts["rest"]) == (3, 1, 10, 6)
    assert (facts["complete"], facts["interrupted"], facts["damaged"]) == (False, False, ["x"])
    assert json.loads(reported(capsys, monkeypatch, json_=True, done=every)[1].out)["complete"] is True
    assert (
        json.loads(reported(capsys, monkeypatch, json_=True, done=every, interrupted=True)[1].out)["complete"] is False
    )


@pytest.mark.parametrize(
    ("yes", "tty", "json_", "answer", "meant"),
    [
        (True, False, False, "", True),
        (False, False, False, "y\n", False),
        (False, True, False, "y\n", True),
        (False, True, False, " YES \n", True),
        (False, True, False, "是\n", True),
        (False, True, False, "\n", False),
        (False, True, False, "no\n", False),
        (False, True, True, "y\n", False),
    ],
)
def test_a_large_sweep_is_begun_where_it_is_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, yes: bool, tty: bool, json_: bool, answer: str, meant: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: tty, readline=lambda: answer))
    options = argparse.Namespace(yes=yes, json=json_)
    if meant:
        sweep._ask(options, "so many runs")
    else:
        with pytest.raises(InputError, match="so many runs"):
            sweep._ask(options, "so many runs")
    assert ("so many runs" in capsys.readouterr().err) == (tty and not yes and not json_)


# ---- analysis ----


@pytest.mark.parametrize(
    ("precision", "runs", "wrong"),
    [
        ("0.05", None, []),
        ("0.999", "1000", []),
        ("0", None, ["--precision"]),
        ("1", None, ["--precision"]),
        ("nan", None, ["--precision"]),
        ("x", "1001", ["--warm-up-runs", "--precision"]),
        ("0.05", "0", ["--warm-up-runs"]),
    ],
)
def test_precision_lies_between_nought_and_one(precision: str, runs: str | None, wrong: list[str]) -> None:
    options = argparse.Namespace(precision=precision, warm_up_runs=runs)
    if not wrong:
        assert analyse._numbers(options) == (float(precision), int(runs or 0))
        return
    with pytest.raises(InputError) as refused:
        analyse._numbers(options)
    assert [f.file for f in refused.value.faults] == wrong


def test_findings_are_differences_of_everybody_and_the_factors_that_matter_most() -> None:
    """The four largest total effects, the largest first; a star below 5 %."""
    differences = pd.DataFrame(
        {
            "scenario": ["a", "a", "a"],
            "measure": ["dropped_share"] * 3,
            "by": ["all", "all", "setting"],
            "group": ["all", "all", "urban"],
            "difference": [0.1, -0.2, 0.9],
            "low": [0.05, -0.3, 0.8],
            "high": [0.15, -0.1, 1.0],
            "n_seeds": [9] * 3,
            "p_adjusted": [0.049, 0.05, 0.0],
            "variance_ratio": [math.nan, 2.5, 1.0],
        }
    )
    sobol = pd.DataFrame(
        {
            "scenario": "a",
            "outcome": "value",
            "measure": "dropped_share",
            "by": ["all"] * 6 + ["setting"],
            "factor": ["p", "q", "r", "s", "t", "u", "v"],
            "total": [0.1, 0.5, 0.2, 0.05, 0.3, 0.01, 0.9],
        }
    )
    found: Any = SimpleNamespace(tables={"differences": differences, "sobol": sobol})
    lines = analyse._findings(found)
    assert len(lines) == 4 and "*" in lines[0] and "*" not in lines[1]
    assert "x2.5" in lines[1] and "x" not in lines[0].split("]")[-1]
    assert lines[3].endswith(": q 0.5, t 0.3, r 0.2, p 0.1")


# ---- stories ----


@pytest.mark.parametrize(
    ("given", "asked", "wrong"),
    [
        ({"find": "dropped"}, ["find"], []),
        ({"find": "droped"}, ["find"], ["--find"]),
        ({"category": "facilty"}, [], ["--category"]),
        ({"setting": "urban", "category": "facility"}, ["find"], []),
        ({"setting": "urban"}, ["issue"], ["--setting"]),
        ({"category": "facility"}, [], []),
        ({"category": "x"}, ["resident"], ["--category", "--category"]),
    ],
)
def test_categories_and_settings_go_with_finding(given: dict[str, str], asked: list[str], wrong: list[str]) -> None:
    options = argparse.Namespace(**({"find": None, "category": None, "setting": None} | given))
    faults = stories._faults_of_find(options, asked)
    assert [f.file for f in faults] == wrong
    if given.get("find") == "droped":
        assert faults[0].nearest == "dropped" and faults[0].found == "droped"


def test_lines_of_a_story_fit_the_terminal_with_what_follows_below_its_sentence() -> None:
    """118 columns; the rest hangs by twelve, by two more behind a dot, or below a deeper beginning."""
    short = "x" * 118
    assert stories.fitted(short) == short
    words = "word " * 40
    first, second, *_ = stories.fitted(words.strip()).split("\n")
    assert len(first) <= 118 and second.startswith(" " * 12 + "word") and len(second) <= 118
    assert stories.fitted(f"day 3     · {words}".strip()).split("\n")[1].startswith(" " * 14 + "word")
    assert stories.fitted(" " * 20 + words.strip()).split("\n")[1].startswith(" " * 20 + "word")


def test_progress_of_stories_counts_a_run_when_its_last_day_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs of 2 + 1 days are six days; the third and the sixth end a run."""
    told: list[tuple[int, int]] = []
    asked: list[tuple[int, int]] = []

    class Shown:
        """How far a story is."""

        def __init__(self, n_days: int, n_runs: int) -> None:
            asked.append((n_days, n_runs))

        def __enter__(self) -> Any:
            return lambda days, runs: told.append((days, runs))

        def __exit__(self, *words: object) -> None:
            pass

    monkeypatch.setattr(stories, "ProgressShown", Shown)
    scenario: Any = SimpleNamespace(run=SimpleNamespace(days=2, warm_up_days=1))
    stories._with_progress(scenario, 2, lambda day: [day() for _ in range(6)])
    assert asked == [(6, 2)] and told == [(1, 0), (1, 0), (1, 1)] * 2


@pytest.mark.parametrize(
    "change", ["run.days=50", "run.warm_up_days=9", "run.start_date=2016-07-02", "world.sample=0.5"]
)
def test_one_resident_is_compared_in_one_world_over_the_same_days(tmp_path: Path, change: str) -> None:
    for name, text in (("a", ""), ("b", change)):
        group, _, setting = text.partition(".")
        key, _, value = setting.partition("=")
        line = f"{group}: {{{key}: {value}}}\n" if text else ""
        (tmp_path / f"{name}.yaml").write_text(f"extends: baseline\n{line}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        stories.why_verb(parse(["why", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]))
    assert [f.file for f in refused.value.faults] == [str(tmp_path / "b.yaml")]


# ---- small verbs ----


def test_check_tells_days_sample_and_place(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "extends: baseline\ntitle: Mine\nrun: {days: 30, warm_up_days: 4}\nworld: {sample: 0.5}\n", encoding="utf-8"
    )
    (fact,) = json.loads(command("check", tmp_path / "mine.yaml", "--json").stdout)
    assert (fact["name"], fact["title"], fact["days"], fact["warm_up_days"], fact["sample"]) == (
        "mine",
        "Mine",
        30,
        4,
        0.5,
    )
    assert fact["mechanisms"] == [] and fact["drawn"]["n_townships_place"] == 1031


def test_measures_are_listed_with_their_wanted_direction(command: Command) -> None:
    said = command("measures").stdout.splitlines()
    signs = {line.split()[1]: line[0] for line in said if line[:2] in ("+ ", "- ")}
    assert signs["resolution_share"] == "+" and signs["dropped_share"] == "-"
    facts = {fact["id"]: fact["better"] for fact in json.loads(command("measures", "--json").stdout)}
    assert {name for name, sign in signs.items() if sign == "-"} == {n for n, b in facts.items() if b == "lower"}


def test_a_place_is_told_from_a_scenario_by_its_folder_or_name(tmp_path: Path) -> None:
    assert commands.is_place(str(tmp_path)) and commands.is_place("chongqing")
    assert not commands.is_place("baseline") and not commands.is_place("nothing at all")


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_lies_within_its_limits(port: str) -> None:
    with pytest.raises(InputError) as refused:
        commands.view(argparse.Namespace(port=port, scenario=None))
    assert refused.value.faults[0].file == "--port"


def test_init_says_what_it_has_derived(command: Command, tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_text(
        "name,region,residents,setting,mayor\nA,r,100000,urban,x\nB,r,100000,rural,y\n", encoding="utf-8"
    )
    facts = json.loads(command("init", tmp_path / "p", "--from", tmp_path / "given.csv", "--json").stdout)
    assert (facts["districts"], facts["ignored"]) == (2, ["mayor"])
    # 100,000 residents are 2.87 townships; 95 and 35 % of them urban, so that both have streets and towns.
    assert facts["townships"] == 6 and facts["derived"]["urban_percent"] == 2
    # 12.4 and 4.6 committees; 4.8 and 62.5 villages.
    assert facts["communities"] == 12 + 5 + 5 + 62
    done = command("init", tmp_path / "q", "--from", tmp_path / "given.csv")
    assert "mayor" in done.stdout and "urban_percent (2)" in done.stdout
