"""The house keeps its order: imports go one way, files stay short, modules hold no state."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 600
TABLES = re.compile(r"sim\.(levers|vocabulary|scenario\.\w+_(parameters|settings))")
"""Modules that are one table of declarations: they are read by the row, however long they are."""

# A package imports from the packages before it, never from one behind it.
ORDER = (
    "words",
    "vocabulary",
    "error_messages",
    "errors",
    "former_names",
    "shipped",
    "calendar",
    "kernel_files",
    "compiled",
    "randomness",
    "structure",
    "money",
    "columns",
    "scenario",
    "rulebook",
    "world",
    "levers",
    "hours",
    "agents",
    "issues",
    "mechanisms",
    "schedule",
    "opening",
    "invariants",
    "model",
    "state",
    "measures",
    "kernels",
    "running",
    "worlds",
    "trace",
    "studies",
    "report",
    "kinds",
    "tickets",
    "places",
    "api",
    "app",
    "cli",
)

CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CONTAINER_CALLS = {"list", "dict", "set", "defaultdict", "OrderedDict", "Counter", "deque"}
CHANGING_METHODS = {
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "setdefault",
    "update",
}


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a file of the package, `sim.world` for `sim/world/__init__.py`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_of(root: Path) -> dict[str, Path]:
    """All modules of the package below `root`, by dotted name."""
    return {module_name(path, root): path for path in sorted((root / "sim").rglob("*.py"))}


def package_of(module: str) -> str | None:
    """The package a module is in; None for the package `sim` itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def rank(package: str) -> int:
    """The place of a package in the order; one without comes last, and another test asks for its place."""
    return ORDER.index(package) if package in ORDER else len(ORDER)


def packages_of(root: Path) -> set[str]:
    """The packages in the tree: files and folders with Python in them, directly below `sim`."""
    return {package for module in modules_of(root) if (package := package_of(module))}


def imports_of(module: str, path: Path, known: set[str], *, inside_functions: bool = True) -> Iterator[tuple[int, str]]:
    """Yields (line, imported module) for every import of our own package."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if id(node) in late and not inside_functions:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "sim":
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                origin = ".".join([*above, *([origin] if origin else [])])
            if origin.split(".")[0] == "sim":
                for alias in node.names:
                    full = f"{origin}.{alias.name}"
                    if full == "sim.__version__":
                        continue  # a literal of the package's front
                    yield node.lineno, full if full in known else origin


def upward_imports(root: Path) -> list[str]:
    """Every import of a package behind the importing one, as `file:line: package imports package`."""
    modules = modules_of(root)
    faults = []
    for module, path in modules.items():
        here = package_of(module)
        if here is None:
            continue
        for line, target in imports_of(module, path, set(modules)):
            there = package_of(target)
            place = f"{path.relative_to(root)}:{line}"
            if there is None:
                faults.append(f"{place}: {here} imports the front of the package")
            elif rank(there) > rank(here):
                faults.append(f"{place}: {here} imports {there}, which comes after it")
    return faults


def state_faults(path: Path) -> list[str]:
    """Signs of state in a module: `global`, a container that is no constant, a constant that is changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    faults = []
    containers = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id
        if not (isinstance(value, CONTAINERS) or called in CONTAINER_CALLS):
            continue
        for name in (target.id for target in targets if isinstance(target, ast.Name)):
            containers.add(name)
            if not name.isupper() and name != "__all__":
                faults.append(f"{path.name}:{node.lineno}: module-level container '{name}' is no constant")
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            changed: ast.expr | None = None
            if isinstance(node, ast.Global):
                faults.append(f"{path.name}:{node.lineno}: 'global {', '.join(node.names)}'")
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                changed = node.value
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CHANGING_METHODS
            ):
                changed = node.func.value
            if isinstance(changed, ast.Name) and changed.id in containers:
                faults.append(f"{path.name}:{node.lineno}: '{changed.id}' of the module is changed")
    return faults


MODULES = modules_of(ROOT)


