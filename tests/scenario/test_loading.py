"""Scenarios extend one another, take settings from the command line, and are written out and read back."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sim.errors import InputError
from sim.mechanisms import known_mechanisms
from sim.scenario.loading import as_yaml, changed, content_hash, value_at
from sim.scenario.scenario import load_scenario, scenario_hash
from sim.scenario.text_source import SourceText
from sim.scenario.yaml_source import parse
from tests.scenario.conftest import Write
from tests.scenario.small import Mechanism, SmallScenario, load_small


def codes(path: Path, *overrides: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        load_small(path, overrides)
    return [(fault.code, fault.key_path) for fault in caught.value.faults]


def test_what_is_not_written_keeps_its_default(write: Write) -> None:
    scenario = load_small(write("town.yaml", "run: {days: 30}\n"))
    assert scenario.run.days == 30
    assert (scenario.run.seed, scenario.needs.order, scenario.tiers) == (1, "due", (1, 2, 3))
    assert scenario.name == "town" and scenario.mechanisms == {}


def test_table_can_be_given_in_part(write: Write) -> None:
    scenario = load_small(write("town.yaml", "needs: {mix: {facility: 0.4, dispute: 0.3}}\n"))
    assert scenario.needs.mix.model_dump() == {"facility": 0.4, "dispute": 0.3, "welfare": 0.3}


def test_extending_merges_mappings_and_replaces_lists_and_values(write: Write) -> None:
    write("base.yaml", "title: Base\nrun: {days: 30, seed: 5}\ntiers: [1, 2, 3, 4]\nneeds: {order: easy}\n")
    write("middle.yaml", "extends: base.yaml\nrun: {seed: 6}\n")
    scenario = load_small(write("top.yaml", "extends: middle.yaml\nrun: {days: 31}\ntiers: [9]\n"))
    assert (scenario.run.days, scenario.run.seed) == (31, 6)
    assert scenario.tiers == (9,) and scenario.needs.order == "easy"


def test_name_and_titles_are_not_taken_over(write: Write) -> None:
    write("base.yaml", "name: first\ntitle: Base\ntitle_zh: 基础\ndescription: Long.\n")
    scenario = load_small(write("top.yaml", "extends: base.yaml\n"))
    assert (scenario.name, scenario.title, scenario.title_zh, scenario.description) == ("top", "", "", "")


def test_mechanisms_are_switched_on_changed_and_removed(write: Write) -> None:
    write("base.yaml", "mechanisms:\n  three_plus_one: {coverage: 0.05}\n  service_platform: {}\n")
    scenario = load_small(write("top.yaml", "extends: base.yaml\nmechanisms: {three_plus_one: {start_day: 9}}\n"))
    assert scenario.mechanisms["three_plus_one"] == Mechanism(coverage=0.05, start_day=9)
    assert scenario.mechanisms["service_platform"] == Mechanism()
    for word in ("off", "false"):
        path = write("less.yaml", f"extends: base.yaml\nmechanisms: {{three_plus_one: {word}}}\n")
        assert list(load_small(path).mechanisms) == ["service_platform"]


def test_mechanism_switched_off_and_on_again_starts_from_its_defaults(write: Write) -> None:
    write("base.yaml", "mechanisms: {three_plus_one: {coverage: 0.05}}\n")
    write("off.yaml", "extends: base.yaml\nmechanisms: {three_plus_one: off}\n")
    scenario = load_small(write("on.yaml", "extends: off.yaml\nmechanisms: {three_plus_one: {start_day: 3}}\n"))
    assert scenario.mechanisms == {"three_plus_one": Mechanism(start_day=3)}


def test_eight_files_may_extend_one_another_but_not_nine(write: Write) -> None:
    write("s1.yaml", "run: {days: 77}\n")
    for number in range(2, 10):
        write(f"s{number}.yaml", f"extends: s{number - 1}.yaml\n")
    folder = write("s1.yaml", "run: {days: 77}\n").parent
    assert load_small(folder / "s8.yaml").run.days == 77
    assert codes(folder / "s9.yaml") == [("GZ044", "extends")]


def test_extending_stays_within_the_folder_called_scenarios(write: Write) -> None:
    write("scenarios/baseline.yaml", "run: {days: 12}\n")
    write("secret.yaml", "run: {days: 13}\n")
    inside = write("scenarios/mechanisms/town.yaml", "extends: ../baseline.yaml\n")
    outside = write("scenarios/mechanisms/out.yaml", "extends: ../../secret.yaml\n")
    assert load_small(inside).run.days == 12
    assert codes(outside) == [("GZ041", "extends")]
    assert load_small(outside, root=outside.parent.parent.parent).run.days == 13


def test_link_out_of_the_folder_is_refused_and_nothing_of_it_shown(write: Write, tmp_path: Path) -> None:
    secret = write("elsewhere/secret.yaml", "password_of_the_town: 1\n")
    path = write("scenarios/town.yaml", "extends: link.yaml\n")
    (path.parent / "link.yaml").symlink_to(secret)
    with pytest.raises(InputError) as caught:
        load_small(path)
    assert [fault.code for fault in caught.value.faults] == ["GZ041"]
    assert "password" not in str(caught.value)


def test_link_within_the_folder_is_followed(write: Write) -> None:
    base = write("scenarios/base.yaml", "run: {days: 12}\n")
    (base.parent / "link.yaml").symlink_to(base)
    assert load_small(write("scenarios/town.yaml", "extends: link.yaml\n")).run.days == 12


def test_settings_are_laid_over_the_file_in_turn(write: Write) -> None:
    path = write("town.yaml", "run: {days: 30}\nmechanisms: {three_plus_one: {}}\n")
    settings = [
        "run.days=1e2",
        "run.days=200",
        "needs.emergency_share=.5",
        "title=Our town",
        "tiers=[4, 5]",
        "mechanisms.three_plus_one=off",
        "mechanisms.service_platform.coverage=0.25",
        "run.check=true",
    ]
    scenario = load_small(path, settings)
    assert (scenario.run.days, scenario.run.check, scenario.needs.emergency_share) == (200, True, 0.5)
    assert (scenario.title, scenario.tiers) == ("Our town", (4, 5))
    assert scenario.mechanisms == {"service_platform": Mechanism(coverage=0.25)}
    assert load_small(path, {"run.days": "31"}).run.days == 31


def test_zero_given_on_the_command_line_is_taken(write: Write) -> None:
    assert load_small(write("town.yaml", "run: {seed: 5}\n"), ["run.seed=0"]).run.seed == 0


@pytest.mark.parametrize(
    ("setting", "code", "key"),
    [
        ("run.days", "GZ046", ""),
        ("=3", "GZ046", ""),
        ("run..days=3", "GZ046", ""),
        ("run.dayz=3", "GZ012", "run.dayz"),
        ("ran.days=3", "GZ012", "ran"),
        ("run.days=abc", "GZ022", "run.days"),
        ("run.days=", "GZ022", "run.days"),
        ("run=3", "GZ022", "run"),
        ("run.days.x=3", "GZ022", "run.days"),
        ("run.days=0", "GZ023", "run.days"),
        ("run.days=017", "GZ017", "run.days"),
        ("run.days=[1", "GZ009", "run.days"),
        ("needs.emergency_share=30", "GZ023", "needs.emergency_share"),
        ("needs.emergency_share=.nan", "GZ024", "needs.emergency_share"),
        ("mechanisms.three_plus_two={}", "GZ030", "mechanisms.three_plus_two"),
        ("mechanisms.three_plus_one=on", "GZ031", "mechanisms.three_plus_one"),
        ("extends=other.yaml", "GZ048", "extends"),
        ("name=My Town", "GZ029", "name"),
    ],
)
def test_wrong_setting_is_named_as_typed(write: Write, setting: str, code: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        load_small(write("town.yaml", "title: Town\n"), [setting])
    (fault,) = caught.value.faults
    assert (fault.code, fault.key_path) == (code, key)
    assert fault.file == f"--set {setting}" and fault.line is None
    assert f"--set {setting}" in caught.value.render()


def test_faults_of_file_and_settings_come_together(write: Write) -> None:
    path = write("town.yaml", "run: {dayz: 3}\n")
    assert codes(path, "needs.rate=x", "oops") == [
        ("GZ012", "run.dayz"),
        ("GZ046", ""),
        ("GZ022", "needs.rate"),
    ]


def test_contradiction_is_not_reported_where_a_part_of_it_is_faulty(write: Write) -> None:
    path = write("town.yaml", "needs: {mix: {dispute: 0.9, facility: x}}\nrun: {days: 3, report_every_days: 4}\n")
    assert codes(path) == [("GZ022", "needs.mix.facility"), ("GZ027", "run.report_every_days")]


def full(write: Write) -> SmallScenario:
    text = (
        'name: full\ntitle: "a: b # c"\ntitle_zh: 共治“测试”\n'
        "description: |\n  Two\n  lines, 1e3, on, <b>{{7*7}}\n"
        "run: {days: 30, seed: 9223372036854775807, check: true}\n"
        "needs: {rate: 1e-7, emergency_share: 0.1, order: easy, mix: {dispute: 0.1, facility: 0.6}}\n"
        "tiers: []\nmechanisms: {three_plus_one: {coverage: 0.3}, needs_place: {place: '1e3'}}\n"
    )
    return load_small(write("any.yaml", text))


def test_scenario_written_out_loads_back_equal(write: Write) -> None:
    scenario = full(write)
    text = as_yaml(scenario)
    again = load_small(write("again.yaml", text))
    assert again == scenario and again.title == "a: b # c" and again.mechanisms == scenario.mechanisms
    assert as_yaml(again) == text
    assert value_at(again, "mechanisms.needs_place.place") == "1e3" and again.needs.rate == 1e-7


def test_written_scenario_is_complete(write: Write) -> None:
    text = as_yaml(load_small(write("town.yaml", "title: Town\n")))
    for line in (
        "  days: 365",
        "  emergency_share: 0.08",
        "    facility: 0.5",
        "tiers: [1, 2, 3]",
        "mechanisms: {}",
    ):
        assert line in text.splitlines()


def test_hash_is_of_the_values_only(write: Write) -> None:
    first = load_small(write("one.yaml", "title: One\nrun:\n  days: 30\n"))
    (first_path,) = [write("one.yaml", "title: One\nrun:\n  days: 30\n")]
    variants = [
        b"\xef\xbb\xbftitle: Two\nrun:\n  days: 30\n",
        b"run:\r\n  days: 30\r\n",
        b"run:\n  days: 3e1",
        b"run: {days: 30}\nneeds: {rate: 0.30}\nname: other",
    ]
    for content in variants:
        path = first_path.parent / "variant.yaml"
        path.write_bytes(content)
        assert content_hash(load_small(path)) == content_hash(first)
    assert content_hash(load_small(first_path, ["run.days=31"])) != content_hash(first)
    assert content_hash(load_small(first_path, ["mechanisms.three_plus_one={}"])) != content_hash(first)


def test_hash_is_sha256_of_canonical_json(write: Write) -> None:
    scenario = load_small(write("one.yaml", "title: One\n"))
    values = {
        "mechanisms": {},
        "needs": {
            "emergency_share": 0.08,
            "mix": {"dispute": 0.2, "facility": 0.5, "welfare": 0.3},
            "order": "due",
            "rate": 0.3,
        },
        "run": {"check": False, "days": 365, "report_every_days": 1, "seed": 1, "start_date": "2016-07-01"},
        "tiers": [1, 2, 3],
    }
    expected = hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    assert content_hash(scenario) == expected


def test_order_of_keys_changes_nothing(write: Write) -> None:
    one = load_small(
        write("a.yaml", "name: x\nmechanisms: {three_plus_one: {}, service_platform: {}}\nrun: {days: 3}\n")
    )
    two = load_small(
        write("b.yaml", "run: {days: 3}\nmechanisms: {service_platform: {}, three_plus_one: {}}\nname: x\n")
    )
    assert as_yaml(one) == as_yaml(two)


def test_replacing_values_gives_a_checked_copy(write: Write) -> None:
    scenario = full(write)
    other = changed(
        scenario,
        {
            "run.days": 99,
            "needs.mix.dispute": 0.05,
            "needs.mix.facility": 0.65,
            "tiers": (7,),
            "mechanisms.three_plus_one.coverage": 1,
            "mechanisms.needs_place": "off",
            "mechanisms.service_platform": Mechanism(start_day=4),
        },
    )
    assert (scenario.run.days, scenario.tiers, scenario.needs.mix.dispute) == (30, (), 0.1)
    assert (other.run.days, other.tiers, other.needs.mix.dispute, other.run.seed) == (
        99,
        (7,),
        0.05,
        scenario.run.seed,
    )
    assert other.mechanisms == {
        "three_plus_one": Mechanism(coverage=1.0),
        "service_platform": Mechanism(start_day=4),
    }
    assert changed(scenario, {}) == scenario


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("run.dais", 3, "GZ012"),
        ("run.days", 2.5, "GZ022"),
        ("run.days", 0, "GZ023"),
        ("run.days", True, "GZ022"),
        ("needs.rate", float("inf"), "GZ024"),
        ("needs.order", "eazy", "GZ025"),
        ("needs.mix.dispute", 0.9, "GZ027"),
        ("mechanisms.unknown", {}, "GZ030"),
        ("", 3, "GZ046"),
    ],
)
def test_wrong_replacement_is_refused(write: Write, path: str, value: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        changed(full(write), {path: value})
    assert [fault.code for fault in caught.value.faults] == [code]


def test_value_at_a_path(write: Write) -> None:
    scenario = full(write)
    assert value_at(scenario, "run.days") == 30
    assert value_at(scenario, "mechanisms.three_plus_one.coverage") == 0.3
    assert value_at(scenario, "needs.mix") is scenario.needs.mix
    for path, near in (
        ("run.dayz", "run.days"),
        ("mechanisms.three_plus_on", "mechanisms.three_plus_one"),
        ("run.days.x", ""),
    ):
        with pytest.raises(InputError) as caught:
            value_at(scenario, path)
        assert (caught.value.faults[0].key_path, caught.value.faults[0].nearest) == (path, near)


def test_scenario_travels_to_other_processes(write: Write) -> None:
    scenario = full(write)
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    with pytest.raises(InputError) as caught:
        load_small(write("bad.yaml", "run: {dayz: 3}\n"))
    assert pickle.loads(pickle.dumps(caught.value)).render() == caught.value.render()


def test_path_with_spaces_and_chinese_characters(write: Write) -> None:
    assert load_small(write("my towns/重庆/town.yaml", "run: {days: 3}\n")).run.days == 3


def test_contradiction_that_the_missing_base_may_explain_is_not_reported(write: Write) -> None:
    path = write("town.yaml", "extends: lost.yaml\nneeds: {mix: {dispute: 0.4}}\nrun: {dayz: 3}\n")
    assert codes(path) == [("GZ042", "extends"), ("GZ012", "run.dayz")]


def test_text_written_out_does_not_depend_on_the_process(write: Write) -> None:
    path = write("town.yaml", "mechanisms: {three_plus_one: {}, service_platform: {}, needs_place: {place: x}}\n")
    program = (
        "import sys; from pathlib import Path; from tests.scenario.small import load_small\n"
        "from sim.scenario.loading import as_yaml, content_hash\n"
        "s = load_small(Path(sys.argv[1])); print(content_hash(s)); print(as_yaml(s))"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-O", "-c", program, str(path)],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "LANG": "C", "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1 and b"three_plus_one" in outputs.pop()


def placed(path: Path, *overrides: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        load_small(path, overrides)
    return [(Path(fault.file).name, fault.line, fault.key_path) for fault in caught.value.faults]


def test_a_contradiction_is_shown_where_the_user_wrote_last(write: Write) -> None:
    write("base.yaml", "run:\n  days: 40\n  report_every_days: 30\n")
    top = write("top.yaml", "extends: base.yaml\nrun:\n  seed: 3\n  days: 5\n")
    assert placed(top) == [("top.yaml", 4, "run.days")]
    fine = write("fine.yaml", "extends: base.yaml\nrun:\n  seed: 3\n")
    assert placed(fine, "run.days=5") == [("--set run.days=5", None, "run.days")]
    alone = write("alone.yaml", "run:\n  days: 5\n  report_every_days: 30\n")
    assert placed(alone) == [("alone.yaml", 3, "run.report_every_days")]


def test_extends_takes_an_absolute_path_unless_the_file_is_confined(write: Write, tmp_path: Path) -> None:
    other = write("elsewhere/base.yaml", "run: {days: 17}\n")
    path = write("scenarios/town.yaml", f"extends: {other}\n")
    assert load_small(path).run.days == 17
    with pytest.raises(InputError) as caught:
        load_small(path, root=tmp_path / "scenarios")
    (fault,) = caught.value.faults
    assert fault.code == "GZ041" and "out of reach" in fault.advice().en


ADVISED = (
    "1e99",
    "1e+99",
    "5.0",
    "'5'",
    "'1,000'",
    "'1_000'",
    "'1,5'",
    "'x1'",
    "'1e400'",
    "５",
    "'５'",
    "1e400",
    "80",
    "0.5",
    "50",
    "150",
    "'off'",
    "'yes'",
    "'0x10'",
    "'3.5'",
    "' 7 '",
    "12345678901234567890.0",
    "'1 000'",
    "017",
)


@pytest.mark.parametrize("key", ["run.days", "run.check", "needs.emergency_share", "needs.rate"])
@pytest.mark.parametrize("written", ADVISED)
def test_following_an_advice_ends_the_fault(write: Write, key: str, written: str) -> None:
    path = write("town.yaml", "title: Town\n")
    try:
        load_small(path, [f"{key}={written}"])
    except InputError as problem:
        (fault,) = problem.faults
        word = re.match(r"(?:write|did you mean) '?([^,'?]+)", fault.advice().en)
        if word is not None:
            assert word[1] != written
            try:
                load_small(path, [f"{key}={word[1]}"])
            except InputError as again:
                assert fault.code not in {other.code for other in again.faults}


def test_extends_finds_what_comes_with_the_program_by_name_from_anywhere(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: volunteers\nrun: {days: 9}\n")
    by_name = load_scenario(mine, known_mechanisms())
    assert (set(by_name.mechanisms), by_name.run.days, by_name.name) == ({"volunteers"}, 9, "mine")
    assert scenario_hash(load_scenario("volunteers", known_mechanisms(), ["run.days=9"])) == scenario_hash(by_name)


@pytest.mark.parametrize(
    "written, near",
    [
        ("voluntears", "volunteers"),
        ("volunteers.yaml", "volunteers"),
        ("team", "team.yaml"),
        ("sub/volunteers", "volunteers"),
    ],
)
def test_a_misspelt_name_in_extends_gets_the_nearest_one(tmp_path, written, near):
    (tmp_path / "team.yaml").write_text("title: ours\n")
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"extends: {written}\n")
    with pytest.raises(InputError) as caught:
        load_scenario(mine, known_mechanisms())
    assert [(fault.code, fault.nearest) for fault in caught.value.faults] == [("GZ042", near)]


def test_the_name_of_a_place_is_the_same_world_as_its_path():
    assert scenario_hash(load_scenario("baseline", {}, ["world.place=chongqing"])) == scenario_hash(
        load_scenario("baseline", {}, ["world.place=data/chongqing"])
    )


def test_both_parsers_find_the_same_values_at_the_same_places(monkeypatch, project_root):
    """The quick one reads what is right, the one in Python words what is wrong: they must mean the same file."""
    text = "a: {b: [1, \"é 𝄞\", '社区', ~]}  # 注释\n社区: |\n  two\n  lines\nlast: -3.5e-2\n"
    files = {"made up": text} | {path.stem: path.read_text("utf-8") for path in project_root.glob("scenarios/*.yaml")}
    quick = {name: parse(SourceText(name, text)) for name, text in files.items()}
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert len(quick) > 50
    for name, found in quick.items():
        assert found == parse(SourceText(name, files[name])), name
