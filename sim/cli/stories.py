"""The verbs that tell stories: follow an issue, a resident or a community, and compare one resident in two policies."""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.api.progress import ProgressShown
from sim.cli.parser import whole_number
from sim.cli.presenting import present
from sim.cli.settings import load_scenarios
from sim.cli.simulate import compile_first, title_of
from sim.cli.words import SAID
from sim.errors import Fault, InputError, nearest, words_allowed
from sim.former_names import current_ending
from sim.report.text import columns, padded, pieces
from sim.report.wording import drawn_of, seeds_text
from sim.running import prove_places, world_for
from sim.scenario.scenario import Scenario
from sim.shipped import PROGRAM
from sim.studies import result_tables, store, study_manifest
from sim.studies.executor import Executed
from sim.studies.interruption import interruptible
from sim.studies.runs import world_key
from sim.trace import find as finding
from sim.trace import identity, render_why, why
from sim.trace.identity import IssueId, resident_text
from sim.trace.render_story import summary, whole
from sim.trace.story import Story, about_community, about_resident, follow
from sim.vocabulary import Category, Setting
from sim.words import Sentence, T
from sim.world.world import World

MOST_FOUND = 1000
WIDTH = 118
HANGING = 12
KIND = 33


def trace_verb(options: argparse.Namespace) -> int:
    """Follows an issue, a resident or a community through a run, or finds issues worth following."""
    options.find = None if options.find is None else current_ending(options.find)
    asked = [name for name in ("issue", "resident", "community", "find") if getattr(options, name) is not None]
    faults: list[Fault] = []
    if len(asked) > 1:
        options_given = ", ".join(f"--{name}" for name in asked)
        faults.append(Fault("GZ062", facts={"problem": SAID.phrase("exclude", options=options_given)}))
    for name in asked:
        if name != "find":
            faults += _faults_of_id(f"--{name}", getattr(options, name))
    faults += _faults_of_find(options, asked)
    most, found = whole_number("--most", options.most, 1, MOST_FOUND)
    threads, more = whole_number("--threads", options.threads, 1, MOST_FOUND)
    (scenario,) = read_scenarios([options.scenario], options, [*faults, *found, *more])

    def tell(_: store.MemoryStore) -> Rendered:
        world = world_of(scenario, threads, options)
        if not asked or asked == ["find"]:
            return Rendered(*_find(options, scenario, world, most, threads))
        (what,) = asked
        ids = identity.read(f"--{what}", getattr(options, what))
        story = _follow(options, scenario, world, what, ids, threads)
        text = summary(story) if what == "community" else whole(story, not options.brief)
        return Rendered(story.as_dict(), text)

    return leave(options, "trace", [scenario], tell)


def _faults_of_id(option: str, text: str) -> list[Fault]:
    """What is wrong with an id as it is typed."""
    try:
        identity.read(option, text)
    except InputError as problem:
        return list(problem.faults)
    return []


def _faults_of_find(options: argparse.Namespace, asked: Sequence[str]) -> list[Fault]:
    """What is wrong with the options of finding."""
    faults = []
    known: dict[str, Sequence[str]] = {
        "find": list(finding.KINDS),
        "category": [c.key for c in Category],
        "setting": [s.key for s in Setting],
    }
    for name, words in known.items():
        word = getattr(options, name)
        if word is not None and word not in words:
            faults.append(
                Fault(
                    "GZ062",
                    file=f"--{name}",
                    found=word,
                    allowed=words_allowed(words),
                    nearest=nearest(word, words),
                    facts={"problem": T("'{word}' is not known", "无法识别“{word}”").filled(word=word)},
                )
            )
        if name != "find" and word is not None and asked and asked != ["find"]:
            faults.append(Fault("GZ062", file=f"--{name}", facts={"problem": SAID["with_find"]}))
    return faults


def read_scenarios(files: Sequence[str], options: argparse.Namespace, faults: list[Fault]) -> list[Scenario]:
    """Reads scenario files; all that is wrong with them and the options is said together.

    Args:
        files: The files.
        options: The command line.
        faults: What is wrong with the options.
    """
    try:
        scenarios = load_scenarios(files, options)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    if faults:
        raise InputError(faults)
    prove_places(scenarios)
    return scenarios


def world_of(scenario: Scenario, threads: int, options: argparse.Namespace) -> World:
    """Builds the world of a scenario, compiling first where that is needed.

    Args:
        scenario: The scenario.
        threads: Threads to build it with.
        options: The command line.
    """
    compile_first()
    return world_for(scenario, threads)


