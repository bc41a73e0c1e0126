"""What is documented exists, and what exists is documented."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from photos.taken import TakenFrom
from photos.templatetags.pictures import taken_from_label

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SETTINGS = list((ROOT / "pettracker_site" / "settings").glob("*.py"))
COMMANDS = (ROOT / "pettracker_site" / "management" / "commands").glob("[!_]*.py")
FOR_TESTS = {"PETTRACKER_TEST_DATABASE_URL"}
OF_LIBRARIES = {"FORWARDED_ALLOW_IPS", "AWS_ENDPOINT_URL_DYNAMODB"}  # gunicorn and boto3 read them
LOCAL = {"demo", "load", "DJANGO_DEBUG"}
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def named_tests() -> list[tuple[str, str]]:
    found = NAMED.findall((ROOT / "docs" / "security.md").read_text())
    return sorted(set(found))


def functions_in(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_the_document_names_many_tests():
    assert len(named_tests()) > 40


@pytest.mark.parametrize(("path", "test"), named_tests())
def test_a_test_that_the_document_names_exists(path, test):
    assert (ROOT / path).is_file()
    assert not test or test in functions_in(ROOT / path)


def test_the_order_of_belief_in_dates_is_told_as_it_is():
    page = (ROOT / "docs" / "photos.md").read_text()
    table = page[page.index("| kept as | what says it") :].partition("\n\n")[0].splitlines()[2:]
    told = [(row.split("`")[1], row.split(" | ")[-1].removesuffix(" |")) for row in table]
    assert told == [(str(source), taken_from_label(SimpleNamespace(taken_from=source))) for source in TakenFrom]


def test_every_requirement_of_levels_1_and_2_has_its_line():
    text = (ROOT / "docs" / "security.md").read_text()
    wanted = [
        *("5.1.1", "5.2.1", "5.2.2", "5.2.3", "5.3.1", "5.3.2", "5.4.1", "5.4.2", "5.4.3"),
        *("7.1.1", "7.1.2", "7.1.3", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2"),
        *("7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.1", "7.5.2", "7.6.1", "7.6.2"),
        *("8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1"),
    ]
    lines = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| ")]
    assert [number for number in wanted if not any(number in line for line in lines)] == []


def settings_read() -> set[str]:
    """What the code asks the environment for, in settings, in the server's configuration and where a process begins."""
    places = [*SETTINGS, ROOT / "infra" / "gunicorn.conf.py", ROOT / "pettracker_site" / "wsgi.py", ROOT / "manage.py"]
    asks = re.compile(r"""\b(?:env(?:\.\w+)?|environ\.\w+)\(\s*"([A-Z][A-Z0-9_]+)\"""")
    return {name for path in places for name in asks.findall(path.read_text())}


def settings_told(page: str = OPERATIONS) -> set[str]:
    """The first column of the page's table of settings."""
    table = page[page.index("| setting | meaning") :].partition("\n\n")[0]
    return {name for line in table.splitlines() for name in re.findall(r"`([A-Z0-9_]+)`", line.split(" | ")[0])}


def test_every_setting_that_is_read_from_the_environment_is_in_the_table_of_settings():
    assert settings_read() - settings_told() - FOR_TESTS - LOCAL - {"AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"} == set()


def test_every_setting_in_the_table_is_read_from_the_environment():
    assert settings_told() - settings_read() - OF_LIBRARIES == set()
    assert len(settings_told()) > 40


def test_the_settings_that_the_first_page_names_are_among_them():
    named = settings_told((ROOT / "README.md").read_text())
    assert named
    assert named - settings_told() == set()


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
