"""Finished work is never lost: results lie complete in their folder whatever becomes of text, figures and patience."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.conftest import ROOT
from tests.cli.test_validation import PATTERNS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")]
PLACE = ROOT / "tests" / "data" / "small_place"
FRONT = str(ROOT / "run_sim.py")
SMALL = ("--sample", "1", "--days", "30", "--set", "run.warm_up_days=0", "--set", f"world.place={PLACE}")
STUDIES = ("run", "compare", "interactions", "budget")
STORIES = ("trace", "why", "diagnose")


def each(verbs, *daily):
    """All verbs, those not named in the nightly set only: what they share is tested with the others."""
    return [pytest.param(verb, marks=() if verb in daily else pytest.mark.nightly) for verb in verbs]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenarios, experiments, a calibration and a sweep."""
    folder = tmp_path_factory.mktemp("durable") / "scenarios"
    folder.mkdir()
    (folder / "base.yaml").write_text("title: The base\ntitle_zh: 基准\n", encoding="utf-8")
    (folder / "teams.yaml").write_text("extends: base.yaml\nmechanisms: {three_plus_one: {}}\n", encoding="utf-8")
    head = "baseline: base.yaml\nmechanisms: [service_platform, three_plus_one]\nquestion: Does it work?\n"
    (folder / "interactions.yaml").write_text(f"kind: interactions\n{head}", encoding="utf-8")
    (folder / "budget.yaml").write_text(f"kind: budget\n{head}yuan_per_resident: 3\n", encoding="utf-8")
    (folder / "sweep.yaml").write_text(
        "kind: sweep\nbaseline: base.yaml\npolicies: [teams.yaml]\nsample: 1.0\ndays: 10\nwarm_up_days: 0\n"
        "uncertainties:\n  needs.need_rate_town: {range: [0.2, 0.6]}\ndesign: {kind: lhs, n: 3}\nreplications: 2\n"
        "measures: [resolution_share]\n",
        encoding="utf-8",
    )
    (folder / "patterns.csv").write_text(PATTERNS, encoding="utf-8")
    (folder / "figures.csv").write_text(
        PATTERNS.splitlines()[0] + "\nlost,P5,baseline,dropped_share,all,all,value,,0.2,0.05,0.35,share,fit,made up,"
        "assumed,\nheld,P1,baseline,satisfaction_share,all,all,value,,0.6,0.5,0.7,share,hold back,made up,assumed,\n",
        encoding="utf-8",
    )
    (folder / "ensemble.yaml").write_text(
        "kind: ensemble\npatterns: figures.csv\nmechanisms: [volunteers]\nreplications: 3\ndrawn: 2\nsteps: 1\n"
        "tolerances: 10\n",
        encoding="utf-8",
    )
    (folder / "goals.yaml").write_text("goals: {solved_per_need: {change_at_least: 0.0}}\n", encoding="utf-8")
    (folder / "calibration.yaml").write_text(
        "kind: calibration\npatterns: patterns.csv\nruns: 400\nwaves: 2\nsample: 1\nparameters:\n"
        "  hours: {paths: [staff.issue_hours_factor], low: 0.5, high: 4.0}\n",
        encoding="utf-8",
    )
    return folder


def words_of(verb: str, files: Path, *more: str) -> list[str]:
    """The words of a small command."""
    scenario, other = str(files / "base.yaml"), str(files / "teams.yaml")
    words = {
        "run": [scenario, *SMALL, "--replications", "2"],
        "compare": [scenario, other, *SMALL, "--replications", "2"],
        "worlds": [scenario, other, *SMALL, "--worlds", "6", "--goals", str(files / "goals.yaml")],
        "ensemble": [str(files / "ensemble.yaml"), *SMALL],
        "interactions": [str(files / "interactions.yaml"), *SMALL, "--replications", "2"],
        "budget": [str(files / "budget.yaml"), *SMALL, "--replications", "2"],
        "sweep": [str(files / "sweep.yaml"), "--set", f"world.place={PLACE}"],
        "validate": ["--patterns", str(files / "patterns.csv"), *SMALL, "--replications", "2"],
        "calibrate": [str(files / "calibration.yaml"), *SMALL],
        "trace": [scenario, *SMALL],
        "why": [scenario, other, *SMALL],
        "diagnose": [scenario, *SMALL],
    }
    jobs = [] if verb in ("trace", "why") else ["--jobs", "1"]
    return ["compare" if verb == "worlds" else verb, *words[verb], *jobs, *more]


