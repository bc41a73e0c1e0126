"""Tags that are worked out once write what Django's own write: in each language, under each prefix, escaped or not."""

import itertools
import re
import uuid
from pathlib import Path

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import storages
from django.http import HttpResponse
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import TextNode
from django.test import RequestFactory
from django.urls import (
    NoReverseMatch,
    get_resolver,
    include,
    path,
    re_path,
    register_converter,
    set_script_prefix,
)
from django.urls.converters import get_converters
from django.utils import translation
from django.utils.translation import trans_real

from pettracker_site.templatetags import compiled
from pettracker_site.templatetags.icons import icon
from pettracker_site.web.middleware import LanguageMiddleware

LIBRARIES = ["django.templatetags.i18n", "django.templatetags.static"]
OURS = [f"pettracker_site.templatetags.{name}" for name in ("compiled", "icons", "loops")]
DJANGO, COMPILED = Engine(builtins=LIBRARIES), Engine(builtins=LIBRARIES + OURS)
IDS = [str(uuid.UUID(int=number)) for number in (4, 2**127 + 3)]


class Digits:
    """A converter of one's own, which takes UUIDs, but does not write them as they are."""

    regex = "[0-9]+"

    def to_python(self, value):
        return str(uuid.UUID(int=int(value)))

    def to_url(self, value):
        return str(uuid.UUID(str(value)).int)


class Even:
    """One that takes some UUIDs only."""

    regex = "[0-9a-f-]*[02468ace]"
    to_python = to_url = str


for name, converter in (("digits", Digits), ("even", Even)):
    if name not in get_converters():
        register_converter(converter, name)


def view(request, **_):
    return HttpResponse()


APP = ([path("<uuid:id>/", view, name="one")], "app")
CONVERTERS = ["uuid", "int", "str", "slug", "path", "digits", "even"]
urlpatterns = [
    path("plain/", view, name="plain"),
    path("it's/&/{0}/", view, name="signs"),
    *(path(f"{name}/<{name}:id>/edit/", view, name=name) for name in CONVERTERS),
    re_path(r"^expression/(?P<id>[0-9a-f-]*[02468ace])/$", view, name="expression"),
    path("two/<uuid:one>/{of}/<uuid:other>/", view, name="two"),
    path("first/", include(APP, namespace="first")),
    path("second/", include(APP, namespace="second")),
    *i18n_patterns(path("<uuid:id>/", view, name="in-a-language")),
]


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__
    compiled._pattern.cache_clear()
    yield
    set_script_prefix("/")


