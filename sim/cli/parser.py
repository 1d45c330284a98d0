"""What the command line understands: verbs and options, with their help."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

from sim.cli.words import COMPLAINTS, HELP, commands
from sim.errors import Fault, InputError, nearest
from sim.report.text import pieces
from sim.shipped import PROGRAM
from sim.studies.kinds import kinds
from sim.words import LANGUAGES, Sentence, T, Text, language

ENVIRONMENT = "GONGZHI_LANG"
"""The environment variable that names the language of every command."""


def language_of(words: Sequence[str]) -> str:
    """The language of help, messages, tables and figures: `--lang` anywhere, else GONGZHI_LANG, else English.

    The locale is not asked, so that one command prints and draws the same on every machine.

    Args:
        words: Words after the program's name.

    Returns:
        "en" or "zh"; what is no language is passed over here and refused by `parse`.
    """
    asked = [after for word, after in pairwise([*words, ""]) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    known = [lang for lang in (*asked, os.environ.get(ENVIRONMENT, "")) if lang in LANGUAGES]
    return known[0] if known else LANGUAGES[0]


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with a usage line in the reader's language and lines broken where Chinese may break."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Puts the word for usage before it.

        Args:
            usage: Its text, where it is not made from the options.
            actions: The options.
            groups: Options that exclude each other.
            prefix: The word; empty for a part of a usage line.
        """
        super().add_usage(usage, actions, groups, HELP.say("usage") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        """Breaks the help of an option."""
        return pieces(" ".join(text.split()), width)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks both languages; its complaints look like all other messages.

    Args:
        settings: As for `argparse.ArgumentParser`.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Formatter, allow_abbrev=False, add_help=False, **settings)
        self._positionals.title = HELP.say("positionals")
        self._optionals.title = HELP.say("options")
        self.add_argument("-h", "--help", action="help", help=HELP.say("help"))

    def option(self, *names: str, help: str, **settings: Any) -> None:
        """Adds an option or an argument.

        Args:
            names: Its names.
            help: Key of its help in the catalogue `HELP`.
            settings: As for `add_argument`.
        """
        self.add_argument(*names, help=HELP.say(help), **settings)

    def error(self, message: str) -> NoReturn:
        """Raises a complaint of argparse.

        Args:
            message: What argparse says.

        Raises:
            InputError: Always.
        """
        advice = COMPLAINTS.phrase("see_help", program=self.prog)
        raise InputError(Fault("GZ062", help=advice, facts={"problem": complaint(message)}))

    def verbs(self) -> dict[str, set[str]]:
        """The options of every verb."""
        return {
            name: {option for inner in parser._actions for option in inner.option_strings}
            for action in self._actions
            if isinstance(action, argparse._SubParsersAction)
            for name, parser in action.choices.items()
        }

    def not_understood(self, verb: str | None, words: Sequence[str]) -> InputError:
        """The complaint about words a verb does not take.

        Args:
            verb: The verb; None for none.
            words: The words.
        """
        every = self.verbs()
        known = every.get(verb or "") or {option for action in self._actions for option in action.option_strings}
        faults = []
        for word in words:
            option = word.split("=")[0]
            takers = [name for name, options in every.items() if option in options]
            near = nearest(option, sorted(known)) if word.startswith("-") and not takers else ""
            help_: Text = COMPLAINTS.phrase("taken_by", verbs=", ".join(takers)) if takers else ""
            problem = T("'{word}' is not understood here", "此处无法识别“{word}”").filled(word=word)
            faults.append(Fault("GZ062", nearest=near, help=help_, facts={"problem": problem}))
        return InputError(faults)


def complaint(message: str) -> Sentence:
    """One of argparse's complaints in both languages.

    Args:
        message: What argparse says.

    Returns:
        The sentence; one that is not in the catalogue stays English.
    """
    return COMPLAINTS.recognised(message) or Sentence(message, message)


