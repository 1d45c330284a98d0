"""What the command line understands: verbs and options, with their help."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from sim.errors import Fault, InputError, nearest

COMMANDS = {
    "run": "run one scenario and measure it",
    "compare": "compare policies with a baseline over paired replications",
    "interactions": "tell whether pairs of mechanisms do more or less than the sum of both",
    "budget": "compare what one more million yuan buys through each mechanism",
    "sweep": "carry out a design of many runs that can be interrupted and resumed",
    "analyse": "make tables and figures of a finished sweep",
    "calibrate": "fit unknown parameters to published figures",
    "validate": "hold the model beside published figures",
    "check": "say whether scenario files are in order",
    "mechanisms": "list the governance mechanisms",
    "measures": "list the measures",
    "schema": "print the JSON Schema of scenario files, for editors",
    "view": "open the model in the browser",
    "warmup": "compile everything now instead of at the first run",
}
"""Every verb and what it does."""

DESCRIPTION = "Gongzhi 共治: a simulation of coordinated urban-rural community governance."
EPILOG = """\
examples:
  python run_sim.py compare scenarios/baseline.yaml scenarios/service_platform.yaml
  python run_sim.py run scenarios/baseline.yaml --sample 0.02 --set run.warm_up_days=0
  python run_sim.py interactions experiments/interactions.yaml --dry-run
  python run_sim.py check scenarios/*.yaml

exit codes: 0 done; 1 some runs failed; 2 the command or its input is wrong;
            4 the output exists already or the machine stands in the way; 130 interrupted
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints look like all other messages and name what was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Raises the complaint.

        Args:
            message: What argparse says.

        Raises:
            InputError: Always.
        """
        unknown = re.match(r"unrecognized arguments: (.+)", message)
        if unknown is None:
            raise InputError(Fault("GZ062", help=f"see {self.prog} --help", facts={"problem": message}))
        known = [option for action in self._actions for option in action.option_strings]
        known += [option for name in self.verbs() for option in name]
        faults = []
        for word in unknown.group(1).split():
            near = nearest(word.split("=")[0], known) if word.startswith("-") else ""
            faults.append(Fault("GZ062", nearest=near, facts={"problem": f"'{word}' is not understood here"}))
        raise InputError(faults)

    def verbs(self) -> list[list[str]]:
        """The options of every verb."""
        found = []
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                for parser in action.choices.values():
                    found.append([option for inner in parser._actions for option in inner.option_strings])
        return found


def make_parser() -> Parser:
    """Builds the parser.

    Returns:
        The parser of all verbs; numbers stay texts, so that all that is wrong with them can be said at once.
    """
    parser = Parser(
        prog="run_sim.py",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    made = {
        name: verbs.add_parser(name, help=text, description=text.capitalize() + ".", allow_abbrev=False)
        for name, text in COMMANDS.items()
    }
    for name, verb in made.items():
        verb.add_argument(
            "--lang", choices=("en", "zh"), default="en", help="language of what is printed and drawn"
        )
        if name not in ("schema", "view"):
            verb.add_argument("--json", action="store_true", help="print for programs instead of people")
    made["run"].add_argument("scenario", metavar="SCENARIO", help="scenario file")
    made["compare"].add_argument("scenario", metavar="BASELINE", help="scenario file of the baseline")
    made["compare"].add_argument(
        "others", metavar="OTHER", nargs="+", help="scenario files to compare with it"
    )
    made["check"].add_argument("scenarios", metavar="SCENARIO", nargs="+", help="scenario files")
    made["view"].add_argument("scenario", metavar="SCENARIO", nargs="?", help="scenario file to begin with")
    made["view"].add_argument("--classic", action="store_true", help="Mesa's own page instead of ours")
    made["view"].add_argument("--port", default="8765", metavar="N", help="port on this machine (8765)")
    made["schema"].add_argument("--out", metavar="FILE", help="write into a file")
    for name in ("interactions", "budget", "calibrate"):
        made[name].add_argument("experiment", metavar="FILE", help="experiment file")
        made[name].add_argument(
            "--dry-run", action="store_true", help="say what would be run and how long it takes; write nothing"
        )
        _add_run_options(made[name], replications=None)
    _add_analysis_options(made["analyse"])
    _add_sweep_options(made["sweep"])
    _add_run_options(made["run"], replications=1)
    _add_run_options(made["compare"], replications=10)
    _add_run_options(made["validate"], replications=None)
    made["validate"].add_argument("--patterns", metavar="FILE", help="file of the published figures")
    for name in ("check", "view"):
        _add_settings(made[name])
    return parser


def _add_settings(verb: argparse.ArgumentParser) -> None:
    """Options laid over the scenario."""
    verb.add_argument("--sample", metavar="SHARE", help="share of townships simulated, above 0 and at most 1")
    verb.add_argument("--days", metavar="N", help="measured days")
    verb.add_argument("--seed", metavar="N", help="seed of the first replication; the next ones follow it")
    verb.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="any setting, such as run.warm_up_days=0 or mechanisms.three_plus_one.coverage=0.3; repeatable",
    )


def _add_analysis_options(verb: Parser) -> None:
    """The options of analysing a finished sweep."""
    verb.add_argument("folder", metavar="FOLDER", help="folder of a finished sweep")
    verb.add_argument("--cases", metavar="TEXT", help="cases of interest for scenario discovery, such as "
                      "'lost_share > 0.3' or 'resolution_share difference < 0'")
    verb.add_argument("--precision", metavar="SHARE", default="0.05",
                      help="half width of intervals aimed at, as a part of the mean (0.05)")
    verb.add_argument("--warm-up-runs", metavar="N", help="run the baseline N times and look for its warm-up")
    verb.add_argument("--no-costs", dest="costs", action="store_false", help="leave costs out of the front")
    verb.add_argument("--no-figures", dest="figures", action="store_false", help="leave out the figures")


def _add_sweep_options(verb: argparse.ArgumentParser) -> None:
    """Options of the verb that carries out a sweep."""
    verb.add_argument("experiment", metavar="FILE", help="experiment file of the kind 'sweep'")
    verb.add_argument("--resume", action="store_true", help="go on with the sweep in the folder")
    verb.add_argument("--retry-failed", action="store_true", help="with --resume: carry out failed runs again")
    verb.add_argument("--dry-run", action="store_true", help="say how many runs, how long and how large; write nothing")
    verb.add_argument("--yes", action="store_true", help="do not ask whether a large sweep is meant")
    verb.add_argument("--dask", metavar="ADDRESS", help="carry runs out on a Dask cluster, by its scheduler's address")
    verb.add_argument(
        "--plain-network", action="store_true", help="accept an unencrypted cluster on another machine"
    )
    verb.add_argument(
        "--silent-seconds", metavar="N", help="end a process that shows no progress for so long (3600)"
    )
    _add_run_options(verb, replications=None)


def _add_run_options(verb: argparse.ArgumentParser, replications: int | None) -> None:
    """Options of verbs that simulate."""
    _add_settings(verb)
    verb.add_argument(
        "--replications",
        metavar="N",
        default=None if replications is None else str(replications),
        help=f"runs of each scenario ({'as the file says' if replications is None else replications})",
    )
    verb.add_argument("--jobs", metavar="N", help="processes (as many as processors); changes no result")
    verb.add_argument("--threads", metavar="N", help="threads of each run; changes no result")
    verb.add_argument("--out", metavar="FOLDER", help="folder for the results; must not exist or be empty")
    verb.add_argument("--no-figures", dest="figures", action="store_false", help="leave out the figures")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Reads the command line.

    Args:
        arguments: Words after the program's name.

    Returns:
        The options; `command` is None where there is none.

    Raises:
        InputError: The command line cannot be understood.
    """
    verb = next((word for word in arguments if not word.startswith("-")), None)
    if verb is not None and verb not in COMMANDS:
        fault = Fault(
            "GZ062",
            found=verb,
            allowed=", ".join(COMMANDS),
            nearest=nearest(verb, COMMANDS),
            facts={"problem": f"there is no command '{verb}'"},
        )
        raise InputError(fault)
    return make_parser().parse_args(arguments)


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
        facts = {"key": option, "expected": "a whole number"}
        return low, [Fault("GZ060", file=option, found=text, low=str(low), high=str(high), facts=facts)]
    if not low <= number <= high:
        return low, [Fault("GZ023", file=option, found=text, low=str(low), high=str(high))]
    return number, []
