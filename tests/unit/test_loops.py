"""A loop's variables that are found by a short way are written as Django writes them."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import TextChoices
from django.template import Context, Engine
from django.template.base import VariableNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

DJANGO = Engine(string_if_invalid="[nothing]")
OURS = Engine(string_if_invalid="[nothing]", builtins=["pettracker_site.templatetags.loops"])


@dataclass(frozen=True, slots=True)
class Card:
    text: object
    inner: object = None


class Kind(TextChoices):
    DOG = "dog", "Dog"


class Odd:
    """What a template may meet besides plain attributes."""

    text = "of itself"

    def method(self):
        return "<called>"

    def with_argument(self, argument):
        return argument

    def deletes(self):
        raise AssertionError("called")

    deletes.alters_data = True

    @property
    def absent(self):
        raise ObjectDoesNotExist

    @property
    def broken(self):
        raise AttributeError("within")

    def __call__(self):
        return SimpleNamespace(text="of what was called")


class Keys(dict):
    text = "an attribute"


class Text(str):
    def __str__(self):
        return "<another>"


VALUES = [
    "plain", "<b>&'\"", "", mark_safe("<i>"), Text("text"), gettext_lazy("Yes"), None, True, False, 0, 1234.5, [],
    ["a"], Kind.DOG, Kind, lambda: "<called>", lambda: "", {"a": 1}, b"bytes",
]  # fmt: skip


def written(engine: Engine, text: str, autoescape: bool, **values) -> str:
    try:
        return str(engine.from_string(text).render(Context(values, autoescape=autoescape)))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def assert_alike(text: str, **values) -> None:
    for autoescape in (True, False):
        assert written(OURS, text, autoescape, **values) == written(DJANGO, text, autoescape, **values)


@pytest.mark.parametrize(
    "body",
    [
        "{{ card.text }}",
        "{{ card.inner.text }}",
        "{{ card.text.0 }}|{{ card.nothing }}|{{ nothing }}|{{ nothing.text }}|{{ outside }}|{{ card }}",
        "{{ card.text|upper }}|{{ card.text|default:'none' }}|{{ forloop.counter }}",
        "{% if card.text %}a{{ card.text }}{% elif card.inner.text %}b{% else %}c{{ card.inner.text }}{% endif %}",
        "{% if not card.text and outside %}a{% endif %}{% if card.text == outside or nothing %}b{% endif %}",
        "{% if outside in card.text %}a{% endif %}{% if card.text is None %}b{% endif %}{% if card.a.b %}c{% endif %}",
        "{% with card=card.inner %}{{ card.text }}{% for each in card.text %}{{ each }}{% endfor %}{% endwith %}",
        "{% autoescape off %}{{ card.text }}{% endautoescape %}{% for card in outer %}{{ card.text }}{% endfor %}",
    ],
)
def test_what_a_loop_writes_is_djangos(body):
    values = VALUES + [Keys(text="a key"), Odd()]
    cards = [Card(value, Card(inner)) for value in values for inner in (value, "inner", None)]
    loop = f"{{% for card in cards %}}{body};{{% endfor %}}"
    assert_alike(loop, cards=cards, outside="p", outer=[Card("<o>")])
    for card in cards:  # alone, so that an error of one does not hide the others
        assert_alike(loop, cards=[card], outside="p", outer=[])


@pytest.mark.parametrize("body", ["{{ card.inner.NAME }}", "{% if card.inner.NAME %}a{% endif %}", "{{ card.NAME }}"])
@pytest.mark.parametrize("name", ["text", "method", "with_argument", "deletes", "absent", "broken", "absent.text"])
def test_what_is_called_fails_or_has_keys_is_left_to_django(name, body):
    loop = "{% for card in cards %}" + body.replace("NAME", name) + "{% endfor %}"
    for item in (Card("", Odd()), Odd(), Keys(text="a key", inner=Odd()), Keys(inner=Keys(text=""))):
        assert_alike(loop, cards=[item])


def test_several_names_and_an_empty_loop_are_djangos():
    assert_alike("{% for a, b in pairs reversed %}{{ a }}{{ b.text }}{% empty %}{{ none }}{% endfor %}", pairs=[])
    assert_alike("{% for a, b in pairs reversed %}{{ a }}{{ b.text }}{% endfor %}", pairs=[("<", Card("1")), (2, None)])


def test_a_text_is_looked_up_by_the_short_way(monkeypatch):
    page = OURS.from_string("{% for card in cards %}{% if card.text %}{{ card.text }}{% endif %}{% endfor %}")
    monkeypatch.setattr("django.template.base.Variable._resolve_lookup", lambda *_: [Card("a"), Card("<")])
    assert page.render(Context()) == "a&lt;"


def test_an_error_is_told_with_its_place():
    engine = Engine(debug=True, builtins=["pettracker_site.templatetags.loops"])
    page = engine.from_string("{% for each in all %}\n{{ each.inner }}{% endfor %}")

    def fails():
        raise ValueError

    with pytest.raises(ValueError) as raised:
        page.render(Context({"all": [Card("", fails)]}))
    assert raised.value.template_debug["line"] == 2
    assert page.nodelist.get_nodes_by_type(VariableNode)
