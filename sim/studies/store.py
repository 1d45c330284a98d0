"""Writes the folder of a study: complete with its manifest, or not there at all.

The folder is taken and locked before the first run. What each run gives is kept in it as soon as the run has ended, so
that a study that was killed goes on with the rest, and a finished one grows by scenarios and seeds. Results are written
into a hidden folder inside it, so that links, mount points and the working folder serve as well as any other; they are
given their places at the end, the manifest last, so that a reader never meets half a study. A folder that holds
something else is never overwritten.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from sim.errors import EnvironmentProblem, Fault, GongzhiError, is_folder, is_there, reason_of
from sim.scenario.scenario import Scenario
from sim.studies import run_store
from sim.studies.folder_lock import HELD, FolderLock
from sim.studies.folder_lock import NAME as LOCK
from sim.studies.interruption import held
from sim.studies.plan import MOST_DIFFERENCES, Keys, differences, plain_scenarios
from sim.studies.run_store import FAILED, QUARANTINE, RUNS, UNFINISHED_NAME, MemoryStore, RunStore, write_whole
from sim.studies.run_store import UNFINISHED as UNFINISHED_RUNS
from sim.studies.sealed import FILES, MADE_AGAIN, MANIFEST, contents, json_object
from sim.words import Sentence, Text

PLAN = "plan.json"
"""What a study's results depend on, to be compared when it is resumed."""

UNFINISHED = ".unfinished"
"""Folder inside that of a study for results that are being written."""

KEPT = frozenset({PLAN, LOCK, HELD, RUNS, FAILED, UNFINISHED_RUNS, QUARANTINE, UNFINISHED})
"""What lies in the folder of a study beside its results."""


@dataclass
class Saved:
    """Results as they lie on the disk, complete, before anything is printed or drawn.

    Attributes:
        place: Their folder; None where they lie nowhere.
        problem: Why they do not lie in the folder they were meant for; None where they do.
        interrupted: Whether somebody asked for an end while they came about.
        store: What is known of the study's runs and where their results are kept; in memory alone before `keep`.
        taken_over: Who held the folder and has died; empty for nobody.
    """

    place: Path | None = None
    problem: EnvironmentProblem | None = None
    interrupted: bool = False
    store: MemoryStore = field(default_factory=MemoryStore)
    taken_over: Text = ""

    @property
    def named(self) -> str | None:
        """The folder, for programs; None for nowhere."""
        return None if self.place is None else str(self.place)


