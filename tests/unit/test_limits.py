"""Each limit stands in photos/limits.py alone; forms, pages and scripts take it from there."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from pettracker_site.files.refusals import Reason
from photos import limits
from photos.forms import UploadForm, sentence

APPS = ("pettracker_site", "pets", "photos")
PYTHON = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
PAGES = [*(settings.BASE_DIR / "templates").rglob("*.html"), *(settings.BASE_DIR / "static" / "js").glob("*.js")]
SAID = re.compile(
    r"""\b(?:n?gettext(?:_lazy)?|_)\(\s*"([^"]*)"(?:,\s*"([^"]*)")?"""
    r"""|\{% translate (["'][^%]*)|\{% blocktranslate(.*?)\{% end""",
    re.DOTALL,
)
NUMBERS = {each for name, each in vars(limits).items() if name.isupper() and isinstance(each, int)}


def numbers_said(path: Path) -> set[str]:
    """The numbers in the words that a file has for people, without times of day."""
    words = " ".join(text for said in SAID.findall(path.read_text()) for text in said)
    return set(re.findall(r"(?<!:)\b\d[\d,]*\b(?!:)", words))


def constants(path: Path) -> set[int]:
    """The numbers that a file's own constants are, computed ones too."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant | ast.BinOp):
            parts = list(ast.walk(node.value))
            if all(isinstance(part, ast.Constant | ast.BinOp | ast.operator) for part in parts):
                found.add(eval(compile(ast.Expression(node.value), str(path), "eval")))
    return found


def test_no_words_name_a_limit_by_its_number():
    by_number = {f"{each:,}" for each in NUMBERS}
    assert {path: found for path in PYTHON + PAGES if (found := numbers_said(path) & by_number)} == {}


def test_no_constant_of_photos_repeats_a_large_limit():
    large = {each for each in NUMBERS if each > 1000}
    assert len(large) == 3
    holding = [path.name for path in PYTHON if constants(path) & large]
    assert holding == ["limits.py"]


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        (Reason.TOO_LARGE, str(limits.MEGABYTES)),
        (Reason.TOO_MANY_PIXELS, str(limits.MEGAPIXELS)),
        (Reason.TOO_LONG_SIDE, f"{limits.MAX_SIDE:,}"),
        (Reason.NOT_A_PICTURE, limits.KINDS[-1]),
    ],
)
def test_a_refusal_names_the_limit(reason, number):
    assert number in sentence(reason)


def test_the_form_names_kinds_and_size_before_anything_is_chosen():
    said = str(UploadForm().fields["photos"].help_text)
    assert said == "JPEG, PNG, WebP, GIF, HEIC or AVIF, up to 25 MB each."


def test_scripts_know_the_limits_that_they_hold_people_to():
    page = Template("{% load album %}{% limits_for_scripts %}").render(Context())
    known = json.loads(re.fullmatch(r'<script id="limits" type="application/json">(.*)</script>', page)[1])
    assert known == {
        "bytes": limits.MAX_BYTES,
        "chosen": limits.MAX_CHOSEN,
        "kinds": "JPEG, PNG, WebP, GIF, HEIC and AVIF",
        "megabytes": limits.MEGABYTES,
        "packed": limits.MAX_PACKED,
    }


@pytest.mark.parametrize("reason", [Reason.TOO_LARGE, Reason.NOT_A_PICTURE])
def test_a_script_refuses_in_the_words_of_the_server(reason):
    script = (settings.BASE_DIR / "static" / "js" / "upload.js").read_text()
    known = {"kinds": "JPEG, PNG, WebP, GIF, HEIC and AVIF", "megabytes": limits.MEGABYTES}
    said = [words % known for words in re.findall(r'refused\(gettext\("([^"]*)"', script)]
    assert sentence(reason) in said


def test_the_server_in_front_takes_what_the_application_refuses_in_words():
    nginx = (settings.BASE_DIR / "infra" / "nginx.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m;", nginx)[1]) * 1024 * 1024 > settings.MAX_REQUEST_BYTES


def test_lists_know_of_all_photos_of_one_request_in_one_question():
    assert limits.MAX_CHOSEN <= settings.RECENT_CHANGES <= 100  # keys of a BatchGetItem
