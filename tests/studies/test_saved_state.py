"""A model saved on the disk goes on as if nothing had been, or is refused in words."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli.main import main
from sim.errors import EnvironmentProblem, GongzhiError, InputError
from sim.measures.registry import measure_all, observe
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.running import world_for
from sim.scenario.scenario import Scenario, replace
from sim.studies import saved_state
from tests.model_runs import CHONGQING, SMALL_PLACE, scenario, state_bytes

EVERYTHING = {name: {"phase_in_days": 10} for name in registry()}


def made(place: Path = SMALL_PLACE, sample: float = 1.0, **changes: object) -> Scenario:
    """A busy scenario with everything switched on, whose 43rd day is 1 January."""
    return scenario(
        {
            "run.start_date": "2024-11-20",
            "world.place": str(place),
            "world.sample": sample,
            "needs.need_rate_town": 0.9,
            "needs.need_rate_village": 0.9,
            **changes,
        },
        EVERYTHING,
        days=40,
        warm_up_days=20,
    )


def at_day(day: int, what: Scenario, threads: int = 1) -> GovernanceModel:
    """A model after so many days."""
    model = GovernanceModel(what, world_for(what), seed=7, threads=threads)
    model.run(until=day)
    return model


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state after 20 days."""
    path = tmp_path_factory.mktemp("states") / "small.state"
    sim.save(at_day(20, made()), path)
    return path


@pytest.mark.parametrize(
    ("place", "sample", "days", "threads"),
    [
        (SMALL_PLACE, 1.0, (0, 7, 20, 41, 42, 43, 59, 60), 1),
        (SMALL_PLACE, 1.0, (20, 42), 2),
        (CHONGQING, 0.002, (42,), 1),
        (CHONGQING, 0.002, (13,), 2),
    ],
)
def test_a_saved_model_goes_on_to_the_same_bytes(place, sample, days, threads, tmp_path):
    what = made(place, sample)
    undisturbed = at_day(60, what)
    for day in days:
        model = at_day(day, what, threads)
        sim.save(model, tmp_path / f"{day}")
        loaded = sim.load_state(tmp_path / f"{day}", threads=threads)
        for each in (model, loaded):  # that it was saved does not disturb the one that was saved
            assert each.day == day
            each.run()
            assert state_bytes(each) == state_bytes(undisturbed)
        assert measure_all(observe(loaded)).equals(measure_all(observe(undisturbed)))


@pytest.mark.parametrize("day", [20, 43])
def test_equal_states_are_equal_files(day, tmp_path):
    for threads in (1, 2):
        sim.save(at_day(day, made(), threads), tmp_path / f"{threads}")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_a_policy_that_begins_later_goes_on_from_the_state_of_its_baseline(tmp_path):
    base = replace(made(), {"mechanisms.workforce": "off"})
    policy = replace(base, {"name": "later", "mechanisms.workforce": registry()["workforce"].Parameters(start_day=20)})
    sim.save(at_day(20, base), tmp_path / "state")
    loaded = sim.load_state(tmp_path / "state", policy)
    loaded.run()
    assert state_bytes(loaded) == state_bytes(at_day(60, policy)) != state_bytes(at_day(60, base))


def refused(path: Path, kind: type[GongzhiError], other: Scenario | None = None) -> str:
    """The message with which a state is refused."""
    with pytest.raises(kind) as caught:
        sim.load_state(path, other)
    assert caught.value.faults[0].file == str(path)
    assert caught.value.faults[0].message().zh != caught.value.faults[0].message().en
    return caught.value.faults[0].message().en


def test_another_scenario_is_refused_by_the_settings_that_differ(saved):
    other = replace(made(), {"needs.need_rate_town": 0.8})
    assert "needs.need_rate_town 0.9 -> 0.8" in refused(saved, InputError, other)
    fewer = replace(made(), {"mechanisms.workforce": "off"})
    assert "mechanisms.workforce" in refused(saved, InputError, fewer)
    assert "run.days 40 -> 50" in refused(saved, InputError, replace(made(), {"run.days": 50}))


def test_another_program_is_refused_by_what_differs(saved, monkeypatch):
    facts = saved_state.program_facts()
    monkeypatch.setattr(saved_state, "program_facts", lambda: facts | {"numpy": "9.9"})
    assert f"numpy {facts['numpy']} -> 9.9" in refused(saved, InputError)


