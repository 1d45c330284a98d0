"""Mutants: small wrong changes of the program, each of which a named test must notice.

`python -m maintenance.mutants` makes every change of `tests/data/mutants.csv` in a copy of the program, one at a time,
runs the test named beside it and prints a table: killed (the test failed, as it must), survived (nobody noticed), or
what else came of it. With `--every N` it takes every N-th line, with `--only TEXT` those whose file holds the text,
with `--new` those that are not known to be killed. It ends with 1 where one was not killed. With `--keep` the outcomes
are written to `docs/verification/kills.csv`, from which `python -m maintenance.verification` makes its table. The tests
named compile nothing that is not kept on the disk, so a mutant takes seconds.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "data" / "mutants.csv"
KEPT = ROOT / "docs" / "verification" / "kills.csv"
"""What came of each mutant when it was last tried."""

COPIED = ("sim", "tests")
MOST_SECONDS = 900
KILLED, SURVIVED = "killed", "survived"
ENDS = {0: SURVIVED, 1: KILLED}
"""What pytest's exit code says of a mutant; with any other the test did not run."""


class Mutant(NamedTuple):
    """One wrong change.

    Attributes:
        file: File of the program.
        old: Text that stands in it once.
        new: Text put in its place.
        test: The test that must fail, as pytest names it.
    """

    file: str
    old: str
    new: str
    test: str


def mutants() -> list[Mutant]:
    """All mutants of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [Mutant(**row) for row in csv.DictReader(lines)]


def outcomes() -> dict[Mutant, str]:
    """What came of mutants when they were last tried, as far as it is kept."""
    if not KEPT.exists():
        return {}
    with KEPT.open(encoding="utf-8", newline="") as lines:
        return {Mutant(*(row[name] for name in Mutant._fields)): row["outcome"] for row in csv.DictReader(lines)}


def keep(found: Mapping[Mutant, str]) -> None:
    """Writes what came of mutants beside what is kept of the others; mutants no longer listed are forgotten.

    Args:
        found: What came of those that were tried.
    """
    known = {**outcomes(), **found}
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow((*Mutant._fields, "outcome"))
        lines.writerows((*mutant, known[mutant]) for mutant in sorted(mutants()) if mutant in known)


def copied(to: Path) -> None:
    """Copies what mutants change or run into a folder and links everything else."""
    for path in ROOT.iterdir():
        if path.name in COPIED:
            shutil.copytree(path, to / path.name)
        elif not path.name.startswith("."):
            (to / path.name).symlink_to(path)


def outcome(copy: Path, test: str) -> str:
    """What comes of one test in the copy, in a process of its own that has loaded nothing of the program.

    Args:
        copy: The folder.
        test: The test, as pytest names it.
    """
    child = os.fork()
    if child == 0:
        signal.alarm(MOST_SECONDS)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(copy)
        sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", str(ROOT)))]
        import pytest

        os._exit(int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--rootdir", str(copy), test])))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return ENDS.get(code, f"the test did not run (code {code})")


def tried(mutant: Mutant, copy: Path, times: Counter[str]) -> str:
    """What comes of one mutant; the copy is as before afterwards.

    Args:
        mutant: The mutant.
        copy: The folder.
        times: How often each file was written, so that each writing has a time of its own and no bytecode is stale.
    """
    path = copy / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return f"its text stands {text.count(mutant.old)} times in the file"
    before = path.stat().st_mtime
    try:
        for version, look in ((text.replace(mutant.old, mutant.new), True), (text, False)):
            times[mutant.file] += 1
            path.write_text(version, encoding="utf-8")
            os.utime(path, (before + times[mutant.file], before + times[mutant.file]))
            if look:
                found = outcome(copy, mutant.test)
    finally:
        path.write_text(text, encoding="utf-8")
        os.utime(path, (before + times[mutant.file] + 1, before + times[mutant.file] + 1))
    return found


def run(chosen: list[Mutant], kept: bool = False) -> dict[Mutant, str]:
    """Tries mutants one after the other and prints what comes of each.

    Args:
        chosen: The mutants.
        kept: Whether each outcome is written down at once.

    Returns:
        What came of each.
    """
    import hypothesis  # noqa: F401  # loaded once here, not again for every mutant; so the three that follow
    import numba  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401

    ends: dict[Mutant, str] = {}
    times: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copied(copy)
        for mutant in chosen:
            found = tried(mutant, copy, times)
            ends[mutant] = found
            if kept:
                keep({mutant: found})
            change = f"{short(mutant.old)} -> {short(mutant.new)}"
            print(f"{found:9} {mutant.file}: {change} [{mutant.test.split('::')[-1]}]", flush=True)
    print(f"{list(ends.values()).count(KILLED)} of {len(chosen)} killed")
    return ends


def short(text: str) -> str:
    """A text on one line, cut."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."


def main() -> int:
    """Reads the command line and tries the mutants it names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th mutant")
    parser.add_argument("--only", default="", metavar="TEXT", help="mutants of files whose path holds the text")
    parser.add_argument("--new", action="store_true", help="mutants that are not known to be killed")
    parser.add_argument("--keep", action="store_true", help="writes the outcomes down")
    options = parser.parse_args()
    known = outcomes() if options.new else {}
    chosen = [mutant for mutant in mutants() if options.only in mutant.file and known.get(mutant) != KILLED]
    found = run(chosen[:: max(options.every, 1)], options.keep)
    return 0 if set(found.values()) <= {KILLED} else 1


if __name__ == "__main__":
    sys.exit(main())
