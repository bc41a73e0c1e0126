"""What the documents name is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
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