def ended(words: Sequence[str], **how: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end; `env` is laid over the environment."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **how.pop("env", {})}
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, **how}
    return subprocess.run(
        [sys.executable, FRONT, *words],
        env=environment,
        text=True,
        timeout=400,
        check=False,
        errors="surrogateescape",
        **given,
    )


def in_python(code: str, words: Sequence[str], **how: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command in a Python in which something has been changed before."""
    whole = f"import sys\n{code}\nfrom sim.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    return subprocess.run(
        [sys.executable, "-c", whole, *words], capture_output=True, text=True, timeout=400, check=False, cwd=ROOT, **how
    )


def is_whole(folder: Path, verb: str, n_done: int | None = None) -> bool:
    """Whether a folder holds the results of a command, and nothing unfinished."""
    assert not list(folder.parent.glob(".*partial*")) and not (folder / ".unfinished").exists()
    if verb in STORIES:
        return (folder / f"{verb}.json").is_file() and (folder / f"{verb}.txt").read_text(encoding="utf-8") != ""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(pd.read_parquet(io.BytesIO((folder / "measures.parquet").read_bytes()))) > 0
    return n_done is None or manifest["counts"]["n_done"] == n_done


@pytest.mark.parametrize("verb", each([*STUDIES, "sweep", *STORIES], "compare", "trace"))
def test_an_output_that_is_full_costs_text_only(verb, files, tmp_path):
    out = tmp_path / "out"
    with Path("/dev/full").open("w") as full:
        done = ended(words_of(verb, files, "--out", str(out)), stdout=full)
    assert is_whole(out, verb)
    assert done.returncode == 4 and done.stderr.count("error[") == 1 and "GZ094" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", each(["run", "compare", "diagnose"], "run"))
@pytest.mark.parametrize("both", [False, True])
def test_a_reader_that_goes_away_costs_nothing(verb, both, files, tmp_path):
    """As `| true` and `2>&1 | head -1` do: also progress that nobody reads marks no run as failed."""
    out = tmp_path / "out"
    read, write = os.pipe()
    os.close(read)
    done = ended(words_of(verb, files, "--out", str(out)), stdout=write, stderr=write if both else subprocess.PIPE)
    os.close(write)
    assert done.returncode == 0, done.stderr
    assert is_whole(out, verb)
    assert verb == "diagnose" or set(pd.read_csv(out / "runs.csv")["status"]) == {"done"}
    assert verb == "diagnose" or (out / "report.html").is_file()


@pytest.mark.nightly
@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_streams_that_are_closed_cost_nothing(closed, files, tmp_path):
    out = tmp_path / "out"
    done = ended(words_of("run", files, "--out", str(out)), preexec_fn=lambda: [os.close(n) for n in closed])
    assert done.returncode == 0 and is_whole(out, "run", 2)
    assert "Traceback" not in done.stderr


@pytest.mark.nightly
def test_progress_that_cannot_be_shown_from_python_fails_no_run(files, tmp_path):
    code = (
        "import os, sys, sim\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 2)\n"
        f"base = sim.load({str(files / 'base.yaml')!r}, {{'world.place': {str(PLACE)!r}, 'world.sample': 1.0,"
        " 'run.days': 30, 'run.warm_up_days': 0})\n"
        "for stream in (sys.stderr, None):\n"
        "    sys.stderr = stream\n"
        "    for jobs in (1, 2):\n"
        "        print(sim.run(base, seeds=2, jobs=jobs, progress=True).n_done)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=400, check=False, cwd=ROOT
    )
    assert done.stdout.split() == ["2"] * 4, done.stderr


@pytest.mark.nightly
@pytest.mark.parametrize(("encoding", "lang"), [("gbk", "zh"), ("ascii", "en"), ("latin-1", "en")])
def test_signs_an_encoding_lacks_are_written_otherwise(encoding, lang, files, tmp_path):
    how = {"env": {"PYTHONIOENCODING": encoding}, "encoding": encoding}
    for verb in ("budget", "compare"):
        done = ended(words_of(verb, files, "--out", str(tmp_path / verb), "--lang", lang), **how)
        assert done.returncode == 0 and is_whole(tmp_path / verb, verb), done.stderr
    for words in (["--help"], ["mechanisms"], ["measures"], ["schema"], ["run", "nowhere.yaml"]):
        done = ended([*words, "--lang", lang], **how)
        assert done.returncode == (2 if words[0] == "run" else 0), done.stderr
        assert "Traceback" not in done.stderr
    exact = [
        json.loads(ended(["mechanisms", "--json"], **one).stdout)
        for one in (how, {"env": {"PYTHONIOENCODING": "utf-8"}, "encoding": "utf-8"})
    ]
    assert exact[0] == exact[1]


def test_a_sign_that_matters_is_not_lost(capsys):
    """A minus stays a minus, not a question mark."""
    code = "from sim.cli.terminal import unfailing\nwith unfailing(False):\n    print('−1.2 ¥3 中')\n"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.stdout == "-1.2 CNY 3 \\u4e2d\n"


@pytest.mark.nightly
@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "nonsense", "TkAgg"])
def test_figures_do_not_ask_for_the_backend_of_the_environment(backend, files, tmp_path):
    done = ended(words_of("run", files, "--out", str(tmp_path / "out")), env={"MPLBACKEND": backend})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "outcomes.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.nightly
def test_figures_are_drawn_with_the_settings_of_the_project(files, tmp_path):
    """Somebody's own matplotlibrc and styles change no byte of them."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "matplotlibrc").write_text(
        "text.usetex: True\nlines.linewidth: 9\naxes.facecolor: red\n"
        "savefig.transparent: True\nfigure.autolayout: True\n",
        encoding="utf-8",
    )
    found = []
    for name, folder in (("plain", tmp_path), ("own", own)):
        done = ended(words_of("compare", files, "--out", str(tmp_path / f"{name} out")), cwd=folder)
        assert done.returncode == 0, done.stderr
        found.append({path.name: path.read_bytes() for path in (tmp_path / f"{name} out").glob("*.[ps][nv]g")})
    assert found[0] == found[1] and len(found[0]) > 10