def written(engine: Engine, text: str, *, namespace: str = "", autoescape: bool = True, **values) -> str:
    """What a page writes, the second time as the first, or which error it ends with."""

    def render() -> str:
        context = Context(dict(values), autoescape=autoescape)
        context.request = RequestFactory().get("/")
        context.request.current_app = namespace
        return page.render(context)

    try:
        page = engine.from_string(text)
        first, second = render(), render()
    except (NoReverseMatch, TemplateSyntaxError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    assert first == second
    return first


def assert_alike(text: str, **values) -> str:
    """What both write, which is the same."""
    expected = written(DJANGO, text, **values)
    assert written(COMPILED, text, **values) == expected
    return expected


VALUES = [*IDS, uuid.UUID(IDS[0]), 7, "a name", "a-slug", "a/path", "", None, f"{IDS[0]}x", IDS[1].upper(), "ü&'<"]


@pytest.mark.parametrize("name", [*CONVERTERS, "expression", "plain", "in-a-language", "app:one", "second:one"])
@pytest.mark.parametrize("argument", ["id", "id=id", "other=id"])
def test_an_address_is_djangos_whatever_it_is_made_of(name, argument):
    for value in VALUES:
        assert_alike(f"{{% url '{name}' {argument} %}}", id=value)


def test_every_converter_of_this_site_is_among_those():
    def used(patterns) -> set[type]:
        kinds = {type(each) for pattern in patterns for each in pattern.pattern.converters.values()}
        return kinds.union(*(used(pattern.url_patterns) for pattern in patterns if hasattr(pattern, "url_patterns")))

    assert used(get_resolver("pettracker_site.urls").url_patterns) <= {
        type(get_converters()[each]) for each in CONVERTERS
    }


@pytest.mark.parametrize(
    "text",
    ["'two' one other", "'two' other=one one=other", "'two' one", "'uuid' one id=other"],
)
def test_several_arguments_go_where_django_puts_them(text):
    for one, other in itertools.permutations(IDS):
        assert_alike(f"{{% url {text} %}}", one=one, other=other)


def test_signs_are_escaped_where_the_page_escapes():
    text = "{% url 'signs' %} {% static \"it's.css\" %}"
    page, djangos = COMPILED.from_string(text), DJANGO.from_string(text)
    for autoescape in (True, False, True):
        assert page.render(Context(autoescape=autoescape)) == djangos.render(Context(autoescape=autoescape))


def test_each_prefix_has_addresses_of_its_own():
    for prefix in ("/", "/pets/", "/a b/"):
        set_script_prefix(prefix)
        assert assert_alike("{% url 'plain' %} {% url 'uuid' id %}", id=IDS[0]).startswith(prefix.replace(" ", "%20"))


def test_each_language_has_addresses_of_its_own():
    for language in ("en", "de"):
        with translation.override(language):
            assert assert_alike("{% url 'in-a-language' id %}", id=IDS[0]).startswith(f"/{language}/")


def test_a_namespace_is_that_of_the_page():
    for namespace in ("first", "second"):
        address = assert_alike("{% url 'app:one' id %}", id=IDS[0], namespace=namespace)
        assert address == f"/{namespace}/{IDS[0]}/"


@pytest.mark.parametrize("text", ["'nowhere'", "'nowhere' id", "'no:where' id", "'uuid'", ""])
def test_a_name_that_is_missing_is_told_as_django_tells_it(text):
    said = assert_alike(f"{{% url {text} %}}", id=IDS[0])
    assert said.startswith(("NoReverseMatch: ", "TemplateSyntaxError: "))


@pytest.mark.parametrize("text", ["'nowhere' id as here", "'uuid' id as here", "name id as here", "name id"])
def test_what_is_not_constant_stays_djangos(text):
    said = assert_alike(f"{{% url {text} %}}[{{{{ here }}}}]", id=IDS[0], name="uuid")
    assert said in ("[]", f"[/uuid/{IDS[0]}/edit/]", f"/uuid/{IDS[0]}/edit/[]")


def test_an_address_is_reversed_once_however_many_ask(monkeypatch):
    asked = []
    reverse = compiled.reverse
    monkeypatch.setattr(compiled, "reverse", lambda *args, **kwargs: asked.append(args) or reverse(*args, **kwargs))
    monkeypatch.setattr("django.urls.reverse", None)
    page = "{% for id in ids %}{% url 'uuid' id %}{% endfor %}"
    assert written(COMPILED, page, ids=IDS) == "".join(f"/uuid/{each}/edit/" for each in IDS)
    assert len(asked) == 1


WORDS = [
    "'Yes'",
    "'no such words'",
    "'100%% & <b>'",
    "'Yes' as words",
    "'Yes' noop",
    "'May' context 'abbrev. month'",
    "'yes,no'|cut:','",
    "word",
    "_('Yes')",
    "'Yes' as",
    "",
]


@pytest.mark.parametrize("tag", ["translate", "trans"])
@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("autoescape", [True, False])
def test_words_are_djangos_in_each_language(tag, text, autoescape):
    page = f"{{% {tag} {text} %}}[{{{{ words }}}}]"
    for language in ("en", "de", None):
        with translation.override(language):
            assert_alike(page, word="Yes & <b>", autoescape=autoescape)


def test_each_request_has_a_language_said_and_keeps_one_said_before():
    said = []

    def answer(request):
        said.append((trans_real._active.value.to_language(), translation.get_language()))
        return HttpResponse()

    translation.deactivate()
    LanguageMiddleware(answer)(RequestFactory().get("/"))
    with translation.override("de"):
        LanguageMiddleware(answer)(RequestFactory().get("/"))
    assert said == [("en", "en"), ("de", "de")]


def test_a_page_that_is_compiled_once_is_written_in_both_languages():
    yes = "{% translate 'Yes' %} {% url 'in-a-language' id %} "
    page = COMPILED.from_string(f"{yes}{{% language 'fr' %}}{yes}{{% endlanguage %}}{yes}")
    for language, word in (("en", "Yes"), ("de", "Ja")):
        with translation.override(language):
            here, there = f"{word} /{language}/{IDS[0]}/ ", f"Oui /fr/{IDS[0]}/ "
            assert page.render(Context({"id": IDS[0]})) == here + there + here


@pytest.mark.parametrize("text", ["'css/base.css'", "'a b&c.css'", "name", "'css/base.css'|upper", "'x' as y", ""])
@pytest.mark.parametrize("autoescape", [True, False])
def test_the_address_of_a_static_file_is_djangos(text, autoescape):
    assert_alike(f"{{% static {text} %}}[{{{{ y }}}}]", name="js/site.js", autoescape=autoescape)


def test_the_address_of_a_static_file_is_asked_for_once(monkeypatch):
    page, asked = COMPILED.from_string("{% static 'css/base.css' %}"), []
    url = storages["staticfiles"].url
    monkeypatch.setattr(storages["staticfiles"], "url", lambda name: asked.append(name) or url(name))
    assert {page.render(Context()) for _ in range(3)} == {"/static/css/base.css"}
    assert asked == ["css/base.css"]


def test_another_storage_has_other_addresses(settings):
    page = COMPILED.from_string("{% static 'css/base.css' %}")
    assert page.render(Context()) == "/static/css/base.css"
    options = {"location": "/nowhere", "base_url": "/elsewhere/"}
    backend = f"{ManifestStaticFilesStorage.__mro__[2].__module__}.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend, "OPTIONS": options}}
    assert page.render(Context()) == "/elsewhere/css/base.css"


@pytest.mark.parametrize(
    ("text", "is_text"),
    [
        ("{% icon 'heart' size=18 fill='currentColor' %}", True),
        ("{% icon 'heart' %}", True),
        ("{% icon name size=18 fill='currentColor' %}", False),
        ("{% icon 'heart' size=size fill='currentColor' %}", False),
        ("{% icon 'HEART'|lower size=18 fill='currentColor' %}", False),
    ],
)
def test_an_icon_of_constant_arguments_is_text(text, is_text):
    page = COMPILED.from_string(text)
    assert isinstance(page.nodelist[0], TextNode) is is_text
    wanted = icon("heart") if "fill" not in text else icon("heart", size=18, fill="currentColor")
    assert written(COMPILED, text, name="heart", size=18) == wanted


def test_an_icon_may_be_kept_under_a_name():
    assert written(COMPILED, "{% icon 'heart' as kept %}[{{ kept }}]") == f"[{icon('heart')}]"


def test_no_template_loads_djangos_own_tags_instead():
    templates = Path(__file__).resolve().parents[2] / "templates"
    loads = re.compile(r"{% load [^%]*\b(static|i18n)\b")
    assert not [each.name for each in templates.rglob("*.html") if loads.search(each.read_text())]


PARTS = {"part.html": "{{ a }}&{{ b }}", "folder/page.html": "{% include './part.html' %}", "folder/part.html": "near"}


@pytest.mark.parametrize(
    "text",
    [
        "'part.html'",
        "'part.html' with b='<'",
        "'part.html' with b=1 only",
        "name",
        "'PART.html'|lower",
        "'folder/page.html'",
    ],
)
@pytest.mark.parametrize("autoescape", [True, False])
def test_what_is_included_is_djangos(text, autoescape):
    loaders = [("django.template.loaders.locmem.Loader", PARTS)]
    djangos, ours = (Engine(loaders=loaders, builtins=each) for each in (LIBRARIES, LIBRARIES + OURS))
    text = f"{{% include {text} %}}"
    expected = written(djangos, text, name="part.html", a="<", autoescape=autoescape)
    assert written(ours, text, name="part.html", a="<", autoescape=autoescape) == expected


def test_a_part_is_looked_for_once_and_missed_each_time(monkeypatch):
    engine = Engine(loaders=[("django.template.loaders.locmem.Loader", PARTS)], builtins=OURS)
    page, missing = (engine.from_string(f"{{% include '{name}.html' %}}") for name in ("part", "none"))
    asked = []
    find = engine.find_template
    monkeypatch.setattr(engine, "find_template", lambda name, **more: asked.append(name) or find(name, **more))
    assert [page.render(Context({"a": a})) for a in "12"] == ["1&", "2&"]
    for _ in range(2):
        with pytest.raises(TemplateDoesNotExist, match=r"none\.html"):
            missing.render(Context())
    assert asked == ["part.html", "none.html", "none.html"]