class Folder(Saved):
    """The folder of a study, from before its first run until its results lie in it; use it as a context.

    Requests to end are kept back inside, except where something listens to them (`interruptible`). Leaving without
    having saved anything, and without a run that has ended, leaves no trace.

    Attributes:
        target: The folder; None for nowhere.
        beginnings: What a command may have written that was killed before its plan lay there.
    """

    beginnings: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, target: Path | None, numbered: bool = False, replaces: bool = False, resume: bool = False
    ) -> None:
        """Names the folder; entering takes it.

        Args:
            target: The folder to be; it may exist if it is empty. None writes nothing.
            numbered: Whether name-2, name-3 ... do as well where it exists.
            replaces: Whether what it holds is replaced, as it follows from the same runs.
            resume: Whether to go on with the study in it.
        """
        super().__init__()
        self.target, self.numbered, self.replaces, self.resume = target, numbered and not resume, replaces, resume
        self._made = self._begun = False
        self._hold, self._locked = ExitStack(), ExitStack()

    def __enter__(self) -> Self:
        """Takes the folder and writes into it once, before anything is run.

        Raises:
            EnvironmentProblem: It holds something, somebody else is writing into it, it cannot be written, or there is
                nothing to resume in it.
        """
        self._held = self._hold.enter_context(held())
        try:
            if self.target is not None:
                self._taken(self.target)
        except OSError as problem:
            self._hold.close()
            raise _unwritable(self.target or Path(), problem) from None
        except BaseException:
            self._hold.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *problem: object) -> None:
        """Removes what has not been saved, and lets requests to end through again."""
        if self.target is not None and self.place != self.target:
            self._drop(self.target)
        if kind is None:
            self.interrupted = self._held.taken()
        self._locked.close()
        self._hold.close()

    def _taken(self, target: Path) -> None:
        """Makes the folder, or takes one that is empty; of several commands at once only one can."""
        if self.resume:
            self.refuse_unfit()
        wanted, number = target, 2
        while True:
            # A link may lead to a folder that is yet to be made.
            _real(target).parent.mkdir(parents=True, exist_ok=True)
            try:
                _real(target).mkdir()
                self._made = True
            except FileExistsError:
                if self.numbered:
                    target, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
                    continue
            break
        self.target = target
        self.refuse_unfit()
        try:
            self.taken_over = self._locked.enter_context(FolderLock(target)).taken_over
        except EnvironmentProblem:
            self._remove_empty(target)
            raise
        try:
            self.refuse_unfit()
            shutil.rmtree(target / UNFINISHED, ignore_errors=True)
            (target / UNFINISHED).mkdir()
            probe = target / UNFINISHED / MANIFEST
            probe.write_bytes(b" " * 4096)
            probe.unlink()
            self.begin()
        except BaseException:
            self._drop(target)
            raise

    def begin(self) -> None:
        """Writes what is to lie in the folder before anything is run; it is locked, and can be written."""

    def refuse_unfit(self) -> None:
        """Refuses a folder that holds something, but for the study that is to be resumed.

        Raises:
            EnvironmentProblem: It is so, or there is nothing to resume.
        """
        if self.target is None:
            return
        if is_there(self.target) and not is_folder(self.target):
            raise _taken_already(self.target)
        try:
            there = {path.name for path in self.target.iterdir()} if is_folder(self.target) else set()
        except OSError as problem:
            raise _unwritable(self.target, problem) from None
        # A command that was killed before it had kept anything leaves its lock.
        if self.resume and not there & {PLAN, LOCK, HELD}:
            raise EnvironmentProblem(Fault("GZ073", file=str(self.target)))
        own = {LOCK, HELD, UNFINISHED} if PLAN in there else {LOCK, HELD, UNFINISHED, *self.beginnings}
        others = {name for name in there - own if not name.endswith(UNFINISHED_NAME)}
        if others and not self.replaces and not (self.resume and PLAN in there):
            if PLAN in there and MANIFEST not in there:
                raise EnvironmentProblem(Fault("GZ072", file=str(self.target)))
            raise _taken_already(self.target, finished=PLAN in there)

    def keep(self, facts: Mapping[str, Any]) -> None:
        """From now on what runs give is kept in the folder, and what is there already is used.

        Args:
            facts: What the results depend on (`plan_facts`); a study that is resumed may only have grown.

        Raises:
            EnvironmentProblem: The folder holds another study, or cannot be written.
        """
        if self.target is None:
            return
        now = json.loads(json.dumps(facts))
        begun = is_there(self.target / PLAN)
        if begun:
            refuse_other(self.target, now)
        self._begun = not begun
        disk = RunStore(self.target)
        try:
            write_whole(self.target / PLAN, (json.dumps(now, ensure_ascii=False, indent=1) + "\n").encode())
            disk.open()
        except EnvironmentProblem as problem:
            fault = Fault("GZ091", file=str(self.target), facts=problem.faults[0].facts)
            raise EnvironmentProblem(fault) from None
        self.store = MemoryStore(disk)

    def save(self, write: Callable[[Path], None]) -> Path | None:
        """Writes the results: into the folder, or aside where the folder fails after the runs.

        Args:
            write: Writes everything into the folder it is given.

        Returns:
            Where they lie; None for nowhere. `problem` says why they do not lie in the folder.
        """
        if self.target is None:
            return None
        try:
            write(self.target / UNFINISHED)
            for path in _results(self.target, self.replaces):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            _move_out(self.target / UNFINISHED, self.target)
            self.place = self.target
            for room in (FAILED, UNFINISHED_RUNS):
                with suppress(OSError):
                    (self.target / room).rmdir()  # Only where it is empty.
        except (OSError, ValueError) as problem:
            self.place = self._aside(write)
            kept: Text = (
                ""
                if self.place is None
                else Sentence(f"the results lie in {self.place} instead", f"结果改存于 {self.place}")
            )
            fault = Fault("GZ091", file=str(self.target), help=kept, facts={"problem": reason_of(problem)})
            self.problem = EnvironmentProblem(fault)
        return self.place

    def _aside(self, write: Callable[[Path], None]) -> Path | None:
        """Writes into the system's folder for temporary files; None where that fails as well."""
        place = None
        try:
            place = Path(tempfile.mkdtemp(prefix="gongzhi-"))
            write(place)
        except (OSError, ValueError):
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)
            return None
        return place

    def _drop(self, target: Path) -> None:
        """Removes what has been written, but for runs that have ended, and the folder where it was made here."""
        shutil.rmtree(target / UNFINISHED, ignore_errors=True)
        if self._begun and not any(path.is_file() for room in (RUNS, FAILED) for path in (target / room).rglob("*")):
            (target / PLAN).unlink(missing_ok=True)
            for room in (RUNS, FAILED, UNFINISHED_RUNS):
                shutil.rmtree(target / room, ignore_errors=True)
        self._locked.close()
        self._remove_empty(target)

    def _remove_empty(self, target: Path) -> None:
        """Removes the folder where it was made here and nothing lies in it."""
        if self._made:
            with suppress(OSError):
                _real(target).rmdir()