def _with_progress(scenario: Scenario, n_runs: int, run: Callable[[Callable[[], None]], Any]) -> Any:
    """Executes something while showing how many days have been simulated."""
    n_days = scenario.run.days + scenario.run.warm_up_days
    with ProgressShown(n_days * n_runs, n_runs) as progress:
        days = 0

        def day() -> None:
            nonlocal days
            days += 1
            progress(1, int(days % n_days == 0))

        return run(day)


def _resident(option: str, ids: tuple[int, ...], world: World) -> tuple[int, Sentence]:
    """The key of a resident, and who that is."""
    row = identity.known_community(option, ids[0], [int(code) for code in world.communities.code])
    key = identity.known_resident(option, ids[0], ids[1], int(world.communities.population[row]))
    return key, about_resident(world, row, ids[1])


def _follow(
    options: argparse.Namespace, scenario: Scenario, world: World, what: str, ids: tuple[int, ...], threads: int
) -> Story:
    """The story of what was asked for."""
    issue: IssueId | None = None
    if what == "community":
        row = identity.known_community("--community", ids[0], [int(code) for code in world.communities.code])
        n = int(world.communities.population[row])
        keys = [identity.known_resident("--community", ids[0], number, n) for number in range(n)]
        about = about_community(world, row)
    else:
        key, about = _resident(f"--{what}", ids, world)
        keys = [key]
        if what == "issue":
            issue = IssueId(key, ids[2])

    def run(progress: Callable[[], None], only: IssueId | None = issue) -> Story:
        return follow(
            scenario, world, keys, ":".join(map(str, ids)), about, threads=threads, issue=only, progress=progress
        )

    story: Story = _with_progress(scenario, 1, run)
    if issue is not None and not story.events:
        whole_life: Story = _with_progress(scenario, 1, lambda progress: run(progress, None))
        known = [str(other.issue.need) for other in whole_life.issues()]
        facts = {"resident": resident_text(issue.resident)}
        raise InputError(
            Fault(
                "GZ066",
                file="--issue",
                found=str(issue.need),
                allowed=", ".join(known) or "-",
                nearest=nearest(str(issue.need), known),
                facts=facts,
            )
        )
    return story


def _find(
    options: argparse.Namespace, scenario: Scenario, world: World, most: int, threads: int
) -> tuple[dict[str, Any], str]:
    """Names issues worth following; without a kind, one of each. Gives them for programs and for people."""
    model = _with_progress(
        scenario, 1, lambda progress: finding.finished(scenario, world, threads=threads, progress=progress)
    )
    category = None if options.category is None else Category[options.category.upper()]
    setting = None if options.setting is None else Setting[options.setting.upper()]
    kinds = list(finding.KINDS) if options.find is None else [options.find]
    try:
        found = [
            example
            for kind in kinds
            for example in finding.find(model, kind, category, setting, most if options.find else 1)
        ]
    finally:
        model.release()
    if not found:
        raise InputError(Fault("GZ067", file="--find", found=options.find or "-"))
    lines = [_found_dict(example) for example in found]
    text = "\n".join(_found_line(example) for example in found)
    return {"found": lines}, f"{text}\n\n{SAID.say('follow_one', program=PROGRAM, file=shlex.quote(options.scenario))}"


def _found_dict(example: finding.Found) -> dict[str, Any]:
    """An example for programs."""
    return {
        "kind": example.kind,
        "issue": str(example.issue),
        "category": example.category.key,
        "setting": example.setting.key,
        "tier": example.tier.key,
        "state": example.state.key,
        "days": example.days,
        "hand_overs": example.hand_overs,
    }


def _found_line(example: finding.Found) -> str:
    """An example as a line."""
    text = SAID.say(
        "found",
        category=example.category.words,
        setting=example.setting.words,
        state=example.state.words,
        tier=example.tier.words,
        days=example.days,
        n=example.hand_overs,
    )
    return f"{padded(str(example.issue), 26)} {padded(str(finding.KINDS[example.kind].words), KIND)} {text}"


