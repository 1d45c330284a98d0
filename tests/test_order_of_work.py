"""The rule of the next issue stands in one place: another order of work is a line of it and a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.rulebook import flat_numbers
from tests.edited_copy import edited_copy
from tests.model_runs import scenario

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = "sim/scenario/office_parameters.py"
RULE = "    key = issue.hours if book.order == 0.0 else float(issue.due)\n"
WORDS = re.findall(r'choices=\("easy"[^)]*\)', (ROOT / PARAMETERS).read_text(encoding="utf-8"))[0]
N_WORDS = WORDS.count('"') // 2
FURTHER = f"""    if book.order == {N_WORDS}:
        key = float(issue.reported)
    elif book.order == {N_WORDS + 1}:
        key = -float(issue.reported)
"""
SCRIPT = """
import json
import numpy as np
import sim
from sim.issues import queues
from sim.issues.store import REGISTERED
from sim.model import GovernanceModel
from sim.running import world_for
from sim.vocabulary import State

found = {}
for word in ("easy", "oldest", "newest"):
    scenario = sim.load("plain.yaml", {"world.sample": 0.004, "run.days": 150, "run.warm_up_days": 0,
                                       "work.order": word})
    model = GovernanceModel(scenario, world_for(scenario))
    model.run()
    closed = model.ledger.records[np.isin(model.ledger.records["state"], (State.RESOLVED, State.FAILED))]
    # Those of one class at one desk: in the register, neither urgent nor quick, never handed over.
    same = (closed["flags"] & REGISTERED != 0) & (closed["emergency"] + closed["quick"] + closed["hand_overs"] == 0)
    closed = closed[same]
    agree = differ = 0
    for desk in np.unique(closed["desk"]):
        rows = closed[closed["desk"] == desk]
        signs = np.sign(np.subtract.outer(rows["reported"], rows["reported"])
                        * np.subtract.outer(rows["closed"], rows["closed"]).astype(np.int32))
        agree, differ = agree + int((signs > 0).sum()), differ + int((signs < 0).sum())
    stage, served = model.stage, []
    for d in range(len(model.districts)):
        base, n = stage.districts[d]["first_slot"], stage.districts[d]["n_slots"]
        issues = stage.issues[base:base + n]
        for desk in range(stage.desks.size):
            root = stage.desks[desk]["root"]
            if not 0 <= root < n or issues[root]["desk"] != desk:
                continue
            queue = []
            while (k := queues.pop(issues, stage.desks, desk)) >= 0:
                queue.append([int(issues[k]["queue_class"]), int(issues[k]["reported"])])
            served.append(queue)
    found[word] = {"agree": agree, "differ": differ, "served": served}
print(json.dumps(found))
"""


def test_a_word_is_its_place_among_the_words_allowed():
    assert [flat_numbers(scenario({"work.order": word}))["order"] for word in ("easy", "due")] == [0.0, 1.0]


@pytest.mark.nightly
def test_two_further_orders_of_work_are_lines_of_the_rule_and_words(tmp_path):
    """First come first served and last come first served, in a copy of the program that is changed nowhere else."""
    run = edited_copy(
        tmp_path,
        {
            "sim/agents/office.py": [(RULE, RULE + FURTHER)],
            PARAMETERS: [(WORDS, WORDS[:-1] + ', "oldest", "newest")')],
            "plain.yaml": [("", "name: plain\ntitle: Plain\n")],
            "orders.py": [("", SCRIPT)],
        },
    )
    found = json.loads(run("orders.py"))
    in_turn = {word: f["agree"] / (f["agree"] + f["differ"]) for word, f in found.items()}
    assert in_turn["oldest"] > in_turn["easy"] > in_turn["newest"], in_turn
    for word, sign in (("oldest", 1), ("newest", -1)):
        queues = [[(place, sign * reported) for place, reported in queue] for queue in found[word]["served"]]
        assert sum(len(queue) > 1 for queue in queues) > 20
        assert all(queue == sorted(queue) for queue in queues)
