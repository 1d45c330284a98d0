"""What can be set, for people (a table) and for editors (a JSON Schema), read off the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python

from sim.scenario.fields import FieldFacts, Number, facts_of, group_of
from sim.scenario.header import ScenarioHeader
from sim.scenario.loading import FORMAT
from sim.scenario.parameter import ParameterGroup, ShareSum
from sim.vocabulary import unit_of
from sim.words import Sentence

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class ParameterRow(NamedTuple):
    """One parameter as documentation shows it.

    Args:
        path: Dotted path.
        unit: Unit in plain words.
        default: Value used where a scenario says nothing.
        low: Smallest value allowed, None without limit.
        high: Largest value allowed, None without limit.
        source: Public source of the default, or `ASSUMED`.
        doc: What it means.
        label_zh: Chinese label.
    """

    path: str
    unit: Sentence
    default: Any
    low: Number | None
    high: Number | None
    source: Sentence
    doc: Sentence
    label_zh: str


def _rows(group: type[ParameterGroup], instance: Any, prefix: str, above: FieldFacts | None) -> Iterator[ParameterRow]:
    for name, info in group.model_fields.items():
        facts = facts_of(info, above)
        default = getattr(instance, name) if isinstance(instance, ParameterGroup) else facts.default
        inside = group_of(info.annotation)
        if inside is not None:
            yield from _rows(inside, default, f"{prefix}{name}.", facts)
        else:
            yield ParameterRow(
                f"{prefix}{name}",
                unit_of(facts.unit),
                to_jsonable_python(default),
                facts.low,
                facts.high,
                facts.source,
                facts.doc,
                facts.label_zh,
            )


def parameter_table(group: type[ParameterGroup], prefix: str = "") -> list[ParameterRow]:
    """Lists all parameters of a class, groups within groups included, in order of declaration.

    Args:
        group: A class of parameters, such as the scenario's or a mechanism's.
        prefix: Put before every path, such as "mechanisms.three_plus_one.".

    Returns:
        One row for each parameter; the values of a table share its unit, source and description.
    """
    return [row for row in _rows(group, None, prefix, None) if row.path.split(".")[0] != "mechanisms" or prefix]


def schema_of(scenario_class: type[ScenarioHeader], mechanisms: Mapping[str, type[ParameterGroup]]) -> dict[str, Any]:
    """Describes the files of a class of scenarios.

    Args:
        scenario_class: Class of the scenario.
        mechanisms: Class of each known mechanism's parameters, by id.

    Returns:
        A JSON Schema (draft 2020-12). Every key is optional, since what is not written keeps its default.
    """
    schema = scenario_class.model_json_schema()
    definitions = schema.setdefault("$defs", {})
    choices: dict[str, Any] = {}
    for key in sorted(mechanisms):
        described = mechanisms[key].model_json_schema(ref_template="#/$defs/" + key + ".{model}")
        for name, inner in described.pop("$defs", {}).items():
            definitions[f"{key}.{name}"] = inner
        definitions[f"mechanism.{key}"] = described
        choices[key] = {
            "anyOf": [{"$ref": f"#/$defs/mechanism.{key}"}, {"enum": ["off", False]}],
            "description": described.get("description", ""),
        }
    definitions.pop("ParameterGroup", None)
    for definition in definitions.values():
        definition.pop("required", None)
    schema["properties"]["mechanisms"] = {
        "type": "object",
        "properties": choices,
        "additionalProperties": False,
        "default": {},
        "description": "The governance mechanisms switched on, with their parameters.",
    }
    schema["properties"]["plausible"] = {
        "type": "object",
        "default": {},
        "description": schema["properties"]["plausible"]["description"],
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/WrittenRange"}, {"type": "object"}]},
    }
    schema["properties"]["extends"] = {
        "type": "string",
        "pattern": r"^[a-z0-9_-]+$|\.ya?ml$",
        "description": "Scenario whose values stand where this file says nothing: the name of one that comes with "
        "the program, or a relative path.",
    }
    schema["properties"]["format"] = {"const": FORMAT, "description": "Version of the file format."}
    schema["properties"]["name"]["pattern"] = "^[a-z0-9_-]{1,64}$"
    schema.pop("required", None)
    _spell_out_choices(schema)
    return {"$schema": DIALECT, **schema, "title": "Gongzhi scenario"}


def in_chinese(schema: Any, groups: Iterable[type[ParameterGroup]]) -> Any:
    """A schema that describes every parameter in Chinese; what has no Chinese is not described.

    Args:
        schema: A schema of `schema_of`, or a part of it.
        groups: The classes it describes: the scenario's and the mechanisms'.
    """
    return _told(schema, {said.en: said.zh for group in groups for said in _sentences(group)})


def _sentences(group: type[ParameterGroup]) -> Iterator[Sentence]:
    """What the declarations of a group and of those within it say."""
    for info in group.model_fields.values():
        facts = facts_of(info)
        yield from (facts.doc, facts.source)
        inside = group_of(info.annotation)
        if inside is not None:
            yield from _sentences(inside)


def _told(schema: Any, chinese: Mapping[str, str]) -> Any:
    """A part of a schema in Chinese, by the English of what was declared."""
    if isinstance(schema, list):
        return [_told(part, chinese) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _told(part, chinese) for key, part in schema.items()}
    if isinstance(found.get("description"), str):
        described = chinese.get(found.pop("description"))
        if described:
            found["description"] = described
    if isinstance(found.get("share_sums"), list):
        sums = [ShareSum(tuple(one["parts"]), one["whole"]) for one in found["share_sums"]]
        found["$comment"] = "；".join(one.rule().zh for one in sums)
    if isinstance(found.get("unit"), str):
        found["unit"] = unit_of(found["unit"]).zh
    if isinstance(found.get("source"), str):
        found["source"] = chinese.get(found["source"], found["source"])
    return found


def _spell_out_choices(part: Any) -> None:
    """Turns the words allowed for a parameter into the "enum" that editors understand."""
    if isinstance(part, dict):
        if isinstance(part.get("choices"), list):
            part["enum"] = part.pop("choices")
        for inner in part.values():
            _spell_out_choices(inner)
    elif isinstance(part, list):
        for inner in part:
            _spell_out_choices(inner)
