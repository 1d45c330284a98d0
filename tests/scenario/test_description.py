"""The table of parameters and the schema for editors say what the declarations say."""

from __future__ import annotations

import json

from sim.scenario.description import parameter_table, schema_of
from tests.scenario.small import MECHANISMS, Mechanism, SmallParameters, SmallScenario


def test_table_of_parameters() -> None:
    rows = {row.path: row for row in parameter_table(SmallParameters)}
    assert list(rows) == [
        "run.days",
        "run.report_every_days",
        "run.seed",
        "run.start_date",
        "run.check",
        "needs.emergency_share",
        "needs.rate",
        "needs.order",
        "needs.mix.facility",
        "needs.mix.dispute",
        "needs.mix.welfare",
        "tiers",
    ]
    assert rows["needs.emergency_share"] == (
        "needs.emergency_share",
        ("share", "比例"),
        0.08,
        0.0,
        1.0,
        ("paper, section 2", "paper, section 2"),
        ("Emergencies.", "应急占比"),
        "应急占比",
    )
    assert rows["needs.rate"].high is None and rows["needs.rate"].low == 0.0
    assert rows["needs.mix.dispute"] == (
        "needs.mix.dispute",
        ("share", "比例"),
        0.2,
        0.0,
        1.0,
        ("assumed", "assumed"),
        ("Shares of the categories.", "构成"),
        "构成",
    )


def test_table_of_a_mechanism_has_its_place_in_front() -> None:
    rows = parameter_table(Mechanism, "mechanisms.three_plus_one.")
    assert [row.path for row in rows] == [
        f"mechanisms.three_plus_one.{n}" for n in ("start_day", "end_day", "coverage")
    ]


def test_schema_for_editors() -> None:
    schema = schema_of(SmallScenario, MECHANISMS)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {
        "name",
        "title",
        "title_zh",
        "description",
        "mechanisms",
        "run",
        "needs",
        "tiers",
        "plausible",
        "extends",
        "format",
    }
    days = schema["$defs"]["Run"]["properties"]["days"]
    assert (days["type"], days["minimum"], days["maximum"], days["default"]) == ("integer", 1, 3650, 365)
    assert (days["unit"], days["label_zh"], days["description"]) == ("days", "天数", "Measured days.")
    assert schema["$defs"]["Needs"]["properties"]["order"]["enum"] == ["easy", "due"]
    mechanisms = schema["properties"]["mechanisms"]
    assert mechanisms["additionalProperties"] is False and set(mechanisms["properties"]) == set(MECHANISMS)


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    schema = schema_of(SmallScenario, MECHANISMS)
    text = json.dumps(schema)
    references = {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
    assert references and references <= set(schema["$defs"])
    assert '"required"' not in text
