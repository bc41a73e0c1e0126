"""Names of common breeds and species by kind, which the form of a pet suggests; what people type stays free."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

BREEDS: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(names) for kind, names in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")).items()
}
"""By the kind's value, in alphabetical order; for kinds without an entry nothing is suggested."""
