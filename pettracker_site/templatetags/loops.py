"""Django's `for`, in whose body a text such as `{{ card.name }}` is found and written by a short way.

A list looks up hundreds of them, and for each name Django tries a key, an attribute and an index, and asks of what it
found whether to call, localise or escape it. The short way is for what needs none of this; the rest is Django's to do.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, Variable, VariableNode
from django.template.context import Context
from django.template.defaulttags import IfNode, TemplateLiteral, do_for
from django.utils.safestring import SafeString

register = template.Library()


class ShortExpression:
    """A variable without filters, in place of Django's expression for it."""

    def __init__(self, expression: FilterExpression, names: tuple[str, ...]) -> None:
        self._expression = expression
        self._first, *self._others = names

    def found(self, context: Context) -> Any:
        """Its value; None where that takes more than attributes of objects that have no keys and are not called."""
        first = self._first
        for frame in reversed(context.dicts):
            if first in frame:
                value = frame[first]
                break
        else:
            return None
        for name in self._others:
            if callable(value) or hasattr(type(value), "__getitem__"):
                return None
            try:
                value = getattr(value, name)
            except Exception:
                return None  # Django says which errors a page is to know of
        return None if callable(value) else value

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        value = self.found(context)
        return self._expression.resolve(context, ignore_failures) if value is None else value


class ShortVariableNode(VariableNode):
    """Writes what is a text at once."""

    def __init__(self, node: VariableNode, expression: ShortExpression) -> None:
        super().__init__(node.filter_expression)
        self.token, self.origin = node.token, node.origin  # for messages
        self._short = expression

    def render_annotated(self, context: Context) -> Any:
        value = self._short.found(context)
        if type(value) is str:
            return escape(value) if context.autoescape else value
        return value if type(value) is SafeString else super().render_annotated(context)


def short(expression: Any) -> Any:
    """The same expression, with the short way where there is one."""
    variable = getattr(expression, "var", None)
    if isinstance(variable, Variable) and variable.lookups and not (variable.translate or expression.filters):
        return ShortExpression(expression, variable.lookups)
    return expression


@register.tag("for")
def compile_for(parser: Parser, token: Token) -> Node:
    node = do_for(parser, token)
    _shorten(node.nodelist_loop)
    return node


def _shorten(nodes: Any) -> None:
    for at, node in enumerate(nodes):
        if type(node) is VariableNode:
            expression = short(node.filter_expression)
            if isinstance(expression, ShortExpression):
                nodes[at] = ShortVariableNode(node, expression)
        elif isinstance(node, IfNode):
            for condition, nodelist in node.conditions_nodelists:
                for literal in _literals(condition):
                    literal.value = short(literal.value)
                _shorten(nodelist)


def _literals(condition: Any) -> Iterator[TemplateLiteral]:
    """What a condition compares and joins; an `else` has none."""
    if isinstance(condition, TemplateLiteral):
        yield condition
    elif condition is not None:
        for side in (condition.first, condition.second):
            yield from _literals(side)
