"""The small verbs. Each prints what it has to say and gives an exit code."""

from __future__ import annotations

import argparse
import importlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sim.cli.settings import load_scenarios, overrides_of
from sim.cli.words import SAID
from sim.errors import EnvironmentProblem, Fault, InputError, reason_of
from sim.mechanisms import MechanismParameters, known_mechanisms, registry
from sim.report.text import dashes, padded, wrapped
from sim.report.wording import drawn_text
from sim.report.words import title_of
from sim.running import calendar_notes, drawn_for, prove_places
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import json_schema, json_schema_zh, parameter_table, scenario_hash
from sim.vocabulary import unit_of
from sim.words import Sentence, T, language

if TYPE_CHECKING:
    from sim.studies.evidence import Finding

WIDTH = 100


def check(options: argparse.Namespace) -> int:
    """Says whether scenario files are in order, and what they are."""
    from sim.world.sampling import Drawn

    scenarios = load_scenarios(options.scenarios, options)
    places = prove_places(scenarios)
    facts = [
        {
            "file": file,
            "name": scenario.name,
            "title": title_of(scenario),
            "hash": scenario_hash(scenario),
            "mechanisms": list(scenario.mechanisms),
            "days": scenario.run.days,
            "warm_up_days": scenario.run.warm_up_days,
            "sample": scenario.world.sample,
            "drawn": drawn_for(scenario)._asdict(),
            "place": scenario.world.place,
            "notes": [str(note) for note in (*places[scenario.world.place].notes, *calendar_notes([scenario]))],
        }
        for file, scenario in zip(options.scenarios, scenarios, strict=True)
    ]
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    kinds = registry()
    for fact in facts:
        on = [f"{name} ({kinds[name].title()})" for name in cast(list[str], fact["mechanisms"])]
        print(str(T("{file}: in order", "{file}：无误").filled(file=fact["file"])))
        print(f"  {fact['name']}: {fact['title']}")
        print(f"  {', '.join(on) or SAID.say('no_mechanism')}")
        drawn = drawn_text(Drawn(**cast(dict[str, int], fact["drawn"])), cast(float, fact["sample"]))
        facts_of = {**fact, "hash": str(fact["hash"])[:16], "drawn": drawn}
        print("  " + SAID.say("check_facts", **facts_of))
        for note in cast(list[str], fact["notes"]):
            print(f"  {note}")
    return 0


def mechanisms(options: argparse.Namespace) -> int:
    """Lists the mechanisms with where the paper describes them."""
    from sim.studies.evidence import findings_of, load_evidence

    kinds, known = registry(), load_evidence()
    if options.json:
        facts = [
            {
                "id": name,
                "name": kind.name,
                "name_zh": kind.name_zh,
                "section": kind.section,
                "horizon_years": kind.horizon.years,
                "horizon_why": kind.horizon.why.en,
                "horizon_why_zh": kind.horizon.why.zh,
                "what": kind.what().en,
                "what_zh": kind.what().zh,
                "evidence": [
                    {
                        "id": f.id,
                        "outcome": f.outcome.en,
                        "effect": f.size.en,
                        "grade": f.grade,
                        "source": f.source,
                        "link": f.link,
                    }
                    for f in findings_of(name, known)
                ],
                "parameters": [
                    {key: value.en if isinstance(value, Sentence) else value for key, value in row._asdict().items()}
                    for row in parameter_table(kind.Parameters, f"mechanisms.{name}.")
                ],
            }
            for name, kind in kinds.items()
        ]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    common = {row.path for row in parameter_table(MechanismParameters)}
    print(str(T("every mechanism has", "各项机制共有的参数")))
    _describe(MechanismParameters, common)
    for name, kind in kinds.items():
        print(f"{padded(name, 24)}  {SAID.say('mechanism', en=kind.name, zh=kind.name_zh, section=kind.section)}")
        print(wrapped(str(kind.what()), WIDTH, indent=26))
        print(wrapped(SAID.say("horizon", n=kind.horizon.years, why=str(kind.horizon.why)), WIDTH, indent=26))
        print(wrapped(_evidence(findings_of(name, known)), WIDTH, indent=26))
        own = {row.path for row in parameter_table(kind.Parameters)} - common
        _describe(kind.Parameters, own)
    return 0


def _evidence(found: list[Finding]) -> str:
    """How many findings on a mechanism are known, by grade."""
    from sim.studies.evidence import GRADES

    n_of = Counter(finding.grade for finding in found)
    grades = ", ".join(f"{GRADES[grade]} {n_of[grade]}" for grade in GRADES if n_of[grade])
    return SAID.say("findings", n=len(found), grades=grades) if found else SAID.say("no_findings")


def _describe(group: type[ParameterGroup], wanted: set[str]) -> None:
    """Prints some parameters of a group with default, unit and meaning."""
    for row in parameter_table(group):
        if row.path in wanted:
            default = str(row.default).lower() if isinstance(row.default, bool) else row.default
            text = SAID.say("parameter", path=row.path, default=default, unit=str(row.unit), meaning=str(row.doc))
            print(wrapped(text, WIDTH, indent=28))
    print()


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
                "definition": m.definition.en,
                "definition_zh": m.definition.zh,
            }
            for m in known
        ]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for m in known:
        better = {"higher": "+", "lower": "-"}.get(m.better, " ")
        print(f"{better} {padded(m.id, 34)}  {m.words} [{unit_of(m.unit)}]")
        print(wrapped(str(m.definition), WIDTH, indent=6))
    print(dashes(WIDTH))
    print(SAID.say("better"))
    return 0


def schema(options: argparse.Namespace) -> int:
    """Prints the JSON Schema of scenario files."""
    described = (json_schema_zh if language() == "zh" else json_schema)(known_mechanisms())
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    if options.out is None:
        print(text, end="")
        return 0
    try:
        Path(options.out).write_text(text, encoding="utf-8")
    except OSError as problem:
        facts = {"problem": reason_of(problem)}
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
        name = getattr(problem, "name", None) or str(problem)
        help_ = Sentence(
            "make install-all, or: python -m pip install 'gongzhi[browser]'",
            "make install-all，或 python -m pip install 'gongzhi[browser]'",
        )
        missing = Sentence(f"the browser extra is not installed ({name})", f"未安装浏览器页面所需的可选组件（{name}）")
        raise EnvironmentProblem(Fault("GZ092", help=help_, facts={"problem": missing})) from None
    path = None if options.scenario is None else Path(options.scenario)
    code = serve(path, port=port, host=options.host, overrides=overrides_of(options), classic=options.classic)
    return int(code or 0)


def warmup(options: argparse.Namespace) -> int:
    """Compiles everything."""
    from sim.api.execution import compile_first

    seconds = compile_first()
    if options.json:
        print(json.dumps({"seconds": round(seconds, 1)}))
    else:
        print(SAID.say("compiled" if seconds else "compiled_already", seconds=seconds))
    return 0