def test_another_format_is_refused(saved, monkeypatch):
    monkeypatch.setattr(saved_state, "FORMAT", 2)
    assert "format 1" in refused(saved, InputError)


def test_changed_data_of_the_place_are_refused(tmp_path):
    place = tmp_path / "place"
    shutil.copytree(SMALL_PLACE, place)
    sim.save(at_day(20, made(place)), tmp_path / "state")
    table = place / "districts.csv"
    head, first, *rest = table.read_text(encoding="utf-8").splitlines()
    column = head.split(",").index("gdp_pc_2016_est_yuan")
    cells = first.split(",")
    cells[column] = str(int(cells[column]) + 1000)
    table.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    assert "data of its place" in refused(tmp_path / "state", InputError)


def test_a_state_cut_short_anywhere_is_refused(saved, tmp_path):
    whole = saved.read_bytes()
    for length in [0, 3, 4, 30, *range(100, len(whole), len(whole) // 20), len(whole) - 1]:
        (tmp_path / "cut").write_bytes(whole[:length])
        assert refused(tmp_path / "cut", GongzhiError)


def test_every_flipped_bit_is_noticed_or_changes_nothing(saved, tmp_path):
    whole, draw = saved.read_bytes(), random.Random(1)
    places = [draw.randrange(len(whole)) for _ in range(150)] + list(range(len(whole) - 90, len(whole)))
    original, noticed = saved_state.read(saved), 0
    for place in places:
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << draw.randrange(8)
        (tmp_path / "spoilt").write_bytes(spoilt)
        try:
            found = saved_state.read(tmp_path / "spoilt")
        except (InputError, EnvironmentProblem):
            noticed += 1
            continue
        assert (found.scenario, found.seed, found.world) == (original.scenario, original.seed, original.world)
        assert found.state.numbers == original.state.numbers
        assert all((found.state.arrays[name] == array).all() for name, array in original.state.arrays.items())
    assert noticed > 150


def rewritten(saved: Path, target: Path, change: Callable[[dict[str, bytes], dict[str, object]], None]) -> Path:
    """A state with other members, sealed anew."""
    with zipfile.ZipFile(saved) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    facts = json.loads(members[saved_state.FACTS])
    change(members, facts)
    members[saved_state.FACTS] = json.dumps(facts).encode()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = saved_state.hashlib.sha256(members[saved_state.FACTS]).hexdigest().encode()
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def test_damaged_heads_of_arrays_are_damage(saved, tmp_path):
    """NumPy reads the head of an array as Python text; what it makes of a spoilt one is no error of the program."""
    for part, spoilt in ((b"(", b"-"), (b")", b"-"), (b"}", b"("), (b"'descr'", b"'des\nr'"), (b"{", b"\x00")):

        def spoil(members, _, part=part, spoilt=spoilt):
            name = next(name for name in members if name.endswith("tallies.npy"))
            members[name] = members[name].replace(part, spoilt, 1)

        assert refused(rewritten(saved, tmp_path / "spoilt", spoil), GongzhiError), part


def test_objects_in_a_state_are_never_unpickled(saved, tmp_path):
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "harm",)

    def change(members: dict[str, bytes], facts: dict[str, object]) -> None:
        with (tmp_path / "pickled").open("wb") as file:
            np.lib.format.write_array(file, np.array([Harm()], object))
        members["overdue.npy"] = (tmp_path / "pickled").read_bytes()

    assert refused(rewritten(saved, tmp_path / "state", change), EnvironmentProblem)
    assert not (tmp_path / "harm").exists()


def test_a_state_that_lacks_something_is_refused(saved, tmp_path):
    def fewer(members: dict[str, bytes], facts: dict[str, object]) -> None:
        facts["arrays"] = {k: v for k, v in facts["arrays"].items() if k != "overdue"}  # type: ignore[attr-defined]

    def less(members: dict[str, bytes], facts: dict[str, object]) -> None:
        del facts["numbers"]

    def unknown(members: dict[str, bytes], facts: dict[str, object]) -> None:
        facts["scenario"] = str(facts["scenario"]).replace("  workforce:", "  no_such_mechanism:")

    assert "overdue" in refused(rewritten(saved, tmp_path / "a", fewer), InputError)
    assert refused(rewritten(saved, tmp_path / "b", less), EnvironmentProblem)
    assert "no_such_mechanism" in refused(rewritten(saved, tmp_path / "c", unknown), InputError)


def test_what_is_no_state_or_not_there_is_refused(tmp_path):
    assert "No such file" in refused(tmp_path / "nowhere", InputError)
    assert "directory" in refused(tmp_path, InputError)
    (tmp_path / "text").write_text("no state", encoding="utf-8")
    assert "not a saved state" in refused(tmp_path / "text", InputError)


def test_nothing_is_overwritten_and_nothing_half_written(saved, tmp_path, monkeypatch):
    model = at_day(1, made())
    with pytest.raises(EnvironmentProblem):
        sim.save(model, saved)
    with pytest.raises(EnvironmentProblem):
        sim.save(model, saved / "below" / "a_file")

    def full(*rest: object, **further: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_state.np.lib.format, "write_array", full)
    with pytest.raises(EnvironmentProblem):
        sim.save(model, tmp_path / "state")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_its_scenario_does_not_describe_is_not_saved(tmp_path):
    model = at_day(1, made())
    model.mechanisms.pop()
    with pytest.raises(InputError):
        sim.save(model, tmp_path / "state")
    assert list(tmp_path.iterdir()) == []


WORDS = [
    "--sample",
    "1",
    "--days",
    "25",
    "--set",
    "run.warm_up_days=12",
    "--set",
    f"world.place={SMALL_PLACE}",
    "--no-figures",
]


def tables(folder: Path) -> list[bytes]:
    """What a run leaves, as bytes."""
    return [
        (folder / name).read_bytes()
        for name in (
            "measures.parquet",
            "communities.parquet",
            "curves.csv",
            "summary.csv",
            "offices.csv",
            "config.yaml",
        )
    ]


def test_the_command_line_saves_and_continues(tmp_path, capsys):
    state, policy, later = (str(tmp_path / name) for name in ("state", "policy.yaml", "later"))
    assert main(["run", "baseline", *WORDS, "--out", str(tmp_path / "whole")]) == 0
    assert main(["run", "baseline", *WORDS, "--out", str(tmp_path / "first"), "--save", state]) == 0
    assert saved_state.read(Path(state)).state.day == 12
    assert (
        main(
            [
                "run",
                "--continue",
                state,
                "--no-figures",
                "--out",
                str(tmp_path / "second"),
                "--save",
                later,
                "--save-day",
                "30",
            ]
        )
        == 0
    )
    assert saved_state.read(Path(later)).state.day == 30
    assert tables(tmp_path / "whole") == tables(tmp_path / "first") == tables(tmp_path / "second")
    Path(policy).write_text("extends: baseline\nmechanisms: {workforce: {start_day: 12}}\n", encoding="utf-8")
    assert main(["run", policy, *WORDS, "--out", str(tmp_path / "alone")]) == 0
    assert main(["run", policy, *WORDS, "--out", str(tmp_path / "after"), "--continue", state]) == 0
    assert tables(tmp_path / "alone") == tables(tmp_path / "after") != tables(tmp_path / "whole")
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--continue", "STATE", "--days", "3", "--set", "run.seed=2"], 2, ["--days", "--set"]),
        (["--continue", "STATE", "--replications", "2"], 2, ["2"]),
        (["baseline", *WORDS, "--replications", "2", "--save", "NEW", "--save-day", "38"], 2, ["one run", "0 to 37"]),
        (["baseline", *WORDS, "--save-day", "3"], 2, ["--save"]),
        (["baseline", *WORDS, "--save-day", "soon", "--save", "NEW"], 2, ["whole number"]),
        (["baseline", *WORDS, "--save", "STATE"], 4, ["exists already"]),
        (["baseline", *WORDS, "--continue", "STATE"], 2, ["its run differs"]),
        (["--continue", "STATE", "--save", "NEW", "--save-day", "19"], 2, ["20 to 60"]),
        (["--continue", "NEW"], 2, ["No such file"]),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_anything_is_run(words, code, said, saved, tmp_path, capsys):
    names = {"STATE": str(saved), "NEW": str(tmp_path / "new")}
    assert main(["run", *(names.get(word, word) for word in words), "--out", str(tmp_path / "out")]) == code
    told = capsys.readouterr()
    assert [word for word in said if word not in told.err] == [] and told.out == ""
    assert list(tmp_path.iterdir()) == []
