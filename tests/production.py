"""What a process needs to run in production settings, with values that are good for nothing else."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = {
    "DJANGO_SECRET_KEY": "q7Hs0-Zt3LmVw9Xc_Rb2Yk6Pd8Nf1Ga5Je4Uo7Ti0Qs9Lx3Bv6Mz",
    "PETTRACKER_MFA_KEYS": "wq4DkT7xR1mZ9vLcY5hUeJ2sN8bGf0aQ3pXiO6tK_-E=",
    "DJANGO_ALLOWED_HOSTS": "pets.example",
    "AWS_REGION": "eu-central-1",
    "PETTRACKER_BUCKET": "pets-example",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "pets@pets.example",
}
# `manage.py collectstatic --no-input`, whose thorough compression would take longer than all else, and is Brotli's.
COLLECT_QUICKLY = (
    "-c",
    """
import brotli, functools, runpy, sys
brotli.compress = functools.partial(brotli.compress, quality=1)
sys.argv = ["manage.py", "collectstatic", "--no-input"]
runpy.run_path("manage.py", run_name="__main__")
""",
)


def environment(**changes: str | None) -> dict[str, str]:
    """The required variables and nothing that this machine happens to have set; None takes one away."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    chosen = {
        **kept,
        **REQUIRED,
        "DJANGO_SETTINGS_MODULE": "pettracker_site.settings.production",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "localhost,127.0.0.1",
        **changes,
    }
    return {name: value for name, value in chosen.items() if value is not None}


def collect_static_files(folder: Path) -> None:
    """Five seconds of work: `static_files` of tests/conftest.py is made once for all."""
    done = python(*COLLECT_QUICKLY, DJANGO_STATIC_ROOT=str(folder))
    assert done.returncode == 0, done.stderr


def python(*arguments: str | Path, timeout: float = 120, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder and in production settings, and wait for its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
