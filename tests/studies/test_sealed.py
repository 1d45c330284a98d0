"""Nothing damaged, cut, exchanged or foreign is read as a result, by no reader: it is named, with what helps."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.cli.main import main
from sim.errors import GongzhiError
from sim.studies.sealed import DIGEST, FILES, MANIFEST, sealed
from sim.studies.study_folder import STORED, read_study
from sim.studies.sweep_folder import load_tables
from sim.studies.sweep_tables import read_sweep
from tests.model_runs import SMALL_PLACE
from tests.studies import small_sweeps as small
from tests.studies.small_sweeps import here, plan_of, sweep, write_files

pytestmark = pytest.mark.usefixtures("quick_disk")
SHORT = {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 20, "run.warm_up_days": 0}
FLIPS = 25
"""Bits flipped in each file, beside the first and the last."""

REPORT = ("report.html", "report_*.csv")


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of a run, a comparison and a sweep."""
    place = tmp_path_factory.mktemp("studies")
    base = sim.vary(sim.Scenario(), {"name": "base", **SHORT})
    teams = sim.vary(base, {"name": "teams", "mechanisms.three_plus_one": {}})
    sim.run(base, seeds=2, jobs=1, out=place / "run")
    sim.compare(base, teams, seeds=2, jobs=1, out=place / "compare")
    sweep(plan_of(write_files(place / "files")), place / "sweep", here(small.invented))
    return {name: place / name for name in ("run", "compare", "sweep")}


@pytest.fixture
def hurried() -> Iterator[None]:
    """What waits for a pipe is ended."""

    def late(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def sealed_files(folder: Path) -> list[Path]:
    """The results and their manifest: what is no report and no single run, which has its own checksum.

    Nobody reads the plan of a run or comparison but whoever resumes it; a sweep's belongs to its results.
    """
    own = {"plan.json"} if not (folder / "design.csv").exists() else set()
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".run"]
    found = [path for path in found if path.name not in own]
    return [path for path in found if not any(path.match(pattern) for pattern in REPORT)]


def readers(kind: str, folder: Path) -> list[Callable[[], object]]:
    """Everything that reads a folder, up to where it would begin to draw."""
    other = read_sweep if kind == "sweep" else read_study
    return [lambda: sim.read(folder), lambda: other(folder)]


def refused(read: Callable[[], object], path: Path, codes: str = "GZ085") -> GongzhiError:
    """The message of a reader that refuses a file, which is named in it, and says what to do."""
    with warnings.catch_warnings(), pytest.raises(GongzhiError) as raised:
        warnings.simplefilter("ignore")
        read()
    said = raised.value
    assert path.name in str(said) and said.exit_code in (2, 4), str(said)
    assert any(code in str(said) for code in codes.split()), str(said)
    assert all(fault.advice().en and fault.advice().zh for fault in said.faults if fault.code in ("GZ085", "GZ096"))
    return said


