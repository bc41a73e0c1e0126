"""Static files under names that carry a hash of what is in them, so that browsers keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also the modules that scripts import from each other are named so, and never mixed from two versions."""

    support_js_module_import_aggregation = True
