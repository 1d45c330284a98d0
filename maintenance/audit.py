"""Looks up known weaknesses of the locked libraries: `make audit`.

    python maintenance/audit.py [LOCK]

Asks the open database of vulnerabilities (osv.dev) about every package and version of `requirements-all.txt`, which
holds all that the other lock has, and prints what is known of each. It needs the network, sends names and versions and
nothing else, and ends with 0 where nothing is known, 1 where something is, and 4 where it could not ask: silence of the
network is no good news. A weakness that does not touch this program is put into `PASSED_OVER` with the reason and a day
until which that holds.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-all.txt"
SERVICE = "https://api.osv.dev/v1/querybatch"
"""Where to ask; another address of the same interface is taken from AUDIT_SERVICE."""
MOST_SECONDS = 60
AT_ONCE = 500
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
SOUND, WEAK, NOT_ASKED = 0, 1, 4


class PassedOver(NamedTuple):
    """A known weakness that does not touch this program.

    Attributes:
        until: Last day on which that is taken for true without another look.
        why: The reason.
    """

    until: date
    why: str


PASSED_OVER: dict[str, PassedOver] = {}
"""By the name the database gives them."""


def locked(text: str) -> list[tuple[str, str]]:
    """Name and version of every package of a lock.

    Args:
        text: The lock, as pip reads it.

    Raises:
        ValueError: It pins nothing.
    """
    found = PINNED.findall(text)
    if not found:
        raise ValueError("the lock pins no package")
    return found


def known(packages: list[tuple[str, str]], service: str) -> dict[tuple[str, str], list[str]]:
    """What is known of packages.

    Args:
        packages: Names and versions.
        service: Where to ask.

    Returns:
        Names of weaknesses by package; those without any are left out.

    Raises:
        OSError: Nobody answers, or not in time.
        ValueError: The answer is none.
    """
    found = {}
    for start in range(0, len(packages), AT_ONCE):
        part = packages[start : start + AT_ONCE]
        asked = [{"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in part]
        request = urllib.request.Request(
            service, json.dumps({"queries": asked}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=MOST_SECONDS) as answer:
            results = json.load(answer)["results"]
        if len(results) != len(part):
            raise ValueError(f"{len(part)} packages asked about, {len(results)} answers")
        for package, result in zip(part, results, strict=True):
            if names := [str(one["id"]) for one in result.get("vulns", ())]:
                found[package] = names
    return found


def judged(found: dict[tuple[str, str], list[str]], today: date) -> tuple[list[str], list[str]]:
    """Lines about weaknesses that count, and about those that are passed over.

    Args:
        found: Names of weaknesses by package.
        today: The day.
    """
    counting, passed = [], []
    for (name, version), names in sorted(found.items()):
        for weakness in names:
            over = PASSED_OVER.get(weakness)
            if over is not None and today <= over.until:
                passed.append(f"{name} {version}: {weakness}, passed over until {over.until}: {over.why}")
            else:
                counting.append(f"{name} {version}: {weakness}")
    return counting, passed


def main(arguments: list[str]) -> int:
    """Asks about a lock and prints the answer."""
    lock = Path(arguments[0]) if arguments else LOCK
    packages, service = locked(lock.read_text(encoding="utf-8")), os.environ.get("AUDIT_SERVICE", SERVICE)
    try:
        found = known(packages, service)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        reason = problem.reason if isinstance(problem, urllib.error.URLError) else problem
        print(
            f"NOT AUDITED: {len(packages)} packages of {lock.name} could not be looked up at {service}: {reason}\n"
            "This says nothing about them. Run `make audit` where the network reaches that address.",
            file=sys.stderr,
        )
        return NOT_ASKED
    counting, passed = judged(found, date.today())
    print(*passed, *counting, sep="\n", end="\n" if passed or counting else "")
    print(f"{len(packages)} packages of {lock.name} looked up: {len(counting)} known weaknesses")
    return WEAK if counting else SOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
