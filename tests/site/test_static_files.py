"""Static files in production: names that change with what is in them, and the words of scripts among them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from pettracker_site.web.static_files import CatalogueFinder, StaticFilesStorage

SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
NAMES = {"Accept", "Content-Type", "Retry-After", "Enter", "Escape", "Tab", "Files"}  # of HTTP, keys and the browser


def test_scripts_import_each_other_by_names_that_change_with_their_content(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    files = {f"js/{script.name}": (storage, f"js/{script.name}") for script in SCRIPTS}
    for script in SCRIPTS:
        storage.save(f"js/{script.name}", ContentFile(script.read_bytes()))
    list(storage.post_process(files))
    importing = (tmp_path / storage.stored_name(name) for name in ("js/lightbox.js", "js/gallery.js"))
    imported = [name for path in importing for name in re.findall(r'(?:from ?|import\()"\./([^"]+)"', path.read_text())]
    assert {name.partition(".")[0] for name in imported} >= {"album", "zoom", "upload", "slideshow"}
    assert all((tmp_path / "js" / name).exists() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)


def collected(tmp_path: Path, files: dict[str, str]) -> dict[str, str]:
    """What production serves of files with these texts, by their names."""
    source = FileSystemStorage(tmp_path / "source")
    storage = StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")
    for name, text in files.items():
        source.save(name, ContentFile(text))
        storage.save(name, ContentFile(text))  # as collectstatic copies it
    list(storage.post_process({name: (source, name) for name in files}))
    return {name: (tmp_path / "collected" / storage.stored_name(name)).read_text() for name in files}


def test_styles_and_scripts_come_without_comments_and_spaces_those_of_libraries_as_they_are(tmp_path):
    files = {
        "css/a.css": "/* Why */\n.a :is(b, c) {\n  margin: calc(1px + var(--a));\n}\n",
        "js/a.js": "// Why\nconst words = `two  words // ${ 1 }`;\n",
        "admin/css/a.css": "/* Licence */\n.a { color: red; }\n",
    }
    served = collected(tmp_path, files)
    assert served["css/a.css"] == ".a :is(b,c){margin:calc(1px + var(--a))}"
    assert served["js/a.js"] == "const words=`two  words // ${ 1 }`;"
    assert served["admin/css/a.css"] == files["admin/css/a.css"]


def test_a_style_holds_those_that_it_imports_in_their_order_and_with_names_of_their_own_files(tmp_path):
    files = {
        "css/page.css": '/* All */\n@import "b.css";\n@import "a.css";\n',
        "css/a.css": ".a { color: red }",
        "css/b.css": '.b { background: url("../img/b.svg") }',
        "img/b.svg": "<svg/>",
    }
    page = collected(tmp_path, files)["css/page.css"]
    assert re.fullmatch(r'\.b\{background:url\("\.\./img/b\.[0-9a-f]{12}\.svg"\)\}\.a\{color:red\}', page)


def test_a_page_of_photos_asks_at_once_for_all_scripts_that_it_begins_with():
    template = (settings.BASE_DIR / "templates" / "photos" / "_gallery_scripts.html").read_text()
    begins_with: set[str] = set()
    coming = ["gallery"]
    while coming:
        script = (settings.BASE_DIR / "static" / "js" / f"{coming.pop()}.js").read_text()
        imported = set(re.findall(r'^(?:import|.*\bfrom) "\./([\w-]+)\.js";$', script, re.MULTILINE)) - begins_with
        begins_with |= imported
        coming += imported
    assert begins_with == set(re.findall(r"modulepreload\" href=\"{% static 'js/([\w-]+)\.js'", template))


def test_the_words_of_scripts_are_a_static_file_for_each_language(settings, tmp_path):
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    settings.LOCAL_DIR = tmp_path
    made = {name: storage.open(name).read().decode() for name, storage in CatalogueFinder().list(None)}
    assert set(made) == {"catalogue/en.js", "catalogue/de.js"}
    assert '"Cancel": "Abbrechen"' in made["catalogue/de.js"]  # Django's own words; of ours none is translated yet
    assert CatalogueFinder().find("catalogue/de.js") == str(tmp_path / "catalogue" / "de.js")


@pytest.mark.parametrize("name", ["catalogue/xx.js", "catalogue/../db.sqlite3", "en.js"])
def test_nothing_else_is_found_beside_the_catalogues(name):
    assert CatalogueFinder().find(name) is None
    assert CatalogueFinder().find(name, find_all=True) == []


@pytest.mark.parametrize(("language", "rule"), [("en", "(count == 1) ? 0 : 1"), ("pl", "n%10>=2 && n%10<=4")])
def test_a_catalogue_counts_as_its_language_does(settings, tmp_path, language, rule):
    settings.LANGUAGES = [(language, language)]
    settings.LOCAL_DIR = tmp_path
    assert rule in Path(CatalogueFinder().find(f"catalogue/{language}.js")).read_text()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_words_of_a_script_are_written_out_where_makemessages_finds_them(script):
    code = re.sub(r"(?m)^ *(//|/?\*).*$", "", script.read_text())
    calls = re.compile(r'\bn?gettext\(\s*("[^"]*")?(,\s*"[^"]*")?')
    assert all(call[1] for call in calls.finditer(code)), "gettext of what is no text"
    elsewhere = re.findall(r"""["'`]([A-Z][a-z][^"'`]*)["'`]""", calls.sub("", code))
    assert set(elsewhere) <= NAMES
