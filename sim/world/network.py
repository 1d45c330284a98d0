"""The network of communities and offices: who is above whom, who are neighbours, where movers came from."""

from __future__ import annotations

import networkx as nx
import numpy as np

from sim.vocabulary import Setting, Tier
from sim.world.world import World

MUNICIPALITY_NODE = "m"


def migration_links(world: World, origin: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts the residents of every community who came from another by that community.

    Args:
        world: The world.
        origin: Former home of each resident, or -1; that of the world's residents where not given.

    Returns:
        Three columns, one row per pair that occurs: home community row, origin community row (int32 each) and
        number of residents (int64), ordered by home, then origin.
    """
    origin = world.residents.origin if origin is None else origin
    rows = np.flatnonzero(origin >= 0)
    home = world.community_of_resident(rows).astype(np.int64)
    pairs, counts = np.unique(home * len(world.communities) + origin[rows], return_counts=True)
    n = max(len(world.communities), 1)
    return (pairs // n).astype(np.int32), (pairs % n).astype(np.int32), counts


def _add_offices(graph: nx.Graph, world: World) -> None:
    settings = [setting.key for setting in Setting]
    districts, townships, communities = world.districts, world.townships, world.communities
    graph.add_node(MUNICIPALITY_NODE, tier=Tier.MUNICIPALITY.key, name_zh=world.name_zh, name_en=world.name_en)
    for d, code in enumerate(districts.code.tolist()):
        graph.add_node(
            f"d:{code}",
            tier=Tier.DISTRICT.key,
            name_zh=districts.name_zh[d],
            name_en=districts.name_en[d],
            region=world.regions[districts.region[d]][0],
            population=int(districts.population[d]),
        )
        graph.add_edge(f"d:{code}", MUNICIPALITY_NODE, kind="hierarchy", weight=1.0)
    for t, code in enumerate(townships.code.tolist()):
        graph.add_node(
            f"t:{code}",
            tier=Tier.TOWNSHIP.key,
            name_zh=townships.name_zh[t],
            weight=float(townships.weight[t]),
        )
        graph.add_edge(f"t:{code}", f"d:{districts.code[townships.district[t]]}", kind="hierarchy", weight=1.0)
    for c, code in enumerate(communities.code.tolist()):
        graph.add_node(
            f"c:{code}",
            tier=Tier.COMMUNITY.key,
            setting=settings[communities.setting[c]],
            population=int(communities.population[c]),
            longitude=float(communities.longitude[c]),
            latitude=float(communities.latitude[c]),
        )
        graph.add_edge(f"c:{code}", f"t:{townships.code[communities.township[c]]}", kind="hierarchy", weight=1.0)


def community_network(world: World, origin: np.ndarray | None = None) -> nx.Graph:
    """Makes the network of a world; nothing in the simulation waits for it, so it is made when asked for.

    Nodes are "m", "d:<code>", "t:<code>" and "c:<code>". Edges have the attribute `kind`: "hierarchy" between
    an office and the one above; "neighbour" between districts that touch (`border_km`); "migration" between
    two communities, `weight` being the number of residents of either who came from the other. A whole city
    has some two million migration edges.

    Args:
        world: The world.
        origin: Former home of each resident, or -1; that of the world's residents where not given.

    Returns:
        An undirected graph without loops.
    """
    graph = nx.Graph(name=world.name_en)
    _add_offices(graph, world)
    codes = world.districts.code
    for a, b, km in world.borders:
        graph.add_edge(f"d:{codes[a]}", f"d:{codes[b]}", kind="neighbour", border_km=km)
    homes, origins, counts = migration_links(world, origin)
    low, high = np.minimum(homes, origins).astype(np.int64), np.maximum(homes, origins)
    n = max(len(world.communities), 1)
    pairs, place = np.unique(low * n + high, return_inverse=True)
    totals = np.bincount(place, counts, len(pairs)).astype(np.int64)
    code = world.communities.code.tolist()
    graph.add_edges_from(
        (f"c:{code[pair // n]}", f"c:{code[pair % n]}", {"kind": "migration", "weight": total})
        for pair, total in zip(pairs.tolist(), totals.tolist(), strict=True)
    )
    return graph