def without_seal(folder: Path) -> Path:
    """A folder as earlier versions left it."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    for name in (FILES, DIGEST):
        del manifest[name]
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_every_flipped_bit_of_every_file_is_noticed_by_every_reader(studies, tmp_path, kind):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    draw = random.Random(1)
    files = sealed_files(folder)
    assert {path.suffix for path in files} >= {".json", ".yaml", ".csv", ".parquet"}
    for path in files:
        whole = path.read_bytes()
        bits = 8 * len(whole)
        for bit in {0, bits - 1, *(draw.randrange(bits) for _ in range(FLIPS))}:
            spoilt = bytearray(whole)
            spoilt[bit // 8] ^= 1 << bit % 8
            path.write_bytes(spoilt)
            for read in readers(kind, folder):
                refused(read, path)
        path.write_bytes(whole)
    for read in readers(kind, folder):
        read()


@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_a_file_cut_emptied_exchanged_or_taken_away_is_noticed(studies, tmp_path, kind):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    for path in sealed_files(folder):
        whole = path.read_bytes()
        for content in (whole[: len(whole) // 2], whole[:-1], whole + b"\n", b"", os.urandom(100)):
            path.write_bytes(content)
            for read in readers(kind, folder):
                assert refused(read, path).exit_code == 4
        path.unlink()
        for read in readers(kind, folder):
            # A sweep without its tables, or a folder without its manifest, is named as a whole.
            gone = path.name in (MANIFEST, "runs.parquet", "measures.parquet", "plan.json")
            refused(
                read, folder if gone and (kind == "sweep" or path.name == MANIFEST) else path, "GZ001 GZ073 GZ076 GZ096"
            )
        path.write_bytes(whole)


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_a_pipe_a_device_or_a_folder_in_place_of_a_file_is_refused_at_once(studies, tmp_path, kind, old, hurried):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    if old:
        without_seal(folder)
    for path in sealed_files(folder):
        whole = path.read_bytes()
        # A report does not read these tables, and a sweep's settings stand in its experiment.
        unread = old and (
            path.name in ("runs.csv", "communities.parquet") or (kind == "sweep" and path.parent.name == "config")
        )
        for make in (os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")):
            path.unlink()
            make(path)
            for read in [] if unread else readers(kind, folder):
                refused(read, path, "GZ085 GZ002 GZ001")
            path.rmdir() if path.is_dir() else path.unlink()
            path.write_bytes(whole)


def test_the_verbs_say_what_is_damaged_and_write_nothing(studies, tmp_path, capsys):
    for kind, verb in (("run", "report"), ("compare", "report"), ("sweep", "report"), ("sweep", "analyse")):
        folder = shutil.copytree(studies[kind], tmp_path / f"{kind} {verb}")
        path = folder / "measures.parquet"
        path.write_bytes(path.read_bytes()[:-100])
        before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
        assert main([verb, str(folder)]) == 4
        said = capsys.readouterr().err
        assert "GZ085" in said and str(path) in said and said.count("error[") == 1
        assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_all_damaged_files_are_named_at_once(studies, tmp_path):
    folder = shutil.copytree(studies["compare"], tmp_path / "study")
    for name in ("summary.csv", "config/base.yaml", "measures.parquet"):
        (folder / name).write_bytes(b"x")
    (folder / "curves.csv").unlink()
    for read in readers("compare", folder):
        said = str(refused(read, folder / "summary.csv"))
        assert all(name in said for name in ("base.yaml", "measures.parquet", "curves.csv"))


@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_a_folder_of_an_earlier_version_is_read_with_a_notice(studies, tmp_path, kind, capsys):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new = sim.read(folder)
    without_seal(folder)
    with pytest.warns(RuntimeWarning, match="wrote no checksums"):
        old = sim.read(folder)
    pd.testing.assert_frame_equal(old.measures, new.measures)
    assert main(["report", str(folder), "--no-figures", "--lang", "zh"]) == 0
    assert "不写校验和" in capsys.readouterr().err


# ------------------------------------------------------------------------------ folders without digests, or forged


def spoil_manifest(folder: Path, change: Callable[[dict], object]) -> None:
    """Changes a manifest and seals it again, so that what it says is all that is wrong."""
    found = json.loads((folder / MANIFEST).read_text("utf-8"))
    names = found.pop(FILES)
    del found[DIGEST]
    change(found)
    (folder / MANIFEST).write_bytes(sealed(folder, found, names))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(scenarios=[]),
        lambda m: m.update(seeds=[]),
        lambda m: m.update(scenarios=5),
        lambda m: m.update(counts={}),
        lambda m: m.update(counts=[]),
        lambda m: m.update(versions=None),
        lambda m: m.pop("world"),
        lambda m: m["world"].update(sample="much"),
        lambda m: m["world"].pop("world_seed"),
        lambda m: m["world"].update(sample=float("inf"), world_seed=float("inf")),
        lambda m: m.update(seeds=["x"]),
        lambda m: m.update(scenarios=[{"name": "../base"}]),
        lambda m: m.update(scenarios=[{"name": ["x"]}]),
        lambda m: m.update(scenarios=m["scenarios"] * 2),
        lambda m: m.pop("finished"),
        lambda m: m.pop("command"),
        lambda m: m.update(command=["run"]),
        lambda m: m["counts"].update(n_done="many"),
    ],
)
@pytest.mark.parametrize("kind", ["run", "compare"])
def test_a_manifest_that_is_none_of_a_study_is_refused(studies, tmp_path, kind, change):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    spoil_manifest(folder, change)
    for read in readers(kind, folder):
        assert refused(read, folder, "GZ096").exit_code == 2


@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_another_format_is_refused_by_its_number(studies, tmp_path, kind):
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    for number in (2, "1", None, [1]):
        spoil_manifest(folder, lambda m, number=number: m.update(format=number))
        for read in readers(kind, folder):
            assert refused(read, folder, "GZ086").exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[1]",
        "5",
        '{"a": ' * 100_000,
        "[" * 100_000,
        "\0",
        "9" * 5000,
        '{"files": {"\\u0000": "x"}, "digest": ""}',
        '{"files": 5, "digest": "\\ud800"}',
    ],
)
@pytest.mark.parametrize("name", [MANIFEST, "plan.json"])
def test_json_that_is_none_or_nested_deeply_is_refused(studies, tmp_path, name, text):
    kind = "run" if name == MANIFEST else "sweep"
    folder = shutil.copytree(studies[kind], tmp_path / "study")
    (folder / name).write_text(text, "utf-8")
    for read in readers(kind, folder):
        refused(read, folder / name, "GZ085 GZ096")
    if kind == "sweep":
        with pytest.raises(GongzhiError, match="GZ071"):
            sweep(plan_of(studies["sweep"].parent / "files" / "sweep.yaml"), folder, here(small.invented), resume=True)


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{b: " * 100_000, "- x\n" * 3, "\0", ""])
def test_yaml_that_is_nested_deeply_or_none_is_refused(studies, tmp_path, text):
    for kind, name in (("run", "config.yaml"), ("compare", "config/teams.yaml"), ("sweep", "experiment.yaml")):
        folder = without_seal(shutil.copytree(studies[kind], tmp_path / kind))
        (folder / name).write_text(text, "utf-8")
        for read in readers(kind, folder):
            assert refused(read, folder / name, "GZ").exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["run", "compare"])
def test_a_table_without_a_column_or_with_text_for_a_number_is_refused(studies, tmp_path, kind, capsys):
    folder = without_seal(shutil.copytree(studies[kind], tmp_path / "study"))
    for name, columns in STORED[kind].tables.items():
        path = folder / f"{name}.csv"
        if name in STORED[kind].optional and not path.exists():
            continue
        whole = path.read_bytes()
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in (*columns.text, *columns.numbers):
            table.drop(columns=column).to_csv(path, index=False)
            assert main(["report", str(folder)]) == 4
            said = capsys.readouterr().err
            assert "GZ085" in said and path.name in said and column in said
        for column in columns.numbers:
            table.assign(**{column: ["much", *table[column][1:]]}).to_csv(path, index=False)
            assert main(["report", str(folder)]) == 4
            said = capsys.readouterr().err
            assert "GZ085" in said and path.name in said and column in said and "'much'" in said
        path.write_bytes(whole)
    for change in (lambda t: t.drop(columns="value"), lambda t: t.assign(value="much"), lambda t: t.assign(n="x")):
        shutil.copyfile(studies[kind] / "measures.parquet", folder / "measures.parquet")
        change(pd.read_parquet(folder / "measures.parquet")).to_parquet(folder / "measures.parquet")
        for read in readers(kind, folder):
            refused(read, folder / "measures.parquet")


@pytest.mark.parametrize("name", ["runs.parquet", "measures.parquet", "design.csv"])
def test_so_is_one_of_a_sweep(studies, tmp_path, name):
    folder = shutil.copytree(studies["sweep"], tmp_path / "study")
    path = folder / name
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    for changed in (table.drop(columns=table.columns[-1]), table.assign(**{table.columns[-1]: "much"})):
        if name == "runs.parquet":
            changed = changed.drop(columns=["seed"])
        changed.to_parquet(path) if path.suffix == ".parquet" else changed.to_csv(path, index=False)
        spoil_manifest(folder, lambda m: None)
        for read in readers("sweep", folder):
            refused(read, path)


@pytest.mark.slow
def test_pages_of_a_table_without_a_digest_are_compared_with_their_checksums(studies, tmp_path):
    folder = without_seal(shutil.copytree(studies["compare"], tmp_path / "study"))
    path = folder / "measures.parquet"
    whole = path.read_bytes()
    true = pd.read_parquet(path)
    draw = random.Random(2)
    silent = 0
    for _ in range(100):
        spoilt = bytearray(whole)
        bit = draw.randrange(8 * len(whole))
        spoilt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(spoilt)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                silent += not sim.read(folder).measures.equals(true)
        except GongzhiError:
            continue
    assert silent <= 3  # Names in the footer have no checksum of their own.


# --------------------------------------------------------------------------------------------- sweeps that go on


@pytest.mark.parametrize("name", ["experiment.yaml", "design.csv", "config/base.yaml", "runs.parquet", MANIFEST])
def test_what_follows_from_the_plan_is_written_anew_when_a_sweep_goes_on(studies, tmp_path, name):
    folder = shutil.copytree(studies["sweep"], tmp_path / "study")
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-3] + b"\1" + whole[-2:])
    with pytest.raises(GongzhiError):
        load_tables(folder)
    file = studies["sweep"].parent / "files" / "sweep.yaml"
    assert sweep(plan_of(file), folder, here(small.invented), resume=True).complete
    load_tables(folder)
    if name != MANIFEST:
        assert (folder / name).read_bytes() == whole


def test_a_run_that_is_a_pipe_is_put_aside_and_run_again(studies, tmp_path, hurried):
    folder = shutil.copytree(studies["sweep"], tmp_path / "study")
    path = next((folder / "runs").rglob("*.run"))
    path.unlink()
    os.mkfifo(path)
    file = studies["sweep"].parent / "files" / "sweep.yaml"
    ends = sweep(plan_of(file), folder, here(small.invented), resume=True)
    assert ends.complete and ends.quarantined == [path.stem] and path.is_file()