@pytest.mark.parametrize("verb", each(["run", "compare", "interactions", "budget", "diagnose"], "run"))
def test_without_figures_matplotlib_is_not_touched(verb, files, tmp_path):
    code = (
        "import importlib.abc\nclass No(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.split('.')[0] == 'matplotlib': raise ImportError('it is wanted')\n"
        "sys.meta_path.insert(0, No())"
    )
    done = in_python(code, words_of(verb, files, "--no-figures", "--out", str(tmp_path / "out")))
    assert done.returncode == 0, done.stderr
    assert is_whole(tmp_path / "out", verb)


FAILING = (
    "import sim.report.figures as f\ndef save(*words):\n    raise OSError(28, 'No space left on device')\nf.save = save"
)


@pytest.mark.parametrize("verb", each([*STUDIES, "sweep", "diagnose"], "run", "sweep"))
def test_a_disk_that_is_full_after_the_runs_costs_figures_only(verb, files, tmp_path):
    done = in_python(FAILING, words_of(verb, files, "--out", str(tmp_path / "out")))
    assert is_whole(tmp_path / "out", verb)
    assert done.returncode == 4 and done.stderr.count("error[") == 1, done.stderr
    assert "No space left" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout.rstrip().endswith(str(tmp_path / "out"))


def test_from_python_too_figures_that_fail_cost_no_results(files, tmp_path):
    code = (
        f"import warnings\n{FAILING}\nimport sim\n"
        f"base = sim.load({str(files / 'base.yaml')!r}, {{'world.place': {str(PLACE)!r}, 'world.sample': 1.0,"
        " 'run.days': 30, 'run.warm_up_days': 0})\n"
        "with warnings.catch_warnings(record=True) as said:\n"
        "    warnings.simplefilter('always')\n"
        f"    found = sim.run(base, out={str(tmp_path / 'out')!r}, figures=True)\n"
        "print(found.n_done, found.folder, 'GZ093' in str(said[-1].message))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=400, check=False, cwd=ROOT
    )
    assert done.stdout.split() == ["1", str(tmp_path / "out"), "True"], done.stderr
    assert is_whole(tmp_path / "out", "run", 1)


