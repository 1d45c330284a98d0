"""What comes with the program: scenarios, experiments, data of places and fonts, in a checkout as in a package.

A checkout keeps them in folders beside `sim/`; building a package copies these folders into it (`setup.py`).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from sim.errors import nearest

IMPORTED_FROM = Path(__file__).resolve().parents[1]
"""The folder from which Python imports the program."""

_PACKED = IMPORTED_FROM / "sim" / "shipped_files"

FOLDER = _PACKED if _PACKED.is_dir() else IMPORTED_FROM
"""The folder that holds all of it."""

SCENARIOS = FOLDER / "scenarios"
EXPERIMENTS = FOLDER / "experiments"
PLACES = FOLDER / "data"
FONTS = PLACES / "fonts"
EVIDENCE = PLACES / "evidence.csv"

PLACE_SCENARIO = "place.yaml"
"""The baseline of a place, in its folder."""

PROGRAM = "gongzhi" if _PACKED.is_dir() else "python run_sim.py"
"""What to type before a verb."""


def command_line(*words: object) -> str:
    """A command of the program as it is typed into a shell, names with blanks in quotes.

    Args:
        *words: The verb and what follows it.
    """
    return shlex.join([*PROGRAM.split(), *map(str, words)])


def checkout() -> Path | None:
    """The project's folder where the program runs from a git checkout of its own; None in an installed package."""
    return FOLDER if (FOLDER / ".git").exists() else None


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the program."""
    return _names(SCENARIOS)


def experiment_names() -> list[str]:
    """Names of the experiments that come with the program."""
    return _names(EXPERIMENTS)


def place_names() -> list[str]:
    """Names of the places that come with the program."""
    return sorted(table.parent.name for table in PLACES.glob("*/districts.csv"))


def scenario_file(given: str | Path) -> Path:
    """The file of a scenario: a path as it stands, or the name or path of one that comes with the program.

    Args:
        given: A path, or a name such as "baseline".

    Returns:
        The file; where there is none, what was given, so that the reader can name it.
    """
    return _file(given, SCENARIOS)


def experiment_file(given: str | Path) -> Path:
    """The file of an experiment, found as `scenario_file` finds a scenario.

    Args:
        given: A path, or a name such as "budget".
    """
    return _file(given, EXPERIMENTS)


def beside(file: Path, given: str, folder: Path = FOLDER) -> Path:
    """What a file names: by a path from its own folder, or by the name or path of what comes with the program.

    Args:
        file: The file.
        given: What it names.
        folder: Where names are looked for.
    """
    own = file.parent / given
    return own if is_there(own, Path.is_file) else _shipped_file(given, folder) or own


def place_path(given: str) -> str:
    """The path that the name of a place stands for, so that one place is written in one way.

    Args:
        given: A path, or the name of a place that comes with the program, such as "chongqing".

    Returns:
        The path from the folder of what is shipped, such as "data/chongqing"; what is no such name as it is.
    """
    named = given in place_names() and not is_there(given)
    return (PLACES / given).relative_to(FOLDER).as_posix() if named else given


def place_folder(given: str | Path) -> Path:
    """The folder of a place: a path as it stands, or the path of one that comes with the program.

    Args:
        given: A path.

    Returns:
        The folder; where there is none, what was given, so that the reader can name it.
    """
    if is_there(given):
        return Path(given)
    among = _among_shipped(given, Path.is_dir)
    return Path(given) if among is None else among


def own_scenario(place: str | Path, name: str) -> Path | None:
    """The scenario of a name in the folder of a place, where `place.yaml` is its baseline.

    Args:
        place: The place as a scenario names it.
        name: Name of the scenario, without ending.

    Returns:
        The file; None where the place has none of that name.
    """
    file = place_folder(place) / (PLACE_SCENARIO if name == "baseline" else f"{name}.yaml")
    return file if is_there(file, Path.is_file) else None


def near_place(given: str | Path) -> str:
    """The place that somebody meant who named one that is not there: a folder beside it, or one of the program.

    Args:
        given: What was given.

    Returns:
        Its path or name; "" where nothing is near.
    """
    path = Path(given)
    try:
        beside = [folder.name for folder in path.absolute().parent.iterdir() if folder.is_dir()]
    except (OSError, ValueError):
        beside = []
    near = nearest(path.name, beside)
    return str(path.with_name(near)) if near else nearest(path.name, place_names())


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml"))


def _file(given: str | Path, folder: Path) -> Path:
    return Path(given) if is_there(given, Path.is_file) else _shipped_file(given, folder) or Path(given)


def _shipped_file(given: str | Path, folder: Path) -> Path | None:
    """A file that comes with the program, by its name or its path; None where there is none."""
    if str(given) in _names(folder):
        return folder / f"{given}.yaml"
    return _among_shipped(given, Path.is_file)


def _among_shipped(given: str | Path, there: Callable[[Path], bool]) -> Path | None:
    """What a relative path leads to in the folder of what is shipped; None where there is nothing."""
    path = Path(given)
    inside = not path.is_absolute() and ".." not in path.parts
    return FOLDER / path if inside and is_there(FOLDER / path, there) else None


def is_there(given: str | Path, there: Callable[[Path], bool] = Path.is_dir) -> bool:
    """Whether a path leads somewhere; one that the system refuses (too long, a null character) does not."""
    try:
        return there(Path(given))
    except (OSError, ValueError):
        return False