def planted(folder: Path, files: dict[str, str]) -> Path:
    """Writes a small package to try the checks on."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_every_room_has_its_place_in_the_order():
    assert packages_of(ROOT) - set(ORDER) == set()
    assert len(MODULES) > len(ORDER)


def test_imports_go_one_way():
    assert upward_imports(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "from sim.cli import main",
        "import sim.report.figures",
        "from sim import studies",
        "from ..studies import compare",
        "def f():\n    from sim.app import page",
        "from sim import run_one",
    ],
)
def test_an_upward_import_is_found(tmp_path, line):
    root = planted(tmp_path, {"sim/world/places.py": line, "sim/studies/__init__.py": "", "sim/vocabulary.py": "A = 1"})
    assert len(upward_imports(root)) == 1


@pytest.mark.parametrize(
    "line",
    ["from sim.vocabulary import A", "from sim import vocabulary", "from ..vocabulary import A", "import os"],
)
def test_a_downward_import_is_allowed(tmp_path, line):
    root = planted(tmp_path, {"sim/world/places.py": line, "sim/vocabulary.py": "A = 1"})
    assert upward_imports(root) == []


def test_no_two_modules_import_each_other_while_they_load():
    """A module may name the package it is in, which Python has loaded by then."""
    graph: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        targets = {name for _, name in imports_of(module, path, set(MODULES), inside_functions=False)}
        graph[module] = {name for name in targets if not f"{module}.".startswith(f"{name}.")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_the_front_of_the_package_loads_nothing():
    """`import sim` is free: what it offers is fetched when asked for."""
    tree = ast.parse((ROOT / "sim" / "__init__.py").read_text(encoding="utf-8"))
    loaded = {
        name.split(".")[0]
        for node in tree.body
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "sim"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert loaded <= {"__future__", "importlib", "typing"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_no_star_and_swallows_no_error(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names), f"line {node.lineno}: import *"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: bare except"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_holds_no_state(module):
    assert state_faults(MODULES[module]) == []


@pytest.mark.parametrize(
    "text",
    [
        "cache = {}",
        "seen: dict[str, int] = dict()",
        "def f():\n    global x\n    x = 1",
        "TABLE = {}\ndef f():\n    TABLE[1] = 2",
        "NAMES = []\ndef f():\n    NAMES.append(1)",
    ],
)
def test_state_in_a_module_is_found(tmp_path, text):
    path = tmp_path / "module.py"
    path.write_text(text, encoding="utf-8")
    assert len(state_faults(path)) == 1


@pytest.mark.parametrize("module", MODULES)
def test_a_file_stays_short(module):
    short = len(MODULES[module].read_text(encoding="utf-8").splitlines()) < LONGEST_FILE
    assert short or TABLES.fullmatch(module)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is(module):
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))


def test_the_map_of_the_readme_is_the_tree():
    """The block fenced as ```packages in README.md has one line per package, in the order of imports."""
    block = re.search(r"^```packages\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert block, "README.md has no block that starts with ```packages"
    listed = re.findall(r"^\s*sim/(\w+)", block.group(1), re.M)
    assert listed == [package for package in ORDER if package in packages_of(ROOT)]


CODED = {
    "tier",
    "tier_reported",
    "lost_tier",
    "first_tier",
    "authority",
    "group",
    "disposition",
    "channel",
    "helper",
    "kind",
    "desk_kind",
    "state",
    "stage",
    "plan",
    "category",
    "setting",
    "field",
    "queue_class",
}
"""Names whose numbers are codes: members of a table of words, stages, plans and classes of a queue."""
RULES = [path for package in ("agents", "issues") for path in sorted((ROOT / "sim" / package).glob("*.py"))]


def bare_codes(paths: list[Path]) -> list[str]:
    """Where a code is compared with, set to, or handed over as a bare number.

    None is -1, so -1 and whether a code is below 0 are let through.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    parameters = {
        node.name: [a.arg for a in node.args.args]
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }

    def coded(node: ast.expr) -> bool:
        if isinstance(node, ast.Call) and node.args:  # np.int64(issues[k].tier)
            return coded(node.args[0])
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        return name in CODED

    def number(node: ast.expr) -> bool:
        return (
            any(map(number, node.elts))
            if isinstance(node, ast.Tuple)
            else isinstance(node, ast.Constant) and type(node.value) is int
        )

    found = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            pairs: list[tuple[bool, ast.expr]] = []
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                if isinstance(node.ops[0], ast.Lt | ast.GtE) and ast.unparse(sides[-1]) == "0":
                    continue
                pairs = [(any(map(coded, sides)), side) for side in sides]
            elif isinstance(node, ast.Assign):
                pairs = [(any(map(coded, node.targets)), node.value)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in parameters:
                names = parameters[node.func.id]
                pairs = [(name in CODED, given) for name, given in zip(names, node.args, strict=False)]
            found += [f"{path.name}:{node.lineno}" for is_coded, side in pairs if is_coded and number(side)]
    return found


def test_rules_name_members_of_tables():
    assert bare_codes(RULES) == []


@pytest.mark.parametrize(
    "text",
    [
        "if issues[k].tier >= 2: pass",
        "if np.int64(s.group) in (6, 7): pass",
        "issues[k].plan = 0",
        "def up(k, tier): pass\nup(k, 1)",
    ],
)
def test_a_bare_code_is_found(tmp_path, text):
    path = tmp_path / "module.py"
    path.write_text(text, encoding="utf-8")
    assert len(bare_codes([path])) == 1
