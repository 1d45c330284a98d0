"""A model on the disk: saved between two days, and continued as if nothing had been.

The file is a ZIP archive of plain NumPy arrays and one text of facts: scenario, seed, day, and fingerprints of program
and world. Nothing in it is code. The checksums tell damage, not intent.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import EnvironmentProblem, Fault, InputError, reason_of
from sim.mechanisms import known_mechanisms
from sim.model import GovernanceModel
from sim.running import world_for
from sim.scenario.header import OWN_KEYS
from sim.scenario.scenario import Scenario, load_scenario, resolved_yaml
from sim.state import State, UnfitState, lay, take
from sim.studies.common_days import acting
from sim.studies.program import program_facts
from sim.studies.sealed import CHECKSUM
from sim.words import Sentence, Text
from sim.world.world import World

FORMAT = 1
FACTS = "facts.json"
MOST_DIFFERENCES = 8


@dataclass(frozen=True)
class SavedState:
    """A state read from a file.

    Attributes:
        path: The file.
        scenario: The scenario of the run.
        seed: Its seed.
        state: The state.
        world: Fingerprint of the world.
    """

    path: Path
    scenario: Scenario
    seed: int
    state: State
    world: str

    def refuse_other(self, scenario: Scenario) -> None:
        """Refuses a scenario with which these days would have been others.

        Args:
            scenario: The scenario to go on with: a policy may begin on the day of the state or later.

        Raises:
            InputError: It differs in what these days depend on; the settings are named.
        """
        if acting(scenario).until(self.state.day) != acting(self.scenario).until(self.state.day):
            found = _differences(_settings(self.scenario), _settings(scenario))
            raise unusable(
                self.path,
                Sentence(
                    f"up to day {self.state.day} its run differs: {found}",
                    f"截至第 {self.state.day} 天，其运行与此情景不同：{found}",
                ),
            )

    def model(self, scenario: Scenario | None = None, threads: int = 1, world: World | None = None) -> GovernanceModel:
        """A model in this state.

        Args:
            scenario: The scenario to go on with; that of the file where not given.
            threads: Threads over districts; nothing depends on it.
            world: The world of the scenario; built here where not given.

        Raises:
            InputError: The scenario does not fit, or the data of the place have changed.
        """
        if scenario is not None:
            self.refuse_other(scenario)
        made = self.scenario if scenario is None else scenario
        world = world_for(made, threads) if world is None else world
        if fingerprint_of(world) != self.world:
            raise unusable(self.path, Sentence("the data of its place have changed", "其地区数据已改变"))
        model = GovernanceModel(made, world, seed=self.seed, threads=threads)
        try:
            lay(model, self.state)
        except (UnfitState, KeyError, TypeError) as problem:
            raise unusable(self.path, Sentence(f"'{problem}' does not fit", f"“{problem}”不相符")) from None
        return model


def unusable(path: Path, problem: Text) -> InputError:
    """The message that a state cannot be continued.

    Args:
        path: Its file.
        problem: Why.
    """
    return InputError(Fault("GZ087", file=str(path), facts={"problem": problem}))


def refuse_taken(path: Path) -> None:
    """Refuses a file that exists, or whose folder cannot be written, before anything is run.

    Args:
        path: The file to be.

    Raises:
        EnvironmentProblem: It is so.
    """
    if os.path.lexists(path):
        raise EnvironmentProblem(Fault("GZ088", file=str(path)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = _unfinished(path)
        unfinished.touch()
        unfinished.unlink()
    except OSError as problem:
        raise _unwritable(path, problem) from None


def save(model: GovernanceModel, path: Path) -> None:
    """Saves a model between two days; the file is complete under its name or not there at all.

    Args:
        model: The model; it is left as it is.
        path: The file; it must not exist.

    Raises:
        EnvironmentProblem: The file exists or cannot be written.
        InputError: The model is not what its scenario, seed and world settings make of it.
    """
    refuse_taken(path)
    settings, world = model.scenario.world, model.world
    at_work = {mechanism.id: mechanism.parameters for mechanism in model.mechanisms}
    own_world = (world.sample, world.world_seed) == (settings.sample, settings.world_seed)
    if not own_world or at_work != model.scenario.mechanisms:
        raise unusable(
            path,
            Sentence(
                "the model has another world or other mechanisms than its scenario", "模型的世界或机制与其情景不一致"
            ),
        )
    state = take(model)
    facts = {
        "format": FORMAT,
        "program": program_facts(),
        "world": fingerprint_of(world),
        "scenario": resolved_yaml(model.scenario),
        "seed": model.run_seed,
        "numbers": state.numbers,
        "arrays": {name: _digest(array) for name, array in state.arrays.items()},
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1).encode()
    unfinished = _unfinished(path)
    try:
        with unfinished.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.comment = hashlib.sha256(text).hexdigest().encode()
                archive.writestr(_entry(FACTS), text)
                for name, array in state.arrays.items():
                    with archive.open(_entry(f"{name}.npy"), "w", force_zip64=True) as member:
                        np.lib.format.write_array(member, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as problem:
        raise _unwritable(path, problem) from None
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: Path) -> SavedState:
    """Reads a state, and makes sure that this program goes on as the one that saved it would have.

    Args:
        path: The file.

    Returns:
        The state.

    Raises:
        InputError: There is no such file, it is no state, or it is one of another program or format.
        EnvironmentProblem: The file is not as it was written.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            stored = archive.read(FACTS)
            if hashlib.sha256(stored).hexdigest().encode() != archive.comment:
                raise _damaged(path)
            facts = json.loads(stored)
            _refuse_foreign(path, facts)
            arrays = {name: _array(path, archive, name, digest) for name, digest in facts["arrays"].items()}
            text, seed, numbers, world = (facts[name] for name in ("scenario", "seed", "numbers", "world"))
    except OSError as problem:
        raise unusable(path, reason_of(problem)) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
        tokenize.TokenError,
    ):  # the last two from NumPy, on damaged heads of arrays
        if _begins_as_archive(path):
            raise _damaged(path) from None
        raise unusable(path, Sentence("it is not a saved state", "不是已保存的状态")) from None
    return SavedState(path, _scenario(path, text), seed, State(arrays, numbers), world)


