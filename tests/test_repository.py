"""What must not be in the repository, and what it is built from: no secrets, and no package without its hash."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PINNED = ("requirements", "requirements-dev", "benchmarks/requirements", "infra/local/requirements")

SECRETS = {
    "AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b(?<!EXAMPLE)",
    "AWS secret key": r"(?i)aws_?secret_?(?:access_?)?key\W{1,5}[A-Za-z0-9/+]{40}\b(?<!EXAMPLEKEY)",
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/]",
    "token of a code host": r"\b(?:ghp|gho|ghs|glpat)[_-][A-Za-z0-9]{20,}",
    "token of a chat or payment service": r"\b(?:xox[abpr]-|sk_live_)[A-Za-z0-9-]{10,}",
    "signed address of S3": r"X-Amz-Signature=[0-9a-f]{64}",
    "signed address of CloudFront": r"[?&;]Signature=[A-Za-z0-9~_-]{40,}",
    "password in an address": r"\b[a-z]+://[^/\s:@{}$<'\"]+:[^/\s:@{}$<'\"]{6,}@(?!example|[a-z.]*\.example|host\b)",
}


def found(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if re.search(pattern, text)]


def files() -> list[Path]:
    """What git keeps; the whole tree where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else map(str, ROOT.glob("*/**/*.*"))
    return [path for name in names if name and (path := ROOT / name).is_file() and ".local" not in path.parts]


# Put together here, so that this file holds none.
@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "J2Q7" * 4,
        'aws_secret_access_key = "' + "a1B2" * 10,
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE",
        "ghp_" + "a1B2c3" * 6,
        "xoxb-" + "1234567890",
        "X-Amz-Signature=" + "0a" * 32,
        "a.webp?Expires=1780317000&Signature=" + "aB1-" * 86 + "&Key-Pair-Id=K2JCJMDEHXQW5F",
        "postgres://pets:" + "hunter2hunter2@db.internal/pets",
    ],
)
def test_a_secret_would_be_found(secret):
    assert len(found(secret)) == 1


def test_no_file_of_the_repository_holds_a_secret():
    kept = files()
    assert len(kept) > 100
    text = {path: path.read_bytes().decode(errors="replace") for path in kept}
    assert {str(path): names for path, content in text.items() if (names := found(content))} == {}


def test_no_environment_and_no_data_is_in_the_repository():
    assert not [path for path in files() if path.suffix in {".sqlite3", ".pem", ".key", ".env"} or path.name == ".env"]


@pytest.mark.parametrize("name", PINNED)
def test_every_package_is_pinned_with_its_hashes(name):
    text = (ROOT / f"{name}.txt").read_text().replace("\\\n", "")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-zA-Z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("name", PINNED)
def test_the_list_of_what_is_asked_for_names_direct_packages_only(name):
    """Each by hand, without a hash; what they need in turn stands in the other file alone."""
    lines = [
        line.partition("#")[0].partition(";")[0].strip() for line in (ROOT / f"{name}.in").read_text().splitlines()
    ]
    asked = {line for line in lines if line and not line.startswith("-")}
    assert asked
    assert not any("--hash" in line for line in asked)
    plain = {re.split(r"[\[~=<>! ]", line)[0].lower().replace("_", "-") for line in asked}
    pinned = (ROOT / f"{name}.txt").read_text()
    # Of each pinned package its file says by whom it was asked for.
    direct = set()
    for block in re.split(r"\n(?=[a-zA-Z0-9])", pinned):
        if re.search(rf"# +(?:via )?-r {re.escape(name)}\.in", block):
            direct.add(re.split(r"[\[=]", block)[0].lower())
    assert direct == plain