def results(folder: Path) -> dict[str, bytes]:
    """Every file of a study that does not tell of times and places."""
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".csv", ".parquet", ".yaml") and path.name != "runs.csv"
    } | {path.name: path.read_bytes() for path in folder.glob("ensemble.json")}


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(verb, marks=[] if verb == "compare" else pytest.mark.nightly)
        for verb in (*STUDIES, "worlds", "ensemble", "validate", "calibrate")
    ],
)
def test_a_killed_study_is_resumed_to_the_same_bytes(verb, files, tmp_path):
    out, more = tmp_path / "out", ["--no-figures", "--out"]
    process = subprocess.Popen(
        [sys.executable, FRONT, *words_of(verb, files, *more, str(out))],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not (kept := list(out.glob("runs/*/*.run"))) and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait(timeout=60)
    assert kept and not (out / "manifest.json").exists() and (out / "LOCK").exists()
    begun = ended(words_of(verb, files, *more, str(out)))
    assert begun.returncode == 4 and "GZ072" in begun.stderr and "--resume" in begun.stderr
    before = {path: path.stat().st_mtime_ns for path in kept}
    resumed = ended(words_of(verb, files, *more, str(out), "--resume"))
    assert resumed.returncode == 0, resumed.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == before
    assert ended(words_of(verb, files, *more, str(tmp_path / "whole"))).returncode == 0
    assert (out / "manifest.json").is_file() and results(out) == results(tmp_path / "whole")


@pytest.mark.nightly
def test_a_comparison_grows_by_scenarios_and_seeds_and_runs_only_these(files, tmp_path):
    out, (base, teams) = tmp_path / "out", (files / "base.yaml", files / "teams.yaml")
    (files / "third.yaml").write_text("extends: base.yaml\nmechanisms: {service_platform: {}}\n", encoding="utf-8")
    more = [*SMALL, "--jobs", "1", "--no-figures", "--out"]
    three = [str(base), str(teams), str(files / "third.yaml")]
    assert ended(["compare", *three[:2], "--replications", "2", *more, str(out)]).returncode == 0
    refused = ended(["compare", *three, "--replications", "3", *more, str(out)])
    assert refused.returncode == 4 and "GZ090" in refused.stderr
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "differences.png").write_bytes(b"of fewer scenarios")
    grown = ended(["compare", *three, "--replications", "3", *more, str(out), "--resume"])
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine" and not (out / "differences.png").exists()
    assert grown.returncode == 0 and "of 5 runs" in grown.stderr, grown.stderr
    assert ended(["compare", *three, "--replications", "3", *more, str(tmp_path / "whole")]).returncode == 0
    assert is_whole(out, "compare", 9) and results(out) == results(tmp_path / "whole")
    before = results(out)
    for words, said in (
        ([*three[:2], "--replications", "3"], "scenarios.third: there -> nothing"),
        ([*three, "--replications", "2"], "seeds.n: 3 -> 2"),
        ([*three, "--replications", "3", "--set", "run.days=11"], "scenarios.base.run.days"),
        ([three[1], three[0], three[2], "--replications", "3"], "baseline: base -> teams"),
    ):
        refused = ended(["compare", *words, *more, str(out), "--resume"])
        assert refused.returncode == 4 and "GZ071" in refused.stderr and said in refused.stderr, refused.stderr
    assert results(out) == before and is_whole(out, "compare", 9)


