"""What becomes of every published number: a table for docs/paper.md, from the rows `numbers` of docs/paper.yaml.

Each number of data/chongqing/services.csv has one use. *Input*: the program reads it. *Default*: the default of a
parameter is the number or follows from it. *Target*: a test compares a world or a run with it. *Consistency*: a test
compares it with other published numbers. *Context*: nothing uses it, for the reason given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from maintenance.generate_docs import parameters, shown, table
from sim.errors import Fault
from sim.vocabulary import Category
from sim.world.services import ServiceNumber, read_services

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "docs" / "paper.yaml"
USES = ("input", "default", "target", "consistency", "context")


@dataclass(frozen=True)
class NumberUse:
    """What becomes of some published numbers.

    Attributes:
        keys: Keys of services.csv.
        use: One of `USES`.
        note: What for, or why not, in one plain sentence.
        parameters: Dotted paths whose defaults rest on the numbers.
        tests: Tests as file::function.
    """

    keys: tuple[str, ...]
    use: str
    note: str
    parameters: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@cache
def published() -> Mapping[str, ServiceNumber]:
    """The published numbers of Chongqing by key.

    Raises:
        ValueError: The table has a fault.
    """
    faults: list[Fault] = []
    found = read_services(ROOT / "data" / "chongqing", faults)
    if faults:
        raise ValueError(f"services.csv: {faults[0]}")
    return found


def load_uses(path: Path = ROWS) -> tuple[NumberUse, ...]:
    """Reads the uses.

    Args:
        path: The YAML file.

    Returns:
        One record per row.

    Raises:
        TypeError: A row has a key that is not a field of `NumberUse`, or lacks one.
    """
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["numbers"]
    return tuple(NumberUse(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows)


def faults_of_uses(uses: tuple[NumberUse, ...], known: Mapping[str, ServiceNumber]) -> Iterator[str]:
    """What is wrong with the uses: numbers without one or with two, unknown words and names, missing tests.

    Args:
        uses: The rows.
        known: Published numbers by key.
    """
    keys = [key for use in uses for key in use.keys]
    yield from (f"number {key} has no use" for key in known if key not in keys)
    yield from (f"number {key} has more than one use" for key in dict.fromkeys(keys) if keys.count(key) > 1)
    yield from (f"there is no number {key}" for key in keys if key not in known)
    for use in uses:
        said = use.keys[0]
        if use.use not in USES:
            yield f"{said}: unknown use {use.use!r}"
        if (use.use == "default") != bool(use.parameters):
            yield f"{said}: a default, and only a default, names its parameters"
        if (use.use == "context") == bool(use.tests):
            yield f"{said}: a test is named where, and only where, something uses the number"
        yield from (f"{said}: there is no parameter {path}" for path in use.parameters if path not in parameters())


def platform_classes(numbers: Mapping[str, ServiceNumber]) -> dict[Category, tuple[str, ...]]:
    """The platform's classes of residents' issues that each category stands for, as far as they are published.

    Args:
        numbers: Published numbers by key; those of `issue_class.<name>` hold the code of a category.

    Returns:
        Names of classes in plain words by category, in the order of the table; empty where none is named.
    """
    found: dict[Category, tuple[str, ...]] = dict.fromkeys(Category, ())
    for key, number in numbers.items():
        if key.startswith("issue_class."):
            category = Category(int(number.value))
            found[category] = (*found[category], key.partition(".")[2].replace("_", " "))
    return found


def _test_link(name: str) -> str:
    file, _, function = name.partition("::")
    return f"[{Path(file).stem}](../{file}): {function}"


def numbers_page(uses: tuple[NumberUse, ...], known: Mapping[str, ServiceNumber]) -> str:
    """The part of docs/paper.md about numbers.

    Args:
        uses: The rows.
        known: Published numbers by key.

    Returns:
        Markdown.
    """
    lines = []
    for use in uses:
        for key in use.keys:
            number = known[key]
            where = "<br>".join(
                (
                    *(f"`{path}` = {shown(parameters()[path].default)}" for path in use.parameters),
                    *(_test_link(name) for name in use.tests),
                )
            )
            growth = "" if number.growth_percent is None else f", {number.growth_percent:+g} % in a year"
            value = f"{number.value:,.15g} {number.unit}{growth}"
            lines.append((f"`{key}`", number.section, value, number.confidence, use.use, use.note, where))
    classes = [
        (f"{category.label} ({category.label_zh})", ", ".join(names) or "none named")
        for category, names in platform_classes(known).items()
    ]
    head = ("number", "section", "value", "confidence", "use", "what for", "where")
    text = (__doc__ or "").partition("\n\n")[2].strip()
    return (
        f"\n## What becomes of every published number\n\n{text}\n\n{table(head, lines)}"
        "\n## Classes of the platform\n\nThe mass-work platform has 22 classes of residents' issues (section 2.2.3), "
        "of which the paper names six. They are\nmapped onto the categories of the model (assumed):\n\n"
        f"{table(('category', 'classes of the platform that the paper names'), classes)}"
    )
