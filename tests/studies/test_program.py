"""What a result depends on: every file of the packages that bring mechanisms, and what they require."""

from __future__ import annotations

import shutil

import pytest

from sim.errors import EnvironmentProblem
from sim.mechanisms import registry
from sim.studies.program import program_facts
from tests.studies import small_sweeps as small
from tests.studies.plugins import LAYOUTS, installed, plugin, write
from tests.studies.small_sweeps import here, plan_of, sweep, write_files

__all__ = ["installed"]

pytestmark = pytest.mark.usefixtures("quick_disk")
EDITS = ["elders/rules.py", "elders/helper.py", "elders/hours.csv", "elders_table.py", "elders/new.py"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_file_of_a_package_with_mechanisms_is_part_of_the_program(installed, tmp_path, layout):
    folders = plugin(tmp_path / "elders", layout)
    installed(folders)
    assert "elders" in registry()
    before = program_facts()
    installed(folders)
    assert program_facts() == before
    for name in EDITS:
        file = folders[0] / name
        text = file.read_text("utf-8") if file.exists() else ""
        write(folders[0], {name: text + "# edited\n"})
        installed(folders)
        changed = program_facts()
        assert {key for key in changed if changed[key] != before.get(key)} == {"package village-elders"}, name
        file.unlink() if name == "elders/new.py" else file.write_text(text, "utf-8")


@pytest.mark.parametrize(("name", "fact"), [("village", "package village-elders"), ("words", "package elder-words")])
def test_so_are_its_version_and_those_of_what_it_requires(installed, tmp_path, name, fact):
    folders = plugin(tmp_path / "elders")
    installed(folders)
    before = program_facts()
    (file,) = folders[1].glob(f"*{name}*.dist-info/METADATA")
    text = file.read_text("utf-8")
    file.write_text(text.replace("\nVersion: ", "\nVersion: 9."), "utf-8")
    installed(folders)
    changed = program_facts()
    assert [key for key in before if changed[key] != before[key]] == [fact]


def test_where_and_how_a_package_is_installed_changes_nothing(installed, tmp_path):
    found = []
    for number, layout in enumerate([*LAYOUTS, "installed"]):
        folders = plugin(tmp_path / f"elders {number}", layout)
        write(folders[0], {"elders/__pycache__/rules.pyc": str(number), "elders/.rules.py.swp": str(number)})
        installed(folders)
        found.append(program_facts())
    assert all(facts == found[0] for facts in found)


def test_a_class_that_another_package_passes_on_counts_with_its_own_package(installed, tmp_path):
    folders = plugin(tmp_path / "elders")
    other = tmp_path / "elder_base"
    write(other, {"elder_base/rules.py": (folders[0] / "elders/rules.py").read_text("utf-8")})
    write(folders[0], {"elders/rules.py": "from elder_base.rules import Elders\n"})
    installed([*folders, other])
    before = program_facts()
    write(other, {"elder_base/helper.py": "X = 1\n"})
    installed([*folders, other])
    after = program_facts()
    assert {key for key in before if after[key] != before[key]} == {"module elder_base"}


def test_a_sweep_is_not_resumed_when_a_helper_of_a_mechanism_was_edited(installed, tmp_path):
    folders = plugin(tmp_path / "elders")
    installed(folders)
    file = write_files(tmp_path / "files")
    sweep(plan_of(file), tmp_path / "out", here(small.invented))
    first = next((tmp_path / "out" / "runs").rglob("*.run"))
    first.unlink()
    write(folders[0], {"elders/helper.py": "HOURS = 2.0\n"})
    installed(folders)
    with pytest.raises(EnvironmentProblem, match=r"GZ071[\s\S]*package village-elders: 0\.1 [\w.]+ -> 0\.1 [\w.]+"):
        sweep(plan_of(file), tmp_path / "out", here(small.invented), resume=True)
    assert not first.exists()
    shutil.rmtree(folders[0])
    installed([])
    with pytest.raises(EnvironmentProblem, match=r"package village-elders: 0\.1"):
        sweep(plan_of(file), tmp_path / "out", here(small.invented), resume=True)
