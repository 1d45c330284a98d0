"""The command `sweep` in processes of its own, as a person or a batch system starts it, and what is done to them."""

from __future__ import annotations

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Process:
    """A process of a session."""

    number: int
    parent: int
    words: str


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class SweepCommand:
    """A running `python run_sim.py sweep ...` in a session of its own, so that everything it starts can be found."""

    def __init__(self, *words: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run_sim.py"), "sweep", *map(str, words)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def processes(self) -> list[Process]:
        """All living processes of its session; those that have ended and wait to be noticed do not count."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                facts = (place / "stat").read_text().rpartition(")")[2].split()
                if int(facts[3]) == self.process.pid and facts[0] != "Z":
                    words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append(Process(int(place.name), int(facts[1]), words))
            except (OSError, ValueError, IndexError):
                continue
        return found

    def workers(self) -> list[int]:
        """The processes that execute runs: the children of the fork server."""
        living = self.processes()
        servers = {process.number for process in living if "forkserver" in process.words}
        return [process.number for process in living if process.parent in servers]

    def ended(self) -> Ended:
        """Waits for its end."""
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        return Ended(self.process.returncode, out, err)

    def nobody_is_left(self) -> bool:
        """Whether everything it has started ends soon; what does not is ended here."""
        if wait_for(lambda: not self.processes(), seconds=20):
            return True
        for process in self.processes():
            os.kill(process.number, signal.SIGKILL)
        return False


def wait_for(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Looks again and again; says whether it became true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def n_files(folder: Path) -> int:
    """Results that lie in the folder of a sweep."""
    return sum(1 for _ in (folder / "runs").glob("??/*.run"))


def resume_words(err: str) -> Sequence[str]:
    """The words after `sweep` of the command that an interrupted sweep prints."""
    line = next(line for line in err.splitlines() if "--resume" in line)
    words = shlex.split(line)
    assert words[:3] == ["python", "run_sim.py", "sweep"]
    return words[3:]


def disturbed(words: Sequence[str | Path], folder: Path, n_runs: int, draw: random.Random) -> list[int]:
    """Executes a sweep while workers are killed at random; the command itself is killed and resumed twice.

    A worker is killed when 8 to 20 runs have ended since the last one, and only one that lived then already, so that
    no run, which would count as failed, dies three times.

    Args:
        words: What stands after `sweep`, without --out.
        folder: Folder of the sweep.
        n_runs: Runs of the sweep.
        draw: Where chance comes from.

    Returns:
        How many workers were killed under each of the three commands.
    """
    killed: list[int] = []
    for part in range(3):
        command = SweepCommand(*words, "--out", folder, *(["--resume"] if part else []))
        last = n_runs * (part + 1) // 3 if part < 2 else n_runs + 1
        n_killed, next_kill, known = 0, n_files(folder) + draw.randint(1, 10), set[int]()
        while command.process.poll() is None:
            done = n_files(folder)
            if done >= last:
                command.process.kill()
                break
            workers = command.workers() if done >= next_kill else []
            victims = sorted(known.intersection(workers)) if known else workers
            if victims:
                os.kill(draw.choice(victims), signal.SIGKILL)
                n_killed, next_kill, known = n_killed + 1, done + draw.randint(8, 20), set(workers)
            time.sleep(draw.uniform(0.001, 0.02))
        end = command.ended()
        assert end.code == (0 if part == 2 else -signal.SIGKILL), end.err
        assert command.nobody_is_left()
        killed.append(n_killed)
    return killed
