"""Imports run downward only: the roof, photos, pets, the ground floor; and each library has its one room."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["pettracker_site.aws", "pettracker_site.common", "pettracker_site.files", "pets", "photos", "pettracker_site"]
FILES = sorted(path for folder in ("pettracker_site", "pets", "photos") for path in (ROOT / folder).rglob("*.py"))
ROOMS = {
    "boto3": {"pettracker_site/aws"},
    "botocore": {"pettracker_site/aws"},
    "storages": {"photos/storage.py"},
    "PIL": {
        "photos/imaging.py",
        "photos/plugins.py",
        "photos/colours.py",
        "photos/damage.py",
        "photos/frames.py",
        "photos/metadata",
        "photos/shrinking.py",
    },
    "pillow_heif": {"photos/plugins.py"},
}
WITHOUT_DJANGO = {
    "photos/domain.py",
    "photos/dating.py",
    "photos/file_names.py",
    "photos/keys.py",
    "photos/limits.py",
    "photos/taken.py",
    "photos/imaging.py",
    "photos/colours.py",
    "photos/colorimetry/__init__.py",
    "photos/colorimetry/encodings.py",
    "photos/colorimetry/hdr.py",
    "photos/colorimetry/icc.py",
    "photos/colorimetry/primaries.py",
    "photos/damage.py",
    "photos/frames.py",
    "photos/metadata/__init__.py",
    "photos/metadata/attachments.py",
    "photos/metadata/blocks.py",
    "photos/metadata/dates.py",
    "photos/metadata/exif.py",
    "photos/metadata/gif.py",
    "photos/metadata/iptc.py",
    "photos/metadata/maker_notes.py",
    "photos/metadata/moments.py",
    "photos/metadata/png.py",
    "photos/metadata/receipt.py",
    "photos/metadata/tiff.py",
    "photos/metadata/xmp.py",
    "photos/shrinking.py",
    "photos/sniffing.py",
    "photos/formats.py",
    "photos/plugins.py",
    "photos/heif_items.py",
    "photos/jpeg_scans.py",
    "photos/answers.py",
    "photos/worker.py",
    "pettracker_site/files/__init__.py",
    "pettracker_site/files/refusals.py",
    "pettracker_site/files/decoding/__init__.py",
    "pettracker_site/files/decoding/protocol.py",
    "pettracker_site/files/decoding/worker.py",
    "pettracker_site/files/decoding/decoder.py",
}


def floor_of(module: str) -> int | None:
    """The floor a module stands on; None for what is not ours."""
    found = [number for number, name in enumerate(FLOORS) if module == name or module.startswith(f"{name}.")]
    return min(found, default=None)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, wherever in the file."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_imports_only_from_its_own_floor_and_below(path):
    own = floor_of(module_of(path))
    # `pettracker_site` alone is an empty package above its `aws`: only what it names below counts.
    ours = {name: floor_of(name) for name in imports(path) if name != "pettracker_site" and floor_of(name) is not None}
    upward = sorted(name for name, floor in ours.items() if floor > own)
    assert not upward


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_library_is_imported_in_its_room_only(path):
    for library, rooms in ROOMS.items():
        if any(name.split(".")[0] == library for name in imports(path)):
            assert any(named(path) == room or named(path).startswith(f"{room}/") for room in rooms), library


@pytest.mark.parametrize("path", sorted(WITHOUT_DJANGO))
def test_what_is_pure_knows_no_django(path):
    assert not any(name.split(".")[0] == "django" for name in imports(ROOT / path))


def test_no_write_is_built_and_forgotten():
    """One that nobody runs, and that is no part of a transaction, does nothing and says nothing."""
    trees = {path: ast.parse(path.read_text()) for path in (*FILES, *(ROOT / "tests").rglob("*.py"))}
    tables = re.compile(rf"(^|\.)({'|'.join(set.union(*map(names_of_tables, trees.values())))})(\(\))?$")
    forgotten = [
        f"{named(path)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if isinstance(called := node.value.func, ast.Attribute) and called.attr in ("put", "update", "delete", "check")
        if tables.search(ast.unparse(called.value))
    ]
    assert not forgotten


def names_of_tables(tree: ast.Module) -> set[str]:
    """What a file keeps a table under, and its functions that give one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "Table"
        ):
            found |= {ast.unparse(target).rpartition(".")[2] for target in node.targets}
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Table":
            found.add(node.name)
    return found


def test_only_decoding_processes_decode():
    """Whoever asks for pages imports nothing that opens a picture."""
    pure = {"photos.imaging", "photos.plugins", "photos.colours", "photos.damage", "photos.frames", "photos.shrinking"}
    pure |= {f"photos.metadata.{name}" for name in ("attachments", "blocks", "dates", "exif", "receipt")}
    own = {f"{module.replace('.', '/')}.py" for module in pure}
    importing = {named(path) for path in FILES if imports(path) & pure} - own
    assert importing == {"photos/worker.py"}


def test_the_ground_floor_knows_no_pets_and_no_photos():
    for path in (ROOT / "pettracker_site" / "aws").rglob("*.py"):
        assert not any(name.split(".")[0] in {"pets", "photos"} for name in imports(path)), named(path)


def test_the_package_of_the_roof_stays_empty():
    assert (ROOT / "pettracker_site" / "__init__.py").read_text() == ""


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_table_is_ever_scanned(path):
    """Neither by a call, nor by a paginator, nor by PartiQL, which scans where no key is named."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert not {"scan", "execute_statement", "batch_execute_statement"} & (called | texts)
