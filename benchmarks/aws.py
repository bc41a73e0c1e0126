"""The embedded AWS and Django on it, for benchmarks that ask AWS."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AWS_PYTHON = ROOT / ".local" / "aws-venv" / "bin" / "python"
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


@contextmanager
def embedded_aws(folder: Path) -> Iterator[str]:
    """The endpoint of an embedded AWS that ends with this block."""
    if not AWS_PYTHON.exists():
        sys.exit("The embedded AWS is not installed: `make bench-photos` does that.")
    command = [AWS_PYTHON, ROOT / "infra" / "local" / "embedded_aws.py", "--port", "0", "--state", folder / "aws"]
    log = folder / "aws.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | KEYS)
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        if words[:1] != ["serving"]:
            sys.exit(f"The embedded AWS does not start:\n{log.read_text()}")
        yield words[1]
    finally:
        process.kill()
        process.communicate()


def django_on(endpoint: str, **environment: str) -> None:
    """Django in local settings on that AWS, with its tables and bucket; processes that follow inherit it."""
    os.environ.update(
        KEYS,
        AWS_ENDPOINT_URL=endpoint,
        AWS_REGION="eu-central-1",
        DJANGO_SETTINGS_MODULE="pettracker_site.settings.local",
        **environment,
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("provision", stdout=io.StringIO())