def make_parser() -> Parser:
    """Builds the parser, with its help in the present language, which `--lang` has where it is not given.

    Returns:
        The parser of all verbs; numbers stay texts, so that all that is wrong with them can be said at once.
    """
    parser = Parser(
        prog=PROGRAM.split()[-1], description=HELP.say("description"), epilog=HELP.say("epilog", program=PROGRAM)
    )
    parser.option("--version", action="store_true", help="version")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    made: dict[str, Parser] = {
        name: verbs.add_parser(name, help=str(text), description=_sentence(text)) for name, text in commands().items()
    }
    for name, verb in {"": parser, **made}.items():
        verb.option("--lang", choices=LANGUAGES, default=language(), help="lang")
        if name not in ("", "schema", "view"):
            verb.option("--json", action="store_true", help="json")
    made["run"].option("scenario", metavar="SCENARIO", nargs="?", help="scenario_or_continue")
    made["run"].option("--save", metavar="FILE", help="save")
    made["run"].option("--save-day", metavar="DAY", help="save_day")
    made["run"].option("--continue", dest="state", metavar="FILE", help="continue")
    made["compare"].option("scenario", metavar="BASELINE", help="baseline")
    made["compare"].option("others", metavar="OTHER", nargs="+", help="others")
    made["check"].option("scenarios", metavar="FILE", nargs="+", help="check_what")
    made["check"].option("--out", metavar="FOLDER", help="check_out")
    made["check"].option("--no-figures", dest="figures", action="store_false", help="no_figures")
    made["init"].option("place", metavar="PLACE", help="init_place")
    made["init"].option("--from", dest="table", metavar="FILE", help="init_from")
    made["view"].option("scenario", metavar="SCENARIO", nargs="?", help="begin_with")
    made["view"].option("--classic", action="store_true", help="classic")
    made["view"].option("--port", default="8765", metavar="N", help="port")
    made["view"].option("--host", default="127.0.0.1", metavar="ADDRESS", help="host")
    made["schema"].option("--out", metavar="FILE", help="out_file")
    _add_ticket_options(made["tickets"])
    known = kinds()
    for name in (*known, "calibrate"):
        if name not in known or known[name].heading.file:
            made[name].option("experiment", metavar="FILE", help="experiment")
        made[name].option("--dry-run", action="store_true", help="dry_run")
        _add_run_options(made[name], replications=None)
        for written, text in known[name].heading.options.items() if name in known else ():
            option, value = written.split()
            made[name].add_argument(option, metavar=value, help=str(text))
    _add_story_options(made["trace"], made["why"], made["diagnose"])
    _add_analysis_options(made["analyse"])
    _add_sweep_options(made["sweep"])
    made["report"].option("folder", metavar="FOLDER", help="study_folder")
    made["report"].option("--no-figures", dest="figures", action="store_false", help="no_figures")
    _add_run_options(made["run"], replications=1)
    _add_run_options(made["compare"], replications=10)
    made["compare"].set_defaults(replications=None)  # Given, it asks for chance alone.
    made["compare"].option("--worlds", metavar="K", help="worlds")
    made["compare"].option("--fixed", action="store_true", help="fixed")
    made["compare"].option("--goals", metavar="FILE", help="goals")
    for name in ("run", "compare"):
        made[name].option("--tables", metavar="NAMES", default="communities", help="tables")
        made[name].option("--by", metavar="PERIODS", default="", help="by")
    for name in ("check", "view"):
        _add_settings(made[name])
    return parser


def _sentence(what: Sentence) -> str:
    """What a verb does, as a sentence of its own."""
    english = f"{what.en[0].upper()}{what.en[1:]}."
    return str(T(english, f"{what.zh}。"))


def _add_settings(verb: Parser) -> None:
    """Options laid over the scenario."""
    verb.option("--sample", metavar="SHARE", help="sample")
    verb.option("--days", metavar="N", help="days")
    verb.option("--seed", metavar="N", help="seed")
    verb.option("--place", metavar="PLACE", help="place")
    verb.option("--set", dest="settings", action="append", default=[], metavar="KEY=VALUE", help="set")


def _add_story_options(trace: Parser, why: Parser, diagnose: Parser) -> None:
    """The options of the verbs that run a scenario again to explain it."""
    trace.option("scenario", metavar="SCENARIO", help="scenario")
    trace.option("--issue", metavar="ID", help="issue")
    trace.option("--community", metavar="CODE", help="community")
    trace.option("--find", metavar="KIND", help="find")
    trace.option("--category", metavar="NAME", help="find_category")
    trace.option("--setting", metavar="NAME", help="find_setting")
    trace.option("--most", metavar="N", default="5", help="find_most")
    why.option("scenario", metavar="BASELINE", help="baseline")
    why.option("other", metavar="POLICY", help="policy")
    for verb in (trace, why):
        verb.option("--resident", metavar="CODE:NUMBER", help="resident")
        verb.option("--brief", action="store_true", help="brief")
    diagnose.option("scenario", metavar="SCENARIO", help="scenario_or_folder")
    diagnose.option("--relax", action="store_true", help="relax")
    diagnose.option("--replications", metavar="N", default="1", help="relax_replications")
    diagnose.option("--jobs", metavar="N", help="relax_jobs")
    _add_executor_options(diagnose)
    diagnose.option("--no-figures", dest="figures", action="store_false", help="relax_no_figures")
    for verb in (trace, why, diagnose):
        _add_settings(verb)
        verb.option("--threads", metavar="N", default="1", help="threads_one")
        verb.option("--out", metavar="FOLDER", help="out_story")


