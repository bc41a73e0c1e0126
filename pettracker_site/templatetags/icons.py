"""Lucide's drawings, and in their manner those that it lacks (`drawings/`), written into the page."""

import functools
from importlib import resources
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.template.base import Node, Parser, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from .compiled import is_constant

register = template.Library()
_OWN = Path(__file__).with_name("drawings")
_SVG = "{http://www.w3.org/2000/svg}"


@register.simple_tag
@functools.lru_cache(maxsize=256)
def icon(name: str, *, size: int = 24, **attributes: str) -> SafeString:
    """The drawing of that name, `size` pixels wide and high; raises KeyError where there is none.

    Each is made once for a process, from the one archive that stays open: the package's own tag reads the list of all
    1,700 for each, which took a second of a process's first pages.
    """
    drawing = ElementTree.fromstring(_drawn(name))  # noqa: S314, the package's own and ours
    for part in drawing.iter():
        part.tag = part.tag.removeprefix(_SVG)  # what is written into a page needs no namespace
    drawing.attrib.update(width=str(size), height=str(size))
    drawing.attrib.update({key.replace("_", "-"): value for key, value in attributes.items()})
    return mark_safe(ElementTree.tostring(drawing, encoding="unicode"))  # noqa: S308, drawn by the package, with attributes that templates write


_compile = register.tags["icon"]


@register.tag("icon")
def compile_icon(parser: Parser, token: Token) -> Node:
    """An icon whose arguments are constant is text as soon as its template is compiled."""
    node = _compile(parser, token)
    is_text = not node.target_var and all(map(is_constant, (*node.args, *node.kwargs.values())))
    return TextNode(node.render(Context())) if is_text else node


def _drawn(name: str) -> bytes:
    own = _OWN / f"{name}.svg"
    return own.read_bytes() if own.exists() else _archive().read(own.name)


@functools.cache
def _archive() -> ZipFile:
    return ZipFile(BytesIO(resources.files("lucide").joinpath("lucide.zip").read_bytes()))