def test_a_damaged_result_is_put_aside_and_run_again(files, tmp_path):
    out = tmp_path / "out"
    assert ended(words_of("compare", files, "--no-figures", "--out", str(out))).returncode == 0
    before, (spoilt, *_) = results(out), out.glob("runs/*/*.run")
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"?")
    (out / "manifest.json").write_text("{", encoding="utf-8")  # Results are replaced, whatever has become of them.
    resumed = ended(words_of("compare", files, "--no-figures", "--out", str(out), "--resume"))
    assert resumed.returncode == 0 and "of 1 runs" in resumed.stderr and "quarantine" in resumed.stderr
    assert results(out) == before
    (out / "plan.json").write_text("{", encoding="utf-8")
    refused = ended(words_of("compare", files, "--no-figures", "--out", str(out), "--resume"))
    assert refused.returncode == 4 and "GZ071" in refused.stderr and results(out) == before


@pytest.mark.parametrize("verb", each([*STUDIES, *STORIES], "compare", "trace"))
def test_a_folder_that_fails_after_the_runs_is_replaced(verb, files, tmp_path):
    """The results are written aside, and the message says where they really are; the runs are kept in the folder."""
    code = (
        "from pathlib import Path\nimport sim.studies.store as s\nreal = s._move_out\n"
        "def refuse(inner, folder):\n    raise OSError(28, 'No space left on device')\ns._move_out = refuse"
    )
    done = in_python(
        code, words_of(verb, files, "--out", str(tmp_path / "out")), env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert done.returncode == 4 and done.stderr.count("error[") == 1, done.stderr
    (aside,) = tmp_path.glob("gongzhi-*")
    assert is_whole(aside, verb) and str(aside) in done.stderr and str(aside) in done.stdout
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert (tmp_path / "out" / "plan.json").exists() == (verb in STUDIES)


def test_a_limit_of_file_size_ends_in_a_message(files, tmp_path):
    """Before the runs where nothing can be written; after them the numbers are printed all the same."""
    out = tmp_path / "out"
    for limit, runs in ((0, False), (30_000, True)):  # The plan can be written, a run's result cannot.
        done = ended(
            words_of("run", files, "--out", str(out)),
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert done.returncode == 4 and "GZ091" in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert ("100 %" in done.stderr, "solved" in done.stdout) == (runs, runs)
        assert not out.exists()


def test_results_go_where_a_link_leads_and_into_the_working_folder(files, tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "dangling").symlink_to(tmp_path / "later")
    empty = tmp_path / "empty"
    empty.mkdir()
    for out, cwd, place in (
        (str(tmp_path / "link"), ROOT, real),
        (".", empty, empty),
        (str(tmp_path / "dangling"), ROOT, tmp_path / "later"),
    ):
        done = ended(words_of("run", files, "--no-figures", "--out", out), cwd=cwd)
        assert done.returncode == 0, done.stderr
        assert is_whole(place, "run", 2)


@pytest.mark.parametrize(
    ("verb", "name"), [("run", b"\xff\xfe"), ("trace", b"\xff\xfe"), ("run", "结果 $(x)".encode()), ("run", b"n" * 255)]
)
def test_a_folder_may_have_any_name(verb, name, files, tmp_path):
    out = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    done = ended(words_of(verb, files, "--out", out))
    assert done.returncode == 0, done.stderr
    assert is_whole(Path(out), verb)
    assert verb == "trace" or (Path(out) / "report.html").is_file()


@pytest.mark.parametrize(
    ("verb", "bad"),
    [
        ("run", "file/below"),
        ("run", "n" * 256),
        ("sweep", "n" * 256),
        ("trace", "file/below"),
        *((verb, "taken") for verb in (*STUDIES, "sweep", *STORIES)),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_before_the_first_run(verb, bad, files, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = ended(words_of(verb, files, "--out", str(tmp_path / bad)))
    assert done.returncode == 4 and done.stderr.count("error[") == 1, done.stderr
    assert "%" not in done.stderr and sorted(tmp_path.rglob("*")) == before


def both(words: Sequence[str], cwd: Path) -> list[tuple[int, str]]:
    """Two commands at once: exit code and messages of each."""
    begun = [
        subprocess.Popen(
            [sys.executable, FRONT, *words], cwd=cwd, stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    return [(process.returncode, err) for process in begun for _, err in [process.communicate(timeout=400)]]


def test_two_commands_at_once_do_not_share_a_folder(files, tmp_path):
    words = words_of("run", files, "--no-figures", "--replications", "20")
    assert [code for code, _ in both(words, tmp_path)] == [0, 0]
    assert all(is_whole(tmp_path / "outputs" / name, "run", 20) for name in ("base", "base-2"))
    ends = sorted(both([*words, "--out", "same"], tmp_path))
    assert [code for code, _ in ends] == [0, 4]
    assert any(code in ends[1][1] for code in ("GZ070", "GZ072", "GZ090")) and "%" not in ends[1][1]
    assert is_whole(tmp_path / "same", "run", 20)


def signalled(words: Sequence[str], numbers: Sequence[int], out: Path) -> tuple[int, str]:
    """Sends signals, one soon after another, once a command has executed runs; gives exit code and messages."""
    process = subprocess.Popen(
        [sys.executable, FRONT, *words, "--out", str(out)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=_default,
    )
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if "%" in line:
            break
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.05)
    _, rest = process.communicate(timeout=200)
    return process.returncode, told + rest


def _default() -> None:
    """A shell that runs the tests in the background lets its children ignore Ctrl-C; these must not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


IMPATIENT = (signal.SIGINT,) * 6


@pytest.mark.parametrize(
    ("verb", "jobs", "numbers"),
    [
        ("run", "1", [signal.SIGTERM]),
        ("run", "2", [signal.SIGHUP]),
        ("run", "2", [signal.SIGINT]),
        ("compare", "2", IMPATIENT),
        ("calibrate", "1", [signal.SIGTERM]),
        *(
            pytest.param(*verb, marks=pytest.mark.nightly)
            for verb in (
                ("run", "1", IMPATIENT),
                ("interactions", "1", [signal.SIGTERM]),
                ("budget", "2", IMPATIENT),
                ("validate", "1", IMPATIENT),
            )
        ),
    ],
)
def test_a_request_to_end_keeps_what_is_done(verb, jobs, numbers, files, tmp_path):
    out = tmp_path / "out"
    words = words_of(verb, files)
    words[words.index("--jobs") + 1] = jobs
    if verb != "calibrate":
        words[words.index("--replications") + 1] = "400"
    code, said = signalled(words, numbers, out)
    assert code == 130 and "Traceback" not in said, said
    statuses = pd.read_csv(out / "runs.csv")["status"].value_counts()
    assert statuses["done"] >= 1 and statuses["not run"] >= 1
    assert is_whole(out, verb, int(statuses["done"]))
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["interrupted"] is True
    assert f"{statuses['done']} of" in said and str(out) in said


@pytest.mark.parametrize("fails", ["ValueError('no')", "ArithmeticError('no')"])
def test_a_calibration_that_cannot_be_fitted_keeps_its_runs(fails, files, tmp_path):
    pytest.importorskip("sklearn")
    code = f"import sim.studies.history_matching as h\ndef no(*words):\n    raise {fails}\nh._fitted = no"
    words = words_of("calibrate", files, "--out", str(tmp_path / "out"))
    text = (files / "calibration.yaml").read_text(encoding="utf-8").replace("runs: 400", "runs: 12")
    (files / "short.yaml").write_text(text, encoding="utf-8")
    words[1] = str(files / "short.yaml")
    done = in_python(code, words)
    assert done.returncode == (4 if "Value" in fails else 1), done.stderr
    assert is_whole(tmp_path / "out", "calibrate")
    points = pd.read_csv(tmp_path / "out" / "points.csv")
    assert {"hours", "level"} == set(points.columns) and points.notna().all().all()


@pytest.mark.parametrize(
    ("verb", "number"),
    [
        ("run", signal.SIGINT),
        ("compare", signal.SIGTERM),
        ("interactions", signal.SIGTERM),
        ("diagnose", signal.SIGINT),
    ],
)
def test_a_request_to_end_while_figures_are_drawn_costs_figures_only(verb, number, files, tmp_path):
    code = (
        f"import os, signal, time\nsignal.signal({int(number)}, signal.default_int_handler if {int(number)} == 2 "
        "else signal.SIG_DFL)\nimport sim.report.figures as f\n"
        f"def save(*words):\n    os.kill(os.getpid(), {int(number)}); time.sleep(60)\nf.save = save"
    )
    done = in_python(code, words_of(verb, files, "--out", str(tmp_path / "out")))
    assert done.returncode == 130 and "Traceback" not in done.stderr, done.stderr
    assert is_whole(tmp_path / "out", verb)
    assert str(tmp_path / "out") in done.stderr


def test_a_request_to_end_while_results_are_saved_waits(files, tmp_path):
    code = (
        "import os, signal\nimport sim.studies.result_tables as s\nreal = s.write_tables\n"
        "def write(*words):\n    [os.kill(os.getpid(), n) for n in (15, 15, 1)]; real(*words)\n"
        "s.write_tables = write"
    )
    done = in_python(code, words_of("compare", files, "--out", str(tmp_path / "out")))
    assert done.returncode == 130 and is_whole(tmp_path / "out", "compare", 4), done.stderr


def test_a_signal_that_was_switched_off_stays_so(files, tmp_path):
    """As `nohup` does it."""
    code = (
        "import os, signal\nsignal.signal(1, signal.SIG_IGN)\n"
        "import sim.studies.result_tables as s\nreal = s.write_tables\n"
        "def write(*words):\n    os.kill(os.getpid(), 1); real(*words)\ns.write_tables = write"
    )
    done = in_python(code, words_of("run", files, "--no-figures", "--out", str(tmp_path / "out")))
    assert done.returncode == 0, done.stderr


def test_before_the_first_run_has_ended_nothing_is_left(files, tmp_path):
    words = words_of("run", files, "--set", "run.days=3000")
    code, said = signalled(words, (signal.SIGTERM,), tmp_path / "out")
    assert (code, "Traceback" in said, (tmp_path / "out").exists()) == (130, False, False), said


@pytest.mark.nightly
@pytest.mark.parametrize("path", ["n" * 300])
@pytest.mark.parametrize(
    "command",
    [
        lambda path, files: ["check", path],
        lambda path, files: ["run", path],
        lambda path, files: ["check", str(files / "base.yaml"), "--set", f"world.place={path}"],
        lambda path, files: ["run", str(files / "base.yaml"), "--set", f"world.place={path}"],
        lambda path, files: ["sweep", path],
        lambda path, files: ["budget", path],
        lambda path, files: ["diagnose", path],
        lambda path, files: ["calibrate", path],
        lambda path, files: ["validate", "--patterns", path],
        lambda path, files: ["analyse", path],
        lambda path, files: ["report", path],
    ],
)
def test_a_name_no_file_can_have_is_an_error_of_the_input(path: str, command: Callable[[str, Path], list[str]], files):
    done = ended(command(path, files))
    assert done.returncode == 2 and "error[" in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.nightly
@pytest.mark.skipif(os.getuid() == 0 and shutil.which("setpriv") is None, reason="nothing is closed to this user")
def test_a_folder_one_may_not_look_into_ends_in_a_message(tmp_path):
    """A closed folder, as an input, as a place and as the folder of results; root gives its privilege away."""
    less = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    closed = tmp_path / "closed"
    closed.mkdir()
    shutil.copy(ROOT / "scenarios" / "baseline.yaml", closed / "base.yaml")
    closed.chmod(0)
    scenario = str(ROOT / "scenarios" / "baseline.yaml")
    for words, code in (
        (["check", str(closed / "base.yaml")], 2),
        (["report", str(closed)], 2),
        (["check", scenario, "--set", f"world.place={closed / 'place'}"], 2),
        (["run", scenario, "--out", str(closed)], 4),
        (["trace", scenario, "--out", str(closed)], 4),
        (["run", scenario, "--out", str(closed / "out")], 4),
    ):
        done = subprocess.run(
            [*less, sys.executable, FRONT, *words], capture_output=True, text=True, timeout=400, check=False, cwd=ROOT
        )
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
        assert "error[" in done.stderr and "%" not in done.stderr
    closed.chmod(0o700)
