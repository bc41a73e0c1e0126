"""What is documented exists, and what exists is documented."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SETTINGS = (ROOT / "pettracker_site" / "settings").glob("*.py")
COMMANDS = (ROOT / "pettracker_site" / "management" / "commands").glob("[!_]*.py")
FOR_TESTS = {"PETTRACKER_TEST_DATABASE_URL"}
LOCAL = {"demo", "DJANGO_DEBUG"}


def test_every_setting_that_is_read_from_the_environment_is_in_the_table_of_settings():
    read = {
        name
        for path in SETTINGS
        for name in re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]+)\"""", path.read_text())
    }
    table = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", OPERATIONS[OPERATIONS.index("## Settings") :]))
    assert sorted(read - table - FOR_TESTS - LOCAL - {"AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"}) == []


def test_every_command_is_told_to_the_operator():
    told = set(re.findall(r"manage\.py (\w+)|`(provision|migrate)`", OPERATIONS))
    names = {name for pair in told for name in pair if name}
    assert {path.stem for path in COMMANDS} - names - LOCAL == set()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/operations.md"])
def test_every_file_and_link_that_is_named_is_there(page):
    text = (ROOT / page).read_text()
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link}
    files = set(re.findall(r"`((?:infra|tests|docs|photos|pets|pettracker_site)/[\w./-]+\.\w+)`", text))
    missing = [link for link in links if link and not ((ROOT / page).parent / link).exists()]
    assert missing + [file for file in files if not (ROOT / file).exists()] == []
