"""What the layers of import-linter (pyproject.toml) cannot say: each library has its one room, and nothing scans."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for folder in ("pettracker_site", "pets", "photos") for path in (ROOT / folder).rglob("*.py"))
ROOMS = {
    "boto3": {"pettracker_site/aws"},
    "botocore": {"pettracker_site/aws"},
    "storages": {"pettracker_site/files/storage.py"},
    "PIL": {
        "photos/imaging/pipeline.py",
        "photos/imaging/plugins.py",
        "photos/imaging/colours.py",
        "photos/imaging/damage.py",
        "photos/imaging/frames.py",
        "photos/imaging/metadata",
        "photos/imaging/shrinking.py",
    },
    "pillow_heif": {"photos/imaging/plugins.py"},
}
WITHOUT_DJANGO = {
    "pets/calendar/ics.py",
    "pettracker_site/links/domain.py",
    "photos/domain.py",
    "photos/upload/dating.py",
    "photos/upload/filename_dates.py",
    "photos/keys.py",
    "photos/limits.py",
    "photos/taken.py",
    "photos/imaging/pipeline.py",
    "photos/imaging/colours.py",
    "photos/imaging/colorimetry/__init__.py",
    "photos/imaging/colorimetry/encodings.py",
    "photos/imaging/colorimetry/hdr.py",
    "photos/imaging/colorimetry/icc.py",
    "photos/imaging/colorimetry/primaries.py",
    "photos/imaging/damage.py",
    "photos/imaging/frames.py",
    "photos/imaging/metadata/__init__.py",
    "photos/imaging/metadata/attachments.py",
    "photos/imaging/metadata/blocks.py",
    "photos/imaging/metadata/dates.py",
    "photos/imaging/metadata/exif.py",
    "photos/imaging/metadata/gif.py",
    "photos/imaging/metadata/iptc.py",
    "photos/imaging/metadata/maker_notes.py",
    "photos/imaging/metadata/moments.py",
    "photos/imaging/metadata/png.py",
    "photos/imaging/metadata/receipt.py",
    "photos/imaging/metadata/tiff.py",
    "photos/imaging/metadata/xmp.py",
    "photos/imaging/shrinking.py",
    "photos/imaging/sniffing.py",
    "photos/imaging/formats.py",
    "photos/imaging/plugins.py",
    "photos/imaging/heif_items.py",
    "photos/imaging/jpeg_scans.py",
    "photos/imaging/answers.py",
    "photos/imaging/worker.py",
    "pettracker_site/files/__init__.py",
    "pettracker_site/files/refusals.py",
    "pettracker_site/files/decoding/__init__.py",
    "pettracker_site/files/decoding/protocol.py",
    "pettracker_site/files/decoding/worker.py",
    "pettracker_site/files/decoding/decoder.py",
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
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


def test_the_layers_name_every_room():
    """A room that no layer names could import whatever it likes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [contract] = settings["contracts"]
    named_ones = {name for layer in contract["layers"] for name in layer.replace(":", " ").split()}
    modules = [module_of(path).split(".") for path in FILES]
    rooms = {".".join(parts[:2]) if parts[0] == "pettracker_site" else parts[0] for parts in modules}
    assert named_ones == rooms - {"pettracker_site"}


def test_a_library_is_imported_in_its_room_only():
    elsewhere = {
        f"{library} in {named(path)}"
        for path in FILES
        for library, rooms in ROOMS.items()
        if any(name.split(".")[0] == library for name in imports(path))
        if not any(named(path) == room or named(path).startswith(f"{room}/") for room in rooms)
    }
    assert not elsewhere


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
            and isinstance(node.value.func, ast.Name)
            and node.value.func.id == "Table"
        ):
            found |= {ast.unparse(target).rpartition(".")[2] for target in node.targets}
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Table":
            found.add(node.name)
    return found


def test_only_decoding_processes_decode():
    """Whoever asks for pages imports nothing that opens a picture."""
    pure = {
        "photos.imaging.pipeline",
        "photos.imaging.plugins",
        "photos.imaging.colours",
        "photos.imaging.damage",
        "photos.imaging.frames",
        "photos.imaging.shrinking",
    }
    pure |= {f"photos.imaging.metadata.{name}" for name in ("attachments", "blocks", "dates", "exif", "receipt")}
    own = {f"{module.replace('.', '/')}.py" for module in pure}
    importing = {named(path) for path in FILES if imports(path) & pure} - own
    assert importing == {"photos/imaging/worker.py"}


def test_the_package_of_the_roof_stays_empty():
    assert (ROOT / "pettracker_site" / "__init__.py").read_text() == ""


def test_no_table_is_ever_scanned():
    """Neither by a call, nor by a paginator, nor by PartiQL, which scans where no key is named."""
    scans = {"scan", "execute_statement", "batch_execute_statement"}
    found = {
        f"{named(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in scans)
        or (isinstance(node, ast.Constant) and node.value in scans)
    }
    assert not found
