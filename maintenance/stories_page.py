"""Puts what the commands of docs/stories.md print below them: ``python -m maintenance.stories_page``.

A block is preceded by a comment with the command and, in brackets, how many lines of its output are shown::

    <!-- run [1-20]: trace scenarios/baseline.yaml --find dropped -->
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

from sim.cli.main import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "stories.md"
BLOCK = re.compile(r"(<!-- run \[(\d+)-(\d+)\]: (.+?) -->\n)```text\n.*?```", re.DOTALL)


def printed(command: str) -> list[str]:
    """The lines a command prints.

    Args:
        command: Words after the program's name.

    Raises:
        RuntimeError: The command does not end well.
    """
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(shlex.split(command))
    if code != 0:
        raise RuntimeError(f"{command}: exit code {code}")
    return out.getvalue().rstrip("\n").split("\n")


def filled(text: str) -> str:
    """The page with the output of every command renewed.

    Args:
        text: The page.
    """

    def renewed(found: re.Match[str]) -> str:
        first, last = int(found[2]), int(found[3])
        lines = printed(found[4])
        shown = [line.rstrip() for line in lines[first - 1 : last]]
        more = ["..."] if last < len(lines) else []
        return f"{found[1]}```text\n$ run_sim.py {found[4]}\n" + "\n".join([*shown, *more]) + "\n```"

    return BLOCK.sub(renewed, text)


def commands(text: str) -> list[list[str]]:
    """The commands of the page, as words."""
    return [shlex.split(found[4]) for found in BLOCK.finditer(text)]


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