def _add_ticket_options(verb: Parser) -> None:
    """The options of reading a file of tickets."""
    verb.option("file", metavar="FILE", help="ticket_file")
    verb.option("--place", metavar="PLACE", required=True, help="ticket_place")
    verb.option("--map", metavar="FILE", help="ticket_map")
    verb.option("--hold-out", metavar="GROUPS", help="hold_out")
    verb.option("--keep-sample", metavar="N", default="0", help="keep_sample")
    verb.option("--no-figures", dest="figures", action="store_false", help="no_figures")


def _add_analysis_options(verb: Parser) -> None:
    """The options of analysing a finished sweep."""
    verb.option("folder", metavar="FOLDER", help="folder")
    verb.option("--cases", metavar="TEXT", help="cases")
    verb.option("--precision", metavar="SHARE", default="0.05", help="precision")
    verb.option("--warm-up-runs", metavar="N", help="warm_up_runs")
    verb.option("--no-costs", dest="costs", action="store_false", help="no_costs")
    verb.option("--no-figures", dest="figures", action="store_false", help="no_figures")


def _add_sweep_options(verb: Parser) -> None:
    """Options of the verb that executes a sweep."""
    verb.option("experiment", metavar="FILE", help="sweep_file")
    verb.option("--dry-run", action="store_true", help="sweep_dry_run")
    verb.option("--yes", action="store_true", help="yes")
    verb.option("--silent-seconds", metavar="N", help="silent_seconds")
    _add_run_options(verb, replications=None)


def _add_run_options(verb: Parser, replications: int | None) -> None:
    """Options of verbs that simulate."""
    _add_settings(verb)
    usual = HELP.say("as_the_file_says") if replications is None else str(replications)
    verb.add_argument(
        "--replications",
        metavar="N",
        default=None if replications is None else str(replications),
        help=HELP.say("replications", n=usual),
    )
    verb.option("--jobs", metavar="N", help="jobs")
    verb.option("--threads", metavar="N", help="threads")
    _add_executor_options(verb)
    verb.option("--out", metavar="FOLDER", help="out")
    verb.option("--no-figures", dest="figures", action="store_false", help="no_figures")


def _add_executor_options(verb: Parser) -> None:
    """Where runs are executed, and whether those of an earlier time are used."""
    verb.option("--dask", metavar="ADDRESS", help="dask")
    verb.option("--plain-network", action="store_true", help="plain_network")
    verb.option("--resume", action="store_true", help="resume")
    verb.option("--retry-failed", action="store_true", help="retry_failed")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Reads the command line.

    Args:
        arguments: Words after the program's name.

    Returns:
        The options; `command` is None where there is none.

    Raises:
        InputError: The command line cannot be understood.
    """
    written = os.environ.get(ENVIRONMENT, "")
    if written not in ("", *LANGUAGES):
        problem = COMPLAINTS.phrase("no_language", found=written)
        raise InputError(Fault("GZ062", found=written, allowed=", ".join(LANGUAGES), facts={"problem": problem}))
    verb = next(
        (word for before, word in pairwise(["", *arguments]) if not word.startswith("-") and before != "--lang"), None
    )
    if verb is not None and verb not in (known := commands()):
        fault = Fault(
            "GZ062",
            found=verb,
            allowed=", ".join(known),
            nearest=nearest(verb, known),
            facts={"problem": T("there is no command '{verb}'", "没有命令“{verb}”").filled(verb=verb)},
        )
        raise InputError(fault)
    parser = make_parser()
    options, unknown = parser.parse_known_args(arguments)
    options.words = list(arguments)
    if unknown:
        raise parser.not_understood(options.command, unknown)
    if options.command == "run" and options.scenario is None and options.state is None:
        advice = COMPLAINTS.phrase("see_help", program=f"{parser.prog} run")
        problem = COMPLAINTS.phrase("required", names="SCENARIO")
        raise InputError(Fault("GZ062", help=advice, facts={"problem": problem}))
    return options


def whole_number(option: str, text: str, low: int, high: int) -> tuple[int, list[Fault]]:
    """Reads a whole number within limits.

    Args:
        option: The option, such as "--jobs".
        text: What was written.
        low: Smallest number allowed.
        high: Largest number allowed.

    Returns:
        The number (the smallest where it cannot be used) and what is wrong with it.
    """
    number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,20}", text.strip()) else None
    if number is None:
        facts: dict[str, Text] = {"key": option, "expected": Sentence("a whole number", "整数")}
        return low, [Fault("GZ060", file=option, found=text, low=str(low), high=str(high), facts=facts)]
    if not low <= number <= high:
        return low, [Fault("GZ023", file=option, found=text, low=str(low), high=str(high))]
    return number, []
