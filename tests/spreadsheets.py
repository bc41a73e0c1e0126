"""Files that come in, for tests."""

from collections.abc import Mapping

from pets.domain import Pet
from pets.spreadsheets.entries import read_entries
from pets.spreadsheets.forms import SettingsForm, pack
from pets.spreadsheets.reading import Reading, read_file, seal
from pets.spreadsheets.sheets import SHEETS


def read(pet: Pet, kind: str, data: bytes | str, **chosen: str) -> tuple[Reading, list, list]:
    """How a file is read, its entries, and its lines that are none."""
    sheet = SHEETS[kind](pet, pet.owner_id)
    reading = read_file(data if isinstance(data, bytes) else data.encode(), sheet, chosen)
    entries, bad = ([], []) if reading.asks else read_entries(reading, sheet)
    return reading, entries, sorted([*reading.lost, *bad], key=lambda each: each.line)


def importing(pet: Pet, kind: str, data: bytes, **chosen: str) -> Mapping[str, object]:
    """What the page sends that shows what is in the file, when its button "Import" is pressed."""
    sheet = SHEETS[kind](pet, pet.owner_id)
    reading = read_file(data, sheet, chosen)
    how = SettingsForm(reading, sheet)
    sent = {name: str(how[name].value() or "") for name in how.fields}
    hidden = {"kind": kind, "shape": reading.settings.shape, "seal": seal(data, reading.settings), "part": pack(data)}
    return {**sent, **hidden, "action": "import"}
