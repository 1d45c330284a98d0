"""The terms of a rule, taken from its own text: what is added up before a chance comes out.

A rule such as `voices` adds up log-odds and compares a draw with the share that follows. So that no formula is written
twice, the rule's source is compiled once more with every sum replaced by a call that adds the same numbers in the same
order and notes each of them under the words of the source.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

SUM = "_noted_sum"
LINKS = ("logistic", "exp")
"""Functions whose argument is a sum worth noting."""

Terms = list[tuple[str, float]]


class Sums:
    """The sums that one call of a rule has added up, by the name of what they were for."""

    def __init__(self) -> None:
        self.found: dict[str, Terms] = {}

    def add(self, name: str, words: tuple[str, ...], *values: float) -> float:
        """Adds values from left to right, as the rule does, and notes them.

        Args:
            name: Name the sum is given.
            words: The source of each term.
            values: Their values.

        Returns:
            The sum.
        """
        total = values[0]
        for value in values[1:]:
            total = total + value
        earlier = self.found.get(words[0])
        noted = [(word, float(value)) for word, value in zip(words, values, strict=True)]
        self.found[name] = noted if earlier is None else [*earlier, *noted[1:]]
        return total


class _Rewriting(ast.NodeTransformer):
    """Replaces sums that are given a name, or stand in a link function, by noted sums."""

    def __init__(self) -> None:
        self.target = "x"

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """A sum that gets a name."""
        if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
            return node
        self.target = node.targets[0].id
        if is_sum(node.value):
            node.value = self.noted(node.value)
        else:
            self.generic_visit(node)
        self.target = "x"
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A sum inside a link function."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in LINKS and len(node.args) == 1 and is_sum(node.args[0]):
            node.args = [self.noted(node.args[0])]
        else:
            self.generic_visit(node)
        return node

    def noted(self, node: ast.expr) -> ast.expr:
        """The sum as a call that notes its terms."""
        parts = terms_of(node)
        words = ast.Tuple([ast.Constant(ast.unparse(part)) for part in parts], ast.Load())
        return ast.Call(ast.Name(SUM, ast.Load()), [ast.Constant(self.target), words, *parts], [])


def is_sum(node: ast.expr) -> bool:
    """Whether an expression adds or subtracts at its top."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)


def terms_of(node: ast.expr) -> list[ast.expr]:
    """The terms of a sum from left to right; what is subtracted has a minus of its own."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return [node]
    last = node.right if isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), node.right)
    return [*terms_of(node.left), last]


def rule_tree(rule: Callable[..., Any]) -> ast.Module:
    """A rule's source with its sums noted."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    _Rewriting().visit(function)
    return ast.fix_missing_locations(tree)


def with_terms(rule: Callable[..., Any], names: dict[str, Any], add: Callable[..., float]) -> Callable[..., Any]:
    """A copy of a rule that hands its sums to somebody who notes them.

    Args:
        rule: A scalar rule.
        names: Global names the copy sees.
        add: Function of the sum's name, the words of its terms and their values, that gives their sum.

    Returns:
        A function that gives what the rule gives.
    """
    scope = {**names, SUM: add}
    exec(compile(rule_tree(rule), inspect.getsourcefile(rule) or "<rule>", "exec"), scope)
    return scope[rule.__name__]
