"""The documents say what the program does: steps, rules, parameters and mechanisms are those of the code."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest

from maintenance import baseline_table, generate_docs
from sim.agents.purposes import Purpose
from sim.levers import LEVERS
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.scenario import parameter_table
from sim.schedule import schedule

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ELEMENTS = (
    "1 Purpose and patterns",
    "2 Entities, state variables and scales",
    "3 Process overview and scheduling",
    "4 Design concepts",
    "5 Initialisation",
    "6 Input data",
    "7 Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)
PATTERNS = tuple(f"P{n}" for n in range(1, 10))


@pytest.fixture(scope="module")
def odd() -> str:
    return (DOCS / "ODD.md").read_text(encoding="utf-8")


@cache
def documents() -> dict[Path, str]:
    """Every generated document as it ought to be, made once for all tests."""
    return generate_docs.documents()


def section(text: str, number: int) -> str:
    """The text of one of the seven elements."""
    found = re.search(rf"^## {number} .*?(?=^## {number + 1} |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"the ODD has no element {number}"
    return found[0]


def rules_of_the_program() -> dict[str, str]:
    """Every function under @rule, by name, with its file."""
    found = {}
    for path in sorted((ROOT / "sim").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                marks = [d.id for d in node.decorator_list if isinstance(d, ast.Name)]
                if "rule" in marks:
                    found[node.name] = str(path.relative_to(ROOT))
    return found


# -------------------------------------------------------------------------------------------------- the ODD


def test_odd_has_the_seven_elements_in_the_order_of_the_protocol(odd):
    assert tuple(re.findall(r"^## (.+)$", odd, re.MULTILINE)) == ELEMENTS


def test_odd_treats_all_eleven_design_concepts(odd):
    assert tuple(re.findall(r"^### (.+)$", section(odd, 4), re.MULTILINE)) == CONCEPTS


def test_odd_lists_the_patterns_and_says_which_are_put_in(odd):
    rows = re.findall(r"^\| (P\d) \|.*\| (.+) \|$", section(odd, 1), re.MULTILINE)
    assert tuple(name for name, _ in rows) == PATTERNS
    put_in = {name for name, text in rows if re.search(r"put in|emerges", text)}
    assert put_in == set(PATTERNS)
    for name, text in rows:
        if name in ("P3", "P9"):
            assert "**put in**" in text


def test_schedule_in_the_odd_has_the_words_and_the_order_of_the_program(odd):
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", section(odd, 3), re.MULTILINE)
    told = [(int(n), name, tuple(phases.split(", ")), reason) for n, name, phases, reason in rows]
    done = [(n, step.name, step.phases, step.reason) for n, step in enumerate(schedule(), start=1)]
    assert told == done


def test_every_rule_of_behaviour_is_named_in_the_submodels(odd):
    submodels = section(odd, 7)
    missing = {name: file for name, file in rules_of_the_program().items() if f"`{name}`" not in submodels}
    assert missing == {}


def test_the_table_of_draws_has_every_stream_by_its_number(odd):
    rows = re.findall(r"^\| (\d+) `([A-Z_]+)`", section(odd, 7), re.MULTILINE)
    assert [(int(number), name) for number, name in rows] == [(purpose.value, purpose.name) for purpose in Purpose]


def test_there_are_rules_to_look_for():
    assert {"voices", "succeeds", "closes_nominally", "trust_after"} <= set(rules_of_the_program())


def test_every_name_with_dots_in_the_odd_exists(odd):
    groups = (*ModelParameters.model_fields, "mechanisms")
    known = [row.path for row in parameter_table(ModelParameters)]
    known += [
        f"mechanisms.{name}.{field}" for name, kind in registry().items() for field in kind.Parameters.model_fields
    ]
    unknown = []
    for name in sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z0-9_]+)+)`", odd))):
        first = name.split(".")[0]
        if first == "sim":
            if importlib.util.find_spec(name) is None:
                unknown.append(name)
        elif first in groups and not any(path == name or path.startswith(f"{name}.") for path in known):
            unknown.append(name)
    assert unknown == []


def test_every_mechanism_has_a_line_in_the_odd(odd):
    assert {name for name in registry() if f"| `{name}` |" in section(odd, 7)} == set(registry())


# ------------------------------------------------------------------------------------------ generated pages


@pytest.mark.parametrize(
    "name", ["parameters.md", "parameters.zh.md", "mechanisms.md", "levers.md", "measures.md", "evidence.md", "ODD.md"]
)
def test_writing_the_documents_again_changes_nothing(name):
    wanted = documents()[DOCS / name]
    assert (DOCS / name).read_text(encoding="utf-8") == wanted, "run python -m maintenance.generate_docs"


def test_a_wrong_default_in_the_text_is_put_right():
    default = ModelParameters().needs.rate_bound
    put_right = generate_docs.refreshed("`needs.rate_bound` = 99 and on")
    assert put_right == f"`needs.rate_bound` = {default:g} and on"


def test_a_parameter_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match=r"needs\.rate_bond"):
        generate_docs.refreshed("`needs.rate_bond` = 2.5")


def test_every_parameter_is_on_the_page_of_parameters():
    page = (DOCS / "parameters.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    told = [re.match(r"\| `([^`]+)` \|", line)[1] for line in rows]
    assert told == [row.path for row in parameter_table(ModelParameters)]


def test_the_chinese_page_tells_every_parameter_in_chinese():
    page = (DOCS / "parameters.zh.md").read_text(encoding="utf-8")
    rows = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in page.splitlines() if line.startswith("| `")]
    told = {row[0].strip("`"): row for row in rows}
    assert told.keys() == generate_docs.parameters().keys() and len(rows) == len(told)
    for path, row in told.items():
        assert len(row) == 9 and all(re.search(r"[\u4e00-\u9fff]", row[k]) for k in (1, 6, 7, 8)), path
        assert not re.search(r"[A-Za-z]{2}", row[3]), path


def test_every_mechanism_and_its_parameters_are_on_the_page_of_mechanisms():
    page = (DOCS / "mechanisms.md").read_text(encoding="utf-8")
    for name, kind in registry().items():
        assert f"## {name}: {kind.name} ({kind.name_zh})" in page
        for field in kind.Parameters.model_fields:
            assert f"| `mechanisms.{name}.{field}` |" in page


def test_every_lever_is_on_the_page_of_levers_with_how_it_combines():
    page = (DOCS / "levers.md").read_text(encoding="utf-8")
    for lever in LEVERS:
        assert f"| `{lever.name}` | {lever.level} | {lever.combine} | {lever.unit} |" in page


def test_a_bar_in_a_text_does_not_break_a_table():
    assert generate_docs.table(("a",), [("x|y",)]).splitlines()[-1] == "| x\\|y |"


# --------------------------------------------------------------------------------------- the baseline table


def test_the_baseline_table_is_filled_row_by_row(odd):
    block = baseline_table.BLOCK.search(odd)
    assert block, "the ODD has no place for the baseline table"
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|", block[0], re.MULTILINE)
    assert [name for name, _, _ in rows[2:]] == [row.name for row in baseline_table.ROWS]
    assert all(re.search(r"\d", value) for _, _, value in rows[2:]), "run maintenance.baseline_table"


@pytest.mark.nightly
def test_the_baseline_table_is_what_the_baseline_gives(odd):
    assert baseline_table.filled(odd, baseline_table.shipped()) == odd, "run python -m maintenance.baseline_table"


def test_the_baseline_table_asks_for_measures_that_exist():
    text = Path(baseline_table.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'(?:share|by_setting|by_region|value)\((?:f, )?"([a-z0-9_]+)"', text))
    assert "resolution_share" in asked
    assert asked <= set(measures())


# ------------------------------------------------------------------------------------------------ all pages


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_links_inside_the_odd_lead_to_headings(odd):
    headings = re.findall(r"^#+ (.+)$", odd, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", odd)) <= anchors
