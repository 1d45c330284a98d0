"""A click tells what the columns hold: communities, offices, residents and their issues."""

from __future__ import annotations

import numpy as np
import pytest

from sim.app import ties
from sim.app.inspection import card_of, district_links, resident_row, side_by_side
from sim.app.inspection_issues import issue_key, open_of_community, records_of
from sim.app.model import ViewModel
from sim.issues.store import FREE
from sim.vocabulary import State
from tests.language import spoken
from tests.model_runs import SMALL_PLACE
from tests.model_runs import scenario as short_scenario


def rows_of(card):
    return {row[0]: row[1] for section in card["sections"] for row in section.get("rows", [])}


def test_a_community_tells_its_columns(played):
    card = card_of(played, "c:3")
    rows = rows_of(card)
    assert rows["residents (sample)"] == f"{int(played.communities.population[3]):,}"
    assert rows["purse"] == f"¥ {played.communities.purse_fen[3] / 100:,.0f}"
    assert rows["open at its desks"] == str(int(played.desks.n_open[18:24].sum()))
    assert [step["ref"] for step in card["path"]][-1] == "c:3" and len(card["path"]) == 4
    desks = next(s["table"] for s in card["sections"] if "table" in s)
    assert desks["body"] and len(desks["head"]) == len(desks["body"][0])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ref", ["m", "d:0", "t:0", "c:0"])
def test_every_tier_has_a_card_with_links_to_the_next(played, ref, lang):
    card = card_of(played, ref)
    assert card["title"] and card["sections"]
    for link in card["links"]["items"][:3]:
        assert card_of(played, link["ref"]) is not None
    for step in card["path"]:
        assert card_of(played, step["ref"]) is not None


@pytest.mark.parametrize(
    "ref", ["", "x", "c:", "c:-1", "c:99999", "d:1e3", "r:", "r:7", "i:1", "i:1:2:3", "c:1;2", "t:²"]
)
def test_what_there_is_not_has_no_card(played, ref):
    assert card_of(played, ref) is None


def test_a_resident_is_found_by_permanent_id_also_after_moving(played):
    key = int(played.communities.code[2]) << 16 | 5
    row = resident_row(played, key)
    assert row == int(played.communities.first_resident[2]) + 5
    assert int(played.residents.key[row]) == key
    card = card_of(played, f"r:{key}")
    assert rows_of(card)["permanent id"] == f"{key >> 16}-5"
    assert rows_of(card)["community"] == f"{100 * played.residents.trust_community[row]:.1f}"


def test_issues_of_a_resident_are_those_of_store_and_ledger(played):
    keys, counts = np.unique(played.ledger.records["resident_key"], return_counts=True)
    key = int(keys[np.argmax(counts)])
    now, past = records_of(played, key)
    assert len(past) == counts.max()
    card = card_of(played, f"r:{key}")
    assert len(card["links"]["items"]) == min(14, len(now) + len(past))
    issue = spoken("zh", card_of, played, card["links"]["items"][0]["ref"])
    assert issue["story"] and issue["story"] == sorted(issue["story"])


def test_a_closed_issue_tells_its_days(played):
    record = played.ledger.records[-1]
    card = card_of(played, issue_key(record))
    assert any(f"{played.calendar.date(int(record['closed'])).isoformat()}  it ended" == line for line in card["story"])
    assert any(line.endswith("the need arose") for line in card["story"])


def test_open_matters_of_a_community_are_all_its_own(played):
    found = open_of_community(played, 1)
    issues = played.stage.issues
    counted = sum(1 for issue in issues if issue["community"] == 1 and issue["state"] not in (FREE, State.LATENT))
    assert len(found) == counted
    assert (np.diff(found["reported"]) >= 0).all()


def test_two_cards_stand_side_by_side_row_by_row(played):
    card = side_by_side(card_of(played, "c:3"), card_of(played, "c:3"))
    assert card["compared"]
    assert all(row[1] == row[2] for s in card["sections"] if "rows" in s for row in s["rows"])


def test_ties_of_a_district_are_the_networks(played):
    """The same pairs and numbers of residents as the edges of `model.network`."""
    code, n = played.communities.code, len(played.communities)
    counted: dict[tuple[int, int], int] = {}
    for district in range(len(played.districts)):
        for a, b, k in zip(*ties.migration_links_of(played, district), strict=True):
            pair = (int(min(a, b)), int(max(a, b)))
            counted[pair] = counted.get(pair, 0) + int(k)
    edges = {}
    rows = {f"c:{code[row]}": row for row in range(n)}
    for a, b, facts in played.network.edges(data=True):
        if facts["kind"] == "migration":
            pair = (min(rows[a], rows[b]), max(rows[a], rows[b]))
            edges[pair] = facts["weight"]
    assert edges and counted == edges


def test_the_tree_has_every_office_once_inside_the_drawing(played):
    tree = ties.tree_of(played, 0)
    d = played.districts
    assert [c["row"] for c in tree["communities"]] == list(range(d.first_community[0], d.end_community[0]))
    assert len(tree["townships"]) == d.end_township[0] - d.first_township[0]
    places = [(node["x"], node["y"]) for node in (*tree["communities"], *tree["townships"])]
    assert len(set(places)) == len(places) and max(abs(v) for place in places for v in place) <= 1.0


def test_flows_are_sums_of_links_between_districts(played):
    total = 0
    for district in range(len(played.districts)):
        _, origins, counts = ties.migration_links_of(played, district)
        total += int(counts[played.communities.district[origins] != district].sum())
    assert sum(flow[2] for flow in ties.flows(played)) == total


def test_a_district_without_a_township_in_the_sample_shows_no_zeros():
    model = ViewModel(short_scenario({"world.place": str(SMALL_PLACE), "world.sample": 0.1}, {}, days=5))
    missing = int(np.flatnonzero(model.districts.population == 0)[0])
    card = card_of(model, f"d:{missing}")
    rows = rows_of(card)
    assert rows["share of residents drawn"] == "not in the sample" and set(rows) <= {
        "share of residents drawn",
        "fiscal capacity (mean 1)",
    }
    assert not any("table" in section for section in card["sections"]) and not card["links"]
    listed = [link["text"] for link in district_links(model)]
    assert [text.endswith("not in the sample") for text in listed] == (model.districts.population == 0).tolist()
    model.release()


def test_an_english_card_numbers_townships_and_a_chinese_one_names_them(played):
    code = int(played.townships.code[0])
    assert card_of(played, "t:0")["title"] == f"Township {code}"
    assert spoken("zh", card_of, played, "t:0")["title"] == played.world.townships.name_zh[0]
    english, chinese = (spoken(lang, ties.tree_of, played, 0)["townships"][0] for lang in ("en", "zh"))
    assert (english["name"], english["short"]) == (f"Township {code}", f"{code % 1000:03d}")
    assert chinese["name"] == chinese["short"] == played.world.townships.name_zh[0]
