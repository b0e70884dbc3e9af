"""Writes longest paths as networkx finds them, for a test of our critical path: one JSON object a line, each a net of
linked tasks with the earliest and latest days of all that leads to its end."""

import json
import random
import sys

import networkx as nx

SOURCE = "the beginning"


def net(draw, size):
    """Draws a net without circles: links lead from lower to higher numbers."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    for _ in range(3 * size):
        a, b = sorted(draw.sample(range(size), 2))
        graph.add_edge(a, b, weight=draw.randint(0, 20))
    return graph, {task: draw.choice([0, draw.randint(0, 40)]) for task in graph}


def longest(graph):
    return nx.dag_longest_path_length(graph, weight="weight")


def answer(graph, not_before, end, everything):
    """Asks networkx for the earliest days by longest paths from the beginning, the latest by longest paths to the end."""
    rooted = graph.copy()
    for task, day in not_before.items():
        rooted.add_edge(SOURCE, task, weight=day)
    up = nx.ancestors(graph, end) | {end}
    last = longest(rooted.subgraph(up | {SOURCE}))
    earliest, latest = {}, {}
    for task in up if everything else [end]:
        earliest[str(task)] = longest(rooted.subgraph(nx.ancestors(rooted, task) | {task}))
        between = (nx.descendants(graph, task) & up) | {task}
        latest[str(task)] = last - longest(graph.subgraph(between))
    return {
        "tasks": [{"id": str(task), "notBefore": day} for task, day in not_before.items()],
        "links": [[str(a), str(b), data["weight"]] for a, b, data in graph.edges(data=True)],
        "end": str(end),
        "earliest": earliest,
        "latest": latest,
    }


def main():
    draw = random.Random(20220919)
    for size in [2, 3, 5] * 40 + [10, 25, 60] * 40 + [10_000]:
        graph, not_before = net(draw, size)
        json.dump(answer(graph, not_before, size - 1, size < 1000), sys.stdout)
        print()


if __name__ == "__main__":
    main()
