"""What another package registers and cannot be used is left out alone, named, and refused where it is asked for."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest

from sim import levers
from sim.api.scenarios import load
from sim.cli import main
from sim.errors import InputError, LeftOutWarning
from sim.mechanisms import registry, unusable
from sim.mechanisms.registry import _found
from tests.model_runs import SMALL_PLACE

SOUND = '''
from sim.mechanisms import Mechanism, MechanismParameters


class {name}(Mechanism):
    """Does what it says."""

    id, name, name_zh, section, Parameters = "{id}", "a name", "名称", "none", MechanismParameters

    def apply(self, levers, structure, presence):
        {apply}
'''

BROKEN = {
    "imports_what_is_not_there": ("import no_such_library", "No module named 'no_such_library'"),
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "ends_python": ("raise SystemExit(3)", "SystemExit: 3"),
    "is_no_python": ("def", "SyntaxError"),
    "has_no_such_class": ("", "AttributeError"),
    "is_no_mechanism": ("class Rule: pass", "not a subclass of sim.mechanisms.Mechanism"),
    "has_no_apply": ("from sim.mechanisms import Mechanism\nclass Rule(Mechanism): id = 'rule'", "no method 'apply'"),
    "has_no_name": (SOUND.format(name="Rule", id="rule", apply="pass") + "\ndel Rule.name", "define its 'name'"),
    "has_no_section": (
        SOUND.format(name="Rule", id="rule", apply="pass") + "\nRule.section = ''",
        "define its 'section'",
    ),
    "has_no_fit_id": (SOUND.format(name="Rule", id="A Rule", apply="pass"), "its id 'A Rule'"),
    "has_no_parameters": (
        SOUND.format(name="Rule", id="rule", apply="pass") + "\nRule.Parameters = dict",
        "'Parameters' is not a subclass",
    ),
    "parameters_need_a_value": (
        SOUND.format(name="Rule", id="rule", apply="pass")
        + "\nclass P(MechanismParameters):\n    hours: float\nRule.Parameters = P",
        "ValidationError",
    ),
    "takes_an_id_of_the_program": (
        SOUND.format(name="Rule", id="volunteers", apply="pass"),
        "already has the id 'volunteers'",
    ),
}


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs a package of one module that registers `Rule` under a name; nothing of it is left afterwards."""
    monkeypatch.syspath_prepend(tmp_path)

    def installed(name: str, text: str) -> None:
        monkeypatch.delitem(sys.modules, name, raising=False)
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        facts = tmp_path / f"{name}_package-2.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-package\nVersion: 2.0\n")
        (facts / "entry_points.txt").write_text(f"[gongzhi.mechanisms]\n{name} = {name}:Rule\n")
        _found.cache_clear()

    yield installed
    _found.cache_clear()


def scenario(folder: Path, mechanisms: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(f"world: {{place: {SMALL_PLACE}}}\nmechanisms:\n  {mechanisms}: {{}}\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_is_left_out_alone_and_named(install, name):
    text, reason = BROKEN[name]
    install("sound", SOUND.format(name="Rule", id="sound", apply="pass"))
    install(name, text)
    with pytest.warns(LeftOutWarning) as said:
        found = registry()
    (left_out,) = [one for one in said if issubclass(one.category, LeftOutWarning)]  # What dies meanwhile may warn too.
    told = str(left_out.message)
    assert f"{name}-package 2.0" in told and f"'{name} = {name}:Rule'" in told and reason in told
    assert "sound" in found and "volunteers" in found and name not in found
    assert found["volunteers"].__module__ == "sim.mechanisms.volunteers"


def test_of_two_packages_with_one_id_neither_is_taken(install):
    for name in ("one", "two"):
        install(name, SOUND.format(name="Rule", id="same", apply="pass"))
    with pytest.warns(LeftOutWarning) as said:
        assert "same" not in registry()
    assert len(said) == 2 and {"one", "two", "same"} <= set(unusable())


@pytest.mark.parametrize("lang", ("en", "zh"))
def test_a_command_goes_on_with_one_warning_and_a_scenario_that_asks_for_it_is_refused(install, tmp_path, capsys, lang):
    install("broken", "1 / 0")
    assert main(["check", scenario(tmp_path, "volunteers"), "--lang", lang]) == 0
    told = capsys.readouterr().err
    assert told.count("broken-package 2.0") == 1 and "Traceback" not in told
    assert told.startswith("left out: " if lang == "en" else "已略去：")
    assert main(["check", scenario(tmp_path, "broken"), "--lang", lang]) == 2
    told = capsys.readouterr().err
    assert "GZ033" in told and "broken-package 2.0" in told and "mine.yaml:3:3" in told


def test_a_study_that_names_it_is_refused(install, tmp_path, capsys):
    install("broken", "1 / 0")
    (tmp_path / "pairs.yaml").write_text("kind: interactions\nmechanisms: [volunteers, broken]\n")
    assert main(["interactions", str(tmp_path / "pairs.yaml"), "--dry-run"]) == 2
    assert "GZ033" in capsys.readouterr().err


@pytest.mark.parametrize(
    "move, code, help_",
    [
        ("levers.add('issue_hour', 1.0)", "GZ034", "did you mean 'issue_hours'"),
        ("levers.remove('unenterd', 0.1)", "GZ034", "did you mean 'unregistered'"),
        ("levers.raise_to('rating_onlin', 0.1)", "GZ034", "did you mean 'rating_online'"),
        ("levers.lower_to('delay_day', 1.0, presence > 0)", "GZ034", "did you mean 'delay_days'"),
        ("levers['issue_hour']", "GZ034", "did you mean 'issue_hours'"),
        ("levers.add('something_else', 1.0)", "GZ034", "a package cannot add one"),
        ("levers.add('nobody', 0.1)", "GZ035", "levers.remove"),
        ("levers.remove('issue_hours', 0.1)", "GZ035", "levers.add"),
    ],
)
def test_a_wrong_lever_is_found_when_the_scenario_is_read(install, tmp_path, capsys, move, code, help_):
    install("moves", SOUND.format(name="Rule", id="moves", apply=move))
    assert main(["check", scenario(tmp_path, "moves")]) == 2
    told = capsys.readouterr().err
    assert code in told and "mine.yaml:3:3" in told and help_ in told


def test_a_lever_that_a_package_appends_is_refused(install, tmp_path, monkeypatch):
    monkeypatch.setattr(levers, "LEVERS", levers.LEVERS)
    own = "import sim.levers as l\nl.LEVERS += (l.Lever('own', 'community', l.ADD, 'hours', 'own hours', '工时'),)\n"
    install("appends", own + SOUND.format(name="Rule", id="appends", apply="levers.add('own', presence)"))
    with pytest.raises(InputError, match=r"the lever 'own', which does not exist(.|\n)*a package cannot add one"):
        load(scenario(tmp_path, "appends"))


def test_what_else_goes_wrong_in_a_made_up_place_is_left_to_the_run(install, tmp_path):
    install("asks", SOUND.format(name="Rule", id="asks", apply="structure.named_districts('Small', 'here')"))
    assert set(load(scenario(tmp_path, "asks")).mechanisms) == {"asks"}


def test_without_packages_of_others_nothing_is_said(install):
    _found.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error", LeftOutWarning)
        registry()
