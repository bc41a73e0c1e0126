"""Static files in production: names that change with what is in them, and the words of scripts among them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from pettracker_site.web.static_files import CatalogueFinder, StaticFilesStorage

SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
NAMES = {"Accept", "Content-Type", "Retry-After", "Escape", "Tab", "Files"}  # of HTTP, keys and the browser


def test_scripts_import_each_other_by_names_that_change_with_their_content(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    files = {f"js/{script.name}": (storage, f"js/{script.name}") for script in SCRIPTS}
    for script in SCRIPTS:
        storage.save(f"js/{script.name}", ContentFile(script.read_bytes()))
    list(storage.post_process(files))
    hashed = (tmp_path / storage.stored_name("js/lightbox.js")).read_text()
    imported = re.findall(r'from "\./([^"]+)"', hashed)
    assert imported
    assert all((tmp_path / "js" / name).exists() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)


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
