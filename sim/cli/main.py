"""From a command line to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from sim import __version__
from sim.cli.parser import language_of, make_parser, parse
from sim.cli.words import SAID
from sim.errors import GongzhiError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command.

    Args:
        arguments: Words after the program's name; those of this process where not given.

    Returns:
        The exit code: 0 done; 1 some runs failed; 2 the command or its input is wrong; 4 the output
        exists or the
        machine stands in the way; 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _carry_out(words)
    except GongzhiError as problem:
        return _say(problem, words)
    except KeyboardInterrupt:
        print(SAID.say("interrupted", language_of(words)), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (such as `head`) has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _carry_out(words: list[str]) -> int:
    """Finds the command and calls it."""
    options = parse(words)
    if options.version:
        print(f"gongzhi {__version__}")
        return 0
    if options.command is None:
        print(make_parser(options.lang).format_help(), end="")
        return 0
    from sim.cli.commands import COMMANDS

    code = COMMANDS[options.command](options)
    sys.stdout.flush()
    return code


def _say(problem: GongzhiError, words: list[str]) -> int:
    """Prints what is wrong: as blocks on the error stream, or for programs on the output."""
    lang = language_of(words)
    if "--json" in words:
        import json

        said = {"exit_code": problem.exit_code, "errors": problem.as_dicts(lang)}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(problem.render(lang), file=sys.stderr)
    return problem.exit_code
