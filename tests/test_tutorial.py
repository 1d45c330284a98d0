"""What docs/add_a_mechanism.md tells people to write and to type works, block by block, in a temporary folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "add_a_mechanism.md"
BLOCK = re.compile(r"(?:<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FAST = [
    "--set",
    f"world.place={ROOT / 'tests' / 'data' / 'small_place'}",
    "--set",
    "world.sample=1.0",
    "--days",
    "10",
    "--set",
    "run.warm_up_days=0",
    "--no-figures",
]
# The mechanisms of the folder count as files of sim/mechanisms: a second place of the same package.
HERE = "import sim.mechanisms; sim.mechanisms.__path__.append('sim/mechanisms')\n"
CLI = f"{HERE}import sys\nfrom sim.cli import main\nsys.exit(main())"
DOCUMENTS = {
    "-m maintenance.generate_docs": "from maintenance.generate_docs import levers_page, mechanisms_page\n"
    "print(mechanisms_page(), levers_page())",
    "maintenance/write_scenarios.py": "from maintenance.write_scenarios import schema_text; print(schema_text())",
}


class Project:
    """A folder in which the tutorial is followed, beside the project whose code it uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installed: list[Path] = []
        self.n_results = 0
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "baseline.yaml").write_bytes((ROOT / "scenarios" / "baseline.yaml").read_bytes())
        (folder / "conftest.py").write_text(HERE, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Makes a file of the tutorial."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs Python in the folder, with the project and what is installed on its path."""
        path = os.pathsep.join(map(str, [*self.installed, ROOT]))
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            env={**os.environ, "PYTHONPATH": path, "COLUMNS": "100"},
        )

    def install(self, package: str) -> None:
        """Leaves behind what an installation does, without a network: the package's folder and its entry points."""
        source = self.folder / package
        project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        name = f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        lines = [
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items())
            for group, entries in project["entry-points"].items()
        ]
        self.write(f"{package}/{name}/entry_points.txt", "\n".join(lines))
        self.write(
            f"{package}/{name}/METADATA",
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        )
        self.installed.append(source)

    def type(self, command: str) -> str:
        """Executes one line of a shell block, in a hurry, and gives what it printed."""
        words = shlex.split(command)
        if words[1:4] == ["-m", "pip", "install"]:
            self.install(words[-1])
            return ""
        said = " ".join(words[1:])
        if said in DOCUMENTS:
            done = self.python("-c", HERE + DOCUMENTS[said])
        elif words[1] == "run_sim.py":
            done = self.python("-c", CLI, *self.hurried(words[2:]))
        else:
            assert words[1:3] == ["-m", "pytest"], f"the tutorial types what no test knows: {command}"
            done = self.python("-m", "pytest", "-q", "-p", "no:cacheprovider", *words[3:])
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def hurried(self, arguments: list[str]) -> list[str]:
        """The same command on a small place for a few days; what the tutorial sets comes last and holds."""
        if arguments[0] not in ("run", "compare"):
            return arguments
        if "--replications" in arguments:
            arguments[arguments.index("--replications") + 1] = "2"
        self.n_results += 1
        return [arguments[0], *FAST, "--jobs", "1", "--out", f"results/{self.n_results}", *arguments[1:]]


def blocks() -> Iterator[tuple[str | None, str, str]]:
    """File name if any, language and text of each block of the page, in order."""
    for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield match[1], match[2], match[3]


def test_every_block_is_a_file_or_a_command():
    found = list(blocks())
    assert len(found) == PAGE.read_text(encoding="utf-8").count("\n```") // 2
    assert all((name is None) == (language == "sh") for name, language, _ in found)
    names = [name for name, _, _ in found if name]
    assert "sim/mechanisms/office_days.py" in names and "my_package/pyproject.toml" in names
    assert not [name for name in names if (ROOT / name).exists()]


@pytest.mark.nightly
@pytest.mark.slow
def test_following_the_tutorial_works(tmp_path):
    project = Project(tmp_path)
    printed: dict[str, str] = {}
    for name, _, text in blocks():
        if name is not None:
            project.write(name, text)
            continue
        for command in text.splitlines():
            printed[f"{len(printed)} {command}"] = project.type(command)
    lists = [out for command, out in printed.items() if command.endswith("run_sim.py mechanisms")]
    assert ["office_days" in out for out in lists] == [True, True]
    assert ["call_backs" in out for out in lists] == [False, True]
    for written in DOCUMENTS:
        assert any("office_days" in out for command, out in printed.items() if command.endswith(written))
    comparisons = sorted(tmp_path.glob("results/*/comparison.csv"))
    assert ["office_days" in path.read_text(encoding="utf-8") for path in comparisons] == [True, False]
    assert ["call_backs" in path.read_text(encoding="utf-8") for path in comparisons] == [False, True]


@pytest.mark.slow
def test_the_test_of_the_tutorial_fails_when_apply_is_emptied(tmp_path):
    project = Project(tmp_path)
    files = {name: text for name, _, text in blocks() if name}
    mechanism, test = "sim/mechanisms/office_days.py", "tests/mechanisms/test_office_days.py"
    emptied = re.sub(r"(?m)^        levers\.add\(.*$", "        pass", files[mechanism])
    assert emptied != files[mechanism]
    project.write(mechanism, emptied)
    project.write(test, files[test])
    done = project.python("-m", "pytest", "-q", "-p", "no:cacheprovider", f"{test}::test_must_show")
    assert done.returncode == 1 and "2 failed" in done.stdout, done.stdout[-2000:]
