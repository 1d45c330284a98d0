"""The network: a tree of offices, borders, and migration edges that count real residents."""

from __future__ import annotations

import networkx as nx
import numpy as np

from sim.world.network import community_network, migration_links
from sim.world.world import World


def test_offices_form_a_tree(small_world: World) -> None:
    graph = community_network(small_world)
    edges = [(a, b) for a, b, kind in graph.edges(data="kind") if kind == "hierarchy"]
    tree = nx.Graph(edges)
    assert nx.is_tree(tree)
    assert tree.number_of_nodes() == 1 + 3 + 7 + 16
    assert all(nx.shortest_path_length(tree, "m", node) == 3 for node in tree if node.startswith("c:"))


def test_borders_are_those_of_the_table(small_world: World) -> None:
    graph = community_network(small_world)
    borders = {frozenset((a, b)): d["border_km"] for a, b, d in graph.edges(data=True) if d["kind"] == "neighbour"}
    assert borders == {frozenset(("d:910001", "d:910002")): 90.5, frozenset(("d:910002", "d:910003")): 80.0}


def test_migration_counts_every_mover_once(small_world: World) -> None:
    graph = community_network(small_world)
    movers = int((small_world.residents.origin >= 0).sum())
    weights = [d["weight"] for _, _, d in graph.edges(data=True) if d["kind"] == "migration"]
    assert movers > 0
    assert sum(weights) == movers
    homes, origins, counts = migration_links(small_world)
    assert counts.sum() == movers
    assert np.all(homes != origins)
