"""Static files as production serves them: small, and under names that carry a hash of what is in them.

Browsers keep them for ever, then. In development files are served as they stand in `static/`. The words of scripts are
one of them for each language.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.http import HttpRequest
from django.utils import translation
from django.views.i18n import JavaScriptCatalog
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OURS = ("css/", "js/", "catalogue/")  # those of libraries keep their comments, which hold their licences
_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Makes our styles and scripts small, names all files by their content and compresses them (`collectstatic`).

    Also the modules that scripts import from each other are named so, and never mixed from two versions.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterator[Any]:
        smaller = {name: (SmallFiles(of), path) for name, (of, path) in paths.items() if name.startswith(_OURS)}
        yield from super().post_process(paths | smaller, **options)


class SmallFiles:
    """Our styles and scripts without comments and spaces; a style that only imports others holds them itself."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def open(self, path: str) -> "ContentFile[bytes]":
        text = self._text(path)
        return ContentFile((jsmin(text) if path.endswith(".js") else cssmin(text)).encode())

    def _text(self, path: str) -> str:
        """What stands in a file, styles that it imports from its own folder in their places."""
        with self._storage.open(path) as file:
            text: str = file.read().decode()
        if not path.endswith(".css"):
            return text
        return _IMPORT.sub(lambda found: self._text(posixpath.join(posixpath.dirname(path), found[1])), text)


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
