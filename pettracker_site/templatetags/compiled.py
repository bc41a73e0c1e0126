"""Django's `url`, `translate`, `trans`, `static` and `include`, worked out once where their arguments are constant.

They are spelled as Django's, and whatever else they are given goes to Django's own nodes. As a builtin library they are
there for each template that does not load `static` or `i18n` itself.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.files.storage import storages
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as compile_url
from django.template.loader_tags import do_include
from django.templatetags.i18n import LanguageNode, do_translate
from django.templatetags.i18n import language as compile_language
from django.templatetags.static import do_static
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, get_urlconf, resolve, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from .loops import short

register = template.Library()
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONVERTERS = re.compile(r"(?<!\?P)<(?:(\w+):)?\w+>")  # of a route; one that is a regular expression has none
_TAKE_EVERY_UUID = {"uuid", "str", "slug", "path", ""}
_PATTERNS_KEPT = 2_048  # a proxy may name any script prefix
Place = tuple[str | None, Any, str, str | None]
"""What words and addresses depend on throughout a page: language, addresses' module, script prefix, namespace."""


def is_constant(expression: FilterExpression) -> bool:
    """Whether it has the same value in every context and every language: a string or a number, without filters."""
    value = expression.var
    if isinstance(value, Variable):
        return value.lookups is None and not value.translate and not expression.filters
    return isinstance(value, str) and not expression.filters


class ConstantNode(Node):
    """What a node of Django's writes, kept for each value of what it depends on besides escaping."""

    child_nodelists = ()

    def __init__(self, node: Node, depends_on: Callable[[Context], Any]) -> None:
        self._node = node
        self._depends_on = depends_on
        self._texts: dict[tuple[Any, bool], str] = {}

    def render(self, context: Context) -> str:
        key = self._depends_on(context), context.autoescape
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = self._node.render(context)
        return text


class UrlNode(URLNode):
    """An address by a constant name. With UUIDs it is reversed once, and kept with places for them."""

    def __init__(self, node: URLNode) -> None:
        super().__init__(node.view_name, node.args, node.kwargs, None)
        self._values = [short(each) for each in (*node.args, *node.kwargs.values())]
        self._names = tuple(node.kwargs) or len(self._values)

    def render(self, context: Context) -> str:
        values = [each.resolve(context) for each in self._values]
        for value in values:
            if not (isinstance(value, str) and _UUID.fullmatch(value)):
                return super().render(context)
        try:
            pattern = _pattern(self.view_name.var, self._names, context.autoescape, _place(context))
        except NoReverseMatch:
            pattern = ""  # Django says it of what was asked for
        return pattern.format(*values) if pattern else super().render(context)


@lru_cache(maxsize=_PATTERNS_KEPT)
def _pattern(name: str, arguments: tuple[str, ...] | int, escaped: bool, place: Place) -> str:
    """The address with {0}, {1} ... where UUIDs go; empty where its route may treat one unlike another.

    `arguments` are their names, or how many they are. Raises: NoReverseMatch.
    """
    _, urlconf, prefix, current_app = place
    count = arguments if isinstance(arguments, int) else len(arguments)
    samples = [f"{at:08x}-0000-4000-8000-000000000000" for at in range(count)]
    named = {} if isinstance(arguments, int) else dict(zip(arguments, samples, strict=True))
    address = reverse(name, urlconf, args=[] if named else samples, kwargs=named, current_app=current_app)
    if count:
        try:
            route = resolve("/" + address.removeprefix(prefix), urlconf).route
        except Resolver404:
            return ""  # under a prefix that is quoted in an address
        converters = _CONVERTERS.findall(route)
        if len(converters) != count or not _TAKE_EVERY_UUID.issuperset(converters):
            return ""
    pattern = str(conditional_escape(address)) if escaped else address
    for at, sample in enumerate(samples):
        pattern = pattern.replace(sample, f"{{{at}}}")  # an address is quoted and has no braces
    return pattern


def _place(context: Context) -> Place:
    """Asked for once on a page, since each answer takes some microseconds."""
    rendering = context.render_context
    if (place := getattr(rendering, "place", None)) is None:
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        current_app = getattr(request, "current_app", getattr(match, "namespace", None))
        place = get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), current_app
        rendering.place = place  # type: ignore[attr-defined]
    return place


def _language(context: Context) -> str | None:
    return _place(context)[0]


class OtherLanguageNode(LanguageNode):
    """A part of a page in another language, which is another place."""

    def render(self, context: Context) -> str:
        rendering = context.render_context
        place = _place(context)
        del rendering.place  # type: ignore[attr-defined]
        try:
            return str(super().render(context))
        finally:
            rendering.place = place  # type: ignore[attr-defined]


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = compile_url(parser, token)
    is_plain = is_constant(node.view_name) and not node.asvar and not (node.args and node.kwargs)
    return UrlNode(node) if is_plain else node


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = do_translate(parser, token)
    is_plain = is_constant(node.filter_expression) and len(token.split_contents()) == 2
    return ConstantNode(node, _language) if is_plain else node


@register.tag
def language(parser: Parser, token: Token) -> Node:
    node = compile_language(parser, token)
    return OtherLanguageNode(node.nodelist, node.language)


class KeptTemplate:
    """In place of the constant name of an included template: that template, looked for once.

    Whoever drops the templates that were read, such as a server that reloads them, drops this with its page.
    """

    def __init__(self, name: FilterExpression) -> None:
        self._name = name
        self._template: Any = None

    def resolve(self, context: Context) -> Any:
        if self._template is None:
            self._template = context.template.engine.get_template(self._name.resolve(context))  # type: ignore[union-attr]
        return self._template


@register.tag
def include(parser: Parser, token: Token) -> Node:
    node = do_include(parser, token)
    if is_constant(node.template):
        node.template = KeptTemplate(node.template)  # type: ignore[assignment]
    return node


@register.tag
def static(parser: Parser, token: Token) -> Node:
    node = do_static(parser, token)
    is_plain = is_constant(node.path) and not node.varname
    return ConstantNode(node, _static_files) if is_plain else node


def _static_files(_: Context) -> Any:
    return storages["staticfiles"]
