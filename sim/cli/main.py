"""From a command line to an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim import __version__
from sim.cli.parser import language_of, make_parser, parse
from sim.cli.terminal import code_after, unfailing
from sim.cli.words import SAID
from sim.errors import EnvironmentProblem, Fault, GongzhiError, LeftOutWarning, reason_of, visible
from sim.former_names import FormerNameWarning
from sim.studies.interruption import heeded, held
from sim.words import T, speaking

INTERRUPTED = 130

VERBS = {
    "run": "sim.cli.simulate:run",
    "compare": "sim.cli.simulate:compare",
    "sweep": "sim.cli.sweep:sweep_verb",
    "analyse": "sim.cli.analyse:analyse_verb",
    "calibrate": "sim.cli.calibrate:calibrate_verb",
    "report": "sim.cli.report:report_verb",
    "trace": "sim.cli.stories:trace_verb",
    "why": "sim.cli.stories:why_verb",
    "diagnose": "sim.cli.diagnose:diagnose_verb",
    "check": "sim.cli.commands:check",
    "tickets": "sim.cli.tickets:tickets_verb",
    "mechanisms": "sim.cli.commands:mechanisms",
    "measures": "sim.cli.commands:measures",
    "schema": "sim.cli.commands:schema",
    "view": "sim.cli.commands:view",
    "warmup": "sim.cli.commands:warmup",
}
"""Module and function of each verb; the libraries of the others are not loaded."""

STUDY_VERB = "sim.cli.study:study_verb"
"""That of the kinds of study."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Executes one command.

    Args:
        arguments: Words after the program's name; those of this process where not given.

    Returns:
        The exit code: 0 done; 1 some runs failed; 2 the command or its input is wrong; 4 the output exists or the
        machine stands in the way; 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Figures need no screen; a backend meant for somebody's notebook would not even let matplotlib be imported.
    os.environ["MPLBACKEND"] = "agg"
    with speaking(language_of(words)):
        with unfailing(for_programs="--json" in words) as output:
            code = _ended(words)
        return code_after(output, code)


def _ended(words: list[str]) -> int:
    """Executes a command; whatever ends it ends in a message and an exit code."""
    with heeded():
        try:
            with _left_out_is_said():
                return _executed(words)
        except GongzhiError as problem:
            return _say(problem, words)
        except OSError as problem:
            # Whatever the system refuses is said in words, also where nobody foresaw it.
            where = problem.filename if isinstance(problem.filename, str) else ""
            return _say(EnvironmentProblem(Fault("GZ089", file=where, facts={"problem": reason_of(problem)})), words)
        except KeyboardInterrupt:
            with held() as hold:
                print(str(T("interrupted", "已中断")), file=sys.stderr)
                hold.taken()
            return INTERRUPTED
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0


def _executed(words: list[str]) -> int:
    """Finds the command and calls it."""
    options = parse(words)
    if options.version:
        print(f"gongzhi {__version__}")
        return 0
    if options.command is None:
        print(make_parser().format_help(), end="")
        return 0
    module, name = VERBS.get(options.command, STUDY_VERB).split(":")
    with _staying():
        verb = getattr(importlib.import_module(module), name)
    code: int = verb(options)
    return code


@contextmanager
def _staying() -> Iterator[None]:
    """What is loaded stays to the end: no garbage is looked for in it, neither meanwhile nor later."""
    before, collecting = len(sys.modules), gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > before:
            gc.freeze()
        if collecting:
            gc.enable()


@contextmanager
def _left_out_is_said() -> Iterator[None]:
    """Prints what is left out of a command in one line of the reader's language; other warnings stay Python's."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, *where: Any, **further: Any) -> None:
            if isinstance(message, LeftOutWarning):
                print(SAID.say("left_out", reason=visible(str(message.reason))), file=sys.stderr)
            elif isinstance(message, FormerNameWarning):
                print(message.reason, file=sys.stderr)
            else:
                usual(message, *where, **further)

        warnings.showwarning = show
        yield


def _say(problem: GongzhiError, words: list[str]) -> int:
    """Prints what is wrong: as blocks on the error stream, or for programs on the output."""
    if "--json" in words:
        import json

        facts = {"exit_code": problem.exit_code, "errors": problem.as_dicts()}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        print(problem.render(), file=sys.stderr)
    return problem.exit_code
