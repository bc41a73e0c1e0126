"""Static files in production: names that change with what is in them."""

import re

from django.conf import settings
from django.core.files.base import ContentFile

from pettracker_site.web.static_files import StaticFilesStorage


def test_scripts_import_each_other_by_names_that_change_with_their_content(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    scripts = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
    files = {f"js/{script.name}": (storage, f"js/{script.name}") for script in scripts}
    for script in scripts:
        storage.save(f"js/{script.name}", ContentFile(script.read_bytes()))
    list(storage.post_process(files))
    hashed = (tmp_path / storage.stored_name("js/lightbox.js")).read_text()
    imported = re.findall(r'from "\./([^"]+)"', hashed)
    assert imported
    assert all((tmp_path / "js" / name).exists() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)