def fingerprint_of(world: World) -> str:
    """Fingerprints everything a run takes from its world.

    Args:
        world: The world.

    Returns:
        64 hexadecimal digits.
    """
    facts = world.sample, world.world_seed, world.regions, world.borders, world.days_off
    whole = hashlib.sha256(repr(facts).encode())
    whole.update(_digest(world.remote_region).encode())
    for table in (
        world.districts,
        world.townships,
        world.communities,
        world.residents,
        world.social_workers,
        world.organisations,
    ):
        for field in fields(table):
            value = getattr(table, field.name)
            written = _digest(value) if isinstance(value, np.ndarray) else repr(value)
            whole.update(f"{field.name}\0{written}\0".encode())
    return whole.hexdigest()


def _refuse_foreign(path: Path, facts: Mapping[str, Any]) -> None:
    """Refuses a state of another format or program, and says in what they differ."""
    if facts["format"] != FORMAT:
        raise unusable(
            path,
            Sentence(
                f"it has format {facts['format']}, this version reads format {FORMAT}",
                f"其格式为 {facts['format']}，本版本可读取的格式为 {FORMAT}",
            ),
        )
    if facts["program"] != program_facts():
        found = _differences(facts["program"], program_facts())
        raise unusable(path, Sentence(f"another program saved it: {found}", f"它由另一版本的程序保存：{found}"))


def _scenario(path: Path, text: str) -> Scenario:
    """The scenario written in a state."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            return load_scenario(file, known_mechanisms())
        except InputError as problem:
            raise unusable(path, problem.faults[0].message()) from None


def _array(path: Path, archive: zipfile.ZipFile, name: str, digest: str) -> np.ndarray:
    """An array of a state, as it was written."""
    with archive.open(f"{name}.npy") as member:
        array = np.lib.format.read_array(member, allow_pickle=False)
    if _digest(array) != digest:
        raise _damaged(path)
    return np.asarray(array)


def _digest(array: np.ndarray) -> str:
    """Fingerprints an array: type, shape, content."""
    whole = np.ascontiguousarray(array)
    content = hashlib.sha256(f"{whole.dtype.str} {whole.shape}\0".encode())
    content.update(whole.view(np.uint8).data if whole.size else b"")
    return content.hexdigest()


def _begins_as_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _entry(name: str) -> zipfile.ZipInfo:
    """A member of the archive; its time is always the same, so that equal states are equal files."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.unfinished")


def _damaged(path: Path) -> EnvironmentProblem:
    return EnvironmentProblem(Fault("GZ085", file=str(path), facts={"problem": CHECKSUM}))


def _unwritable(path: Path, problem: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(Fault("GZ091", file=str(path.parent), facts={"problem": reason_of(problem)}))


def _settings(scenario: Scenario) -> dict[str, str]:
    """What a run depends on beside its seed, by path."""
    plain = scenario.model_dump(mode="json", exclude={*OWN_KEYS, "mechanisms"})
    plain["mechanisms"] = {name: group.model_dump(mode="json") for name, group in scenario.mechanisms.items()}
    found: dict[str, str] = {}

    def gather(path: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                gather(f"{path}.{key}" if path else key, inner)
        else:
            found[path] = json.dumps(value, ensure_ascii=False)

    gather("", plain)
    return found


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """The entries that differ, the first of them with both values; fingerprints are cut short."""

    def cut(text: str | None) -> str:
        return "-" if text is None else text if len(text) <= 40 else f"{text[:12]}..."

    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    differences = [f"{name} {cut(before.get(name))} -> {cut(now.get(name))}" for name in names[:MOST_DIFFERENCES]]
    return "; ".join([*differences, *(["..."] if len(names) > MOST_DIFFERENCES else [])])