def _real(target: Path) -> Path:
    """A folder without the links that lead to it."""
    return Path(os.path.realpath(target))


def _results(folder: Path, every: bool) -> list[Path]:
    """What new results of a study replace: what its manifest seals and what is made of it, or every other file.

    What somebody else has put into the folder stays.
    """
    others = [path for path in folder.iterdir() if path.name not in KEPT]
    if every or not (folder / MANIFEST).exists():
        return others if every else []
    try:
        files = json_object(folder / MANIFEST, contents(folder / MANIFEST)).get(FILES)
    except GongzhiError:
        files = None  # A damaged manifest names nothing; it is replaced.
    own = {MANIFEST, *(Path(name).parts[0] for name in (files if isinstance(files, dict) else ()) if name)}
    return [
        path
        for path in others
        if path.name in own or any(path.match(pattern) for pattern in MADE_AGAIN if pattern != ".*")
    ]


def refuse_other(folder: Path, facts: Mapping[str, Any]) -> None:
    """Refuses to resume a study that differs otherwise than by more scenarios or seeds, and says in what.

    Args:
        folder: Folder of the study begun.
        facts: What is asked for, as JSON knows it.

    Raises:
        EnvironmentProblem: It differs, or its plan cannot be read.
    """
    path = folder / PLAN
    try:
        before = json_object(path, contents(path))
    except GongzhiError as problem:
        reason = problem.faults[0].message()
        fault = Fault("GZ071", file=str(folder), found=PLAN, facts={"problem": reason})
        raise EnvironmentProblem(fault) from None
    found = differences(before, facts)
    if found:
        rest = len(found) - MOST_DIFFERENCES
        more = Sentence(f"; ... {rest} more", f"；……另有 {rest} 处") if rest > 0 else Sentence("", "")
        listed = more.after("; ".join(found[:MOST_DIFFERENCES]))
        fault = Fault("GZ071", file=str(folder), found=str(len(found)), facts={"problem": listed})
        raise EnvironmentProblem(fault)


def plan_facts(
    command: str, scenarios: Sequence[Scenario], seeds: Sequence[int], kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Everything the results of a study depend on, to be compared with what its folder was begun with.

    Args:
        command: The verb.
        scenarios: The scenarios, the baseline first.
        seeds: Seeds of the replications; empty where the study chooses them itself.
        kept: What is kept of its runs and what else the study depends on, as plain values.
    """
    keys = Keys(scenario.world.place for scenario in scenarios)
    row = list(range(seeds[0], seeds[0] + len(seeds))) if seeds else []
    return {
        "format": run_store.FORMAT,
        "command": command,
        "baseline": scenarios[0].name,
        "seeds": {"first": seeds[0], "n": len(seeds)} if seeds and list(seeds) == row else list(seeds),
        "scenarios": plain_scenarios(scenarios),
        **(kept or {}),
        "program": keys.program,
        "data": keys.data,
    }


def _move_out(inner: Path, folder: Path) -> None:
    """Gives the files in an inner folder their places in the outer, the manifest last."""
    for path in sorted(inner.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
        if path.is_dir():
            shutil.rmtree(folder / path.name, ignore_errors=True)  # Left by a command that ended right here.
        path.replace(folder / path.name)
    inner.rmdir()


def _unwritable(folder: Path, problem: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(Fault("GZ091", file=str(folder), facts={"problem": reason_of(problem)}))


def _taken_already(target: Path, finished: bool = False) -> EnvironmentProblem:
    """The message that a folder holds something, with a name that is free; a finished study may grow, too."""
    named = target if target.name not in ("", "..") else _real(target)
    free = free_name(named) if named.name else Path("outputs")
    help_ = Sentence(
        f"add --out {free} to the command, or move the old one away", f"请在命令后加 --out {free}，或移走旧文件夹"
    )
    if finished:
        help_ = Sentence(
            f"add --resume to add scenarios or seeds to the study in it; else {help_.en}",
            f"加 --resume 可为其中的研究增加情景或种子；否则{help_.zh}",
        )
    return EnvironmentProblem(Fault("GZ090", file=str(target), help=help_))


def free_name(target: Path) -> Path:
    """The first of name, name-2, name-3 ... that does not exist.

    Args:
        target: The name wanted.

    Returns:
        The free name, in the same folder.
    """
    number, found = 2, target
    while os.path.lexists(found):
        found = target.with_name(f"{target.name}-{number}")
        number += 1
    return found