def why_verb(options: argparse.Namespace) -> int:
    """Compares one resident in two policies, or names residents who gain or lose most."""
    faults = [] if options.resident is None else _faults_of_id("--resident", options.resident)
    threads, more = whole_number("--threads", options.threads, 1, MOST_FOUND)
    baseline, policy = read_scenarios([options.scenario, options.other], options, [*faults, *more])
    if world_key(baseline) != world_key(policy) or (
        (baseline.run.days, baseline.run.warm_up_days, baseline.run.start_date)
        != (policy.run.days, policy.run.warm_up_days, policy.run.start_date)
    ):
        raise InputError(Fault("GZ062", file=options.other, facts={"problem": SAID["other_world"]}))
    titles = (title_of(baseline), title_of(policy))

    def tell(_: store.MemoryStore) -> Rendered:
        world = world_of(baseline, threads, options)
        if options.resident is None:
            return Rendered(*_fortunes(options, baseline, policy, world, titles, threads))
        key, about = _resident("--resident", identity.read("--resident", options.resident), world)
        found: why.Why = _with_progress(
            baseline,
            1,
            lambda progress: why.compare(
                baseline, policy, world, key, about, seed=baseline.run.seed, threads=threads, progress=progress
            ),
        )
        return Rendered(render_why.as_dict(found), render_why.text(found, titles, not options.brief))

    return leave(options, "why", [baseline, policy], tell)


def _fortunes(
    options: argparse.Namespace,
    baseline: Scenario,
    policy: Scenario,
    world: World,
    titles: tuple[str, str],
    threads: int,
) -> tuple[dict[str, Any], str]:
    """Names residents who gain and lose most, for programs and for people."""

    def both(progress: Callable[[], None]) -> Any:
        models = []
        try:
            for scenario in (baseline, policy):
                models.append(finding.finished(scenario, world, baseline.run.seed, threads, progress))
            return why.gains_and_losses(models[0], models[1])
        finally:
            for model in models:
                model.release()

    gain, lose = _with_progress(baseline, 2, both)
    if not gain and not lose:
        raise InputError(Fault("GZ067", file="--resident", found="-"))
    facts = {"gain": [render_why.fortune_dict(f) for f in gain], "lose": [render_why.fortune_dict(f) for f in lose]}
    files = shlex.join([options.scenario, options.other])
    return facts, render_why.fortunes(gain, lose, titles, files)


@dataclass(frozen=True)
class Rendered:
    """A story, and what belongs to it.

    Attributes:
        facts: The story for programs.
        text: The story for people.
        write: Writes tables into its folder.
        draw: Draws figures into its folder; None where there are none.
        executed: Runs that were executed beside it; None where there were none.
    """

    facts: dict[str, Any]
    text: str
    write: Callable[[Path], object] = lambda place: None
    draw: Callable[[Path], object] | None = None
    executed: Executed | None = None


def fitted(line: str) -> str:
    """Breaks a line of a story that is too wide for a terminal; what follows is indented below its sentence.

    Args:
        line: One line.
    """
    if columns(line) <= WIDTH:
        return line
    indent = len(line) - len(line.lstrip())
    hanging = max(indent, HANGING) + 2 * ("· " in line[: HANGING + 4])
    first, *others = pieces(line.lstrip(), WIDTH - hanging)
    return "\n".join([" " * indent + first, *(" " * hanging + other for other in others)])


def leave(
    options: argparse.Namespace,
    command: str,
    scenarios: Sequence[Scenario],
    tell: Callable[[store.MemoryStore], Rendered],
    facts: Mapping[str, Any] | None = None,
) -> int:
    """Tells a story, saves it where a folder was asked for, and prints it.

    Args:
        options: The command line.
        command: The verb.
        scenarios: Scenarios whose configuration the folder keeps.
        tell: Runs what is needed, keeping runs of a study in what it is given, and gives the story.
        facts: What the runs of its study depend on, so that it can be resumed; None where it has none.

    Returns:
        The exit code.
    """
    folder = store.Folder(
        None if options.out is None else Path(options.out), resume=facts is not None and options.resume
    )
    world = study_manifest.world_facts(scenarios)["world"]
    with folder:
        if facts is not None:
            folder.keep(facts)
        with interruptible():
            rendered = tell(folder.store)
        seeds = [scenarios[0].run.seed]
        if rendered.executed is not None:
            seeds = sorted({*seeds, *(outcome.seed for outcome in rendered.executed.outcomes)})
        as_json = json.dumps({**rendered.facts, "seeds": seeds, "world": world}, ensure_ascii=False, indent=2)
        drawn = SAID.say("drawn", drawn=drawn_of(world), seeds=seeds_text(seeds, world["world_seed"]))
        text = "\n".join(fitted(line) for line in f"{rendered.text}\n\n{drawn}".splitlines())

        def write(place: Path) -> None:
            (place / f"{command}.json").write_text(as_json + "\n", encoding="utf-8")
            (place / f"{command}.txt").write_text(text + "\n", encoding="utf-8")
            rendered.write(place)
            result_tables.write_configuration(place, scenarios, several=len(scenarios) > 1)

        folder.save(write)
    return present(options, folder, lambda: print(as_json if options.json else text), rendered.draw, rendered.executed)
