"""Static files under names that carry a hash of what is in them, so that browsers keep them for ever.

The words of scripts are one of them for each language.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest
from django.utils import translation
from django.views.i18n import JavaScriptCatalog
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also the modules that scripts import from each other are named so, and never mixed from two versions."""

    support_js_module_import_aggregation = True


class CatalogueFinder(BaseFinder):
    """Django's JavaScript catalogue as files, `catalogue/en.js` and so on, made when they are asked for.

    Its view would answer behind sessions, where browsers are told to keep nothing.
    """

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(settings.LOCAL_DIR)

    def check(self, **_: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """The file's place on the disk, or None; with `find_all` a list."""
        found = [str(self._made(language)) for language, _name in settings.LANGUAGES if path == _file(language)]
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for language, _name in settings.LANGUAGES:
            self._made(language)
            yield _file(language), self.storage

    def _made(self, language: str) -> Path:
        with translation.override(language):
            words = JavaScriptCatalog().get(HttpRequest()).content
        path = Path(self.storage.path(_file(language)))
        if not path.exists() or path.read_bytes() != words:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(words)
        return path


def _file(language: str) -> str:
    return f"catalogue/{language}.js"
