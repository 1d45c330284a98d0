"""The verbs. Each prints what it has to say and gives an exit code."""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Callable
from pathlib import Path

from sim.cli.analyse import analyse_verb
from sim.cli.calibrate import calibrate_verb
from sim.cli.experiments import budget_verb, interactions_verb
from sim.cli.settings import load_scenarios, overrides_of
from sim.cli.simulate import compare, run
from sim.cli.sweep import sweep_verb
from sim.cli.validate import validate_verb
from sim.errors import EnvironmentProblem, Fault, InputError
from sim.mechanisms import MechanismParameters, registry
from sim.report.text import padded, rule, wrapped
from sim.run import place_folder, warm_up
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import Scenario, json_schema, parameter_table, scenario_hash

WIDTH = 100


def parameter_classes() -> dict[str, type]:
    """The class of each mechanism's parameters, by id."""
    return {name: kind.Parameters for name, kind in registry().items()}


def check(options: argparse.Namespace) -> int:
    """Says whether scenario files are in order, and what they are."""
    from sim.world.places import read_place

    scenarios = load_scenarios(options.scenarios, options)
    for place in dict.fromkeys(scenario.world.place for scenario in scenarios):
        read_place(place_folder(place))
    facts = [
        {
            "file": file,
            "name": scenario.name,
            "title": scenario.title_zh if options.lang == "zh" else scenario.title,
            "hash": scenario_hash(scenario),
            "mechanisms": list(scenario.mechanisms),
            "days": scenario.run.days,
            "warm_up_days": scenario.run.warm_up_days,
            "sample": scenario.world.sample,
            "place": scenario.world.place,
        }
        for file, scenario in zip(options.scenarios, scenarios, strict=True)
    ]
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for fact in facts:
        none, good = ("无机制", "无误") if options.lang == "zh" else ("no mechanism", "in order")
        print(f"{fact['file']}: {good}")
        print(f"  {fact['name']}: {fact['title']}")
        print(f"  {', '.join(fact['mechanisms']) or none}")  # type: ignore[arg-type]
        print(
            f"  {fact['warm_up_days']} + {fact['days']} days, sample {fact['sample']}, "
            f"{str(fact['hash'])[:16]}"
        )
    return 0


def mechanisms(options: argparse.Namespace) -> int:
    """Lists the mechanisms with where the paper describes them."""
    kinds = registry()
    if options.json:
        facts = [
            {
                "id": name,
                "name": kind.name,
                "name_zh": kind.name_zh,
                "section": kind.section,
                "what": _first_line(kind),
                "parameters": [
                    row._asdict() for row in parameter_table(kind.Parameters, f"mechanisms.{name}.")
                ],
            }
            for name, kind in kinds.items()
        ]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    chinese = options.lang == "zh"
    common = {row.path for row in parameter_table(MechanismParameters)}
    _describe(MechanismParameters, common, chinese, "每项机制都有" if chinese else "every mechanism has")
    for name, kind in kinds.items():
        section = f"论文 {kind.section}" if chinese else f"paper, section {kind.section}"
        both = f"{kind.name_zh} {kind.name}" if chinese else f"{kind.name} {kind.name_zh}"
        print(f"{padded(name, 24)}  {both} ({section})")
        print(wrapped(_first_line(kind), WIDTH, indent=26))
        own = {row.path for row in parameter_table(kind.Parameters)} - common
        _describe(kind.Parameters, own, chinese)
    return 0


def _describe(group: type[ParameterGroup], wanted: set[str], chinese: bool, title: str = "") -> None:
    """Prints some parameters of a group with default, unit and meaning."""
    if title:
        print(title)
    for row in parameter_table(group):
        if row.path in wanted:
            label = row.label_zh if chinese else row.doc
            print(wrapped(f"{row.path} = {row.default} {row.unit}: {label}", WIDTH, indent=28))
    print()


def _first_line(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().split("\n")[0]


def measures(options: argparse.Namespace) -> int:
    """Lists the measures with unit, wanted direction and definition."""
    from sim.measures.registry import measures as all_measures

    known = list(all_measures().values())
    if options.json:
        facts = [
            {
                "id": m.id,
                "label": m.label,
                "label_zh": m.label_zh,
                "unit": m.unit,
                "better": m.better,
                "by": list(m.by),
                "definition": m.definition,
            }
            for m in known
        ]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for m in known:
        better = {"higher": "+", "lower": "-"}.get(m.better, " ")
        label = m.label_zh if options.lang == "zh" else m.label
        print(f"{better} {padded(m.id, 34)}  {label} [{m.unit}]")
        print(wrapped(m.definition, WIDTH, indent=6))
    print(rule(WIDTH))
    print("+ 越高越好，- 越低越好" if options.lang == "zh" else "+ higher is better, - lower is better")
    return 0


def schema(options: argparse.Namespace) -> int:
    """Prints the JSON Schema of scenario files."""
    text = json.dumps(json_schema(parameter_classes()), ensure_ascii=False, indent=2) + "\n"
    if options.out is None:
        print(text, end="")
        return 0
    try:
        Path(options.out).write_text(text, encoding="utf-8")
    except OSError as problem:
        facts = {"problem": problem.strerror or str(problem)}
        raise EnvironmentProblem(Fault("GZ091", file=options.out, facts=facts)) from None
    print(options.out)
    return 0


def view(options: argparse.Namespace) -> int:
    """Opens the model in the browser."""
    from sim.cli.parser import whole_number

    port, faults = whole_number("--port", options.port, 1, 65535)
    if faults:
        raise InputError(faults)
    if options.scenario is not None:
        load_scenarios([options.scenario], options)
    try:
        import solara  # noqa: F401 (only asked whether it is there)

        serve = importlib.import_module("sim.app").serve
    except (ImportError, AttributeError) as problem:
        help_ = "make install-browser, or: python -m pip install 'gongzhi[browser]'"
        missing = f"the browser extra is not installed ({problem})"
        raise EnvironmentProblem(Fault("GZ092", help=help_, facts={"problem": missing})) from None
    path = None if options.scenario is None else Path(options.scenario)
    code = serve(path, port=port, overrides=overrides_of(options), lang=options.lang, classic=options.classic)
    return int(code or 0)


def warmup(options: argparse.Namespace) -> int:
    """Compiles everything."""
    seconds = warm_up(Scenario())
    if options.json:
        print(json.dumps({"seconds": round(seconds, 1)}))
    elif options.lang == "zh":
        print(f"编译用时 {seconds:.0f} 秒" if seconds else "早已编译完成")
    else:
        print(f"compiled in {seconds:.0f} s" if seconds else "compiled already")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "compare": compare,
    "interactions": interactions_verb,
    "budget": budget_verb,
    "sweep": sweep_verb,
    "analyse": analyse_verb,
    "calibrate": calibrate_verb,
    "validate": validate_verb,
    "check": check,
    "mechanisms": mechanisms,
    "measures": measures,
    "schema": schema,
    "view": view,
    "warmup": warmup,
}
"""The function of each verb."""
