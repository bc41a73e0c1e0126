"""The Containerfile, as far as it can be tried without a container engine: its steps, in a folder of their own."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from tests import pictures
from tests.production import COLLECT_QUICKLY, ROOT, environment
from tests.servers.nginx import must_be_installed

CONTAINERFILE = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
COPIES = [line.split()[1:] for line in CONTAINERFILE.splitlines() if line.startswith("COPY ")]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the Containerfile copies, and nothing else."""
    folder = tmp_path_factory.mktemp("image") / "srv"
    for *sources, target in COPIES:
        for source in sources:
            into = folder / target / Path(source).name if target.endswith("/") else folder / target
            into.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, into)
    return folder


def run(image: Path, *arguments: str, **changes: str | None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=image,
        env=environment(PYTHONDONTWRITEBYTECODE="1", **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_static_files_are_collected_from_what_is_copied_with_the_variables_it_names(image):
    [step] = [line for line in CONTAINERFILE.splitlines() if "collectstatic" in line]
    named = dict(re.findall(r"([A-Z_]+)=(\S+)", step))
    static = str(image / "collected")
    run(image, *COLLECT_QUICKLY, **named, DJANGO_STATIC_ROOT=static)
    assert (image / "collected" / "staticfiles.json").exists()


def test_all_code_of_its_packages_is_compiled(image):
    [step] = [line for line in CONTAINERFILE.splitlines() if "compileall" in line]
    run(image, *shlex.split(step)[2:])
    modules = [module for package in image.glob("*/__init__.py") for module in package.parent.rglob("*.py")]
    assert modules
    assert [module for module in modules if not Path(cache_from_source(module)).exists()] == []


def test_the_web_server_starts_from_what_is_copied(image):
    [command] = re.findall(r"^CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    python, *arguments = json.loads(command)
    assert python == "python"
    run(image, *arguments, "--check-config", DATABASE_URL="sqlite://:memory:")


def test_commands_of_operators_run_from_what_is_copied(image):
    assert "check_drift" in run(image, "manage.py", "help", DATABASE_URL="sqlite://:memory:")
    read = "from django.conf import settings; print(settings.STORAGE_TEMPLATE.exists())"
    assert run(image, "-c", read) == "True\n"


def test_nginx_understands_what_is_copied_for_it(image):
    must_be_installed()
    subprocess.run(["sh", image / "infra" / "proxy.sh", "-t"], check=True, timeout=60)


def test_its_python_composes_text_in_linear_time():
    """CPython gh-149079 was fixed in 3.13 and later; 3.11 and what is older take the square of the length."""
    [minor] = re.findall(r"^ARG PYTHON_IMAGE=\S+/python:3\.(\d+)-slim$", CONTAINERFILE, re.MULTILINE)
    assert int(minor) >= 13


def test_pictures_are_decoded_by_what_is_copied(image):
    (image / "photo.jpg").write_bytes(pictures.jpeg().getvalue())
    prepare = """
import django
django.setup()
from photos.imaging import decoding
with open("photo.jpg", "rb") as file:
    print(decoding.prepare(file).inspection.format)
"""
    assert run(image, "-c", prepare, DATABASE_URL="sqlite://:memory:") == "JPEG\n"


def test_it_runs_as_nobody_in_particular():
    user = CONTAINERFILE.index("\nUSER pettracker")
    assert user < CONTAINERFILE.index("\nCMD ")
    assert "USER root" not in CONTAINERFILE
