"""Start PetTracker on this machine, its AWS included: `make run` calls this with the port.

With --production (`make serve`) the pages are served as on a server: by gunicorn, in production settings.

The embedded AWS stops in order when this process ends, however it ends, and what was entered is there again at the
next start. Nothing here can reach a real AWS account.
"""

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from data_format import set_aside_another_format

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
AWS_PYTHON = LOCAL / "aws-venv" / "bin" / "python"
AWS_LOG = LOCAL / "logs" / "embedded-aws.log"
# Of no worth elsewhere: both sides have to have the same, and whoever signs with another pair is refused.
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
# What both settings encrypt second factors with, since they share their data; no secret, and good for nothing else.
MFA_KEY = "bG9jYWwtb25seS1hbmQtdGhlcmVmb3JlLW5vLXNlY3I="
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
PRODUCTION = "--production"
RUNSERVER = ("manage.py", "runserver", "{port}")  # with its automatic reload
GUNICORN = ("-m", "gunicorn", "-c", "infra/gunicorn.conf.py", "--bind", "127.0.0.1:{port}")
# What is done before the pages are served; each step does nothing where it has been done before.
STEPS = (
    ("Tables, indexes and bucket", ("provision",)),
    ("Database of accounts", ("migrate", "--no-input")),
    ("Table of the cache", ("createcachetable",)),
    ("Demo pets", ("demo", "--first-time")),
)


def main() -> None:
    """Run until Ctrl-C, which is a good end; SystemExit with a sentence when something is in the way."""
    production = PRODUCTION in sys.argv
    port = wanted_port([argument for argument in sys.argv[1:] if argument != PRODUCTION])
    # Ctrl-C as well: where a shell starts this in the background it would be ignored, here and in all that is started.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_as_by_ctrl_c)
    if aside := set_aside_another_format(LOCAL):
        print(f"The data here is of another version's format. It was set aside, with the accounts, in {aside}.")
    try:
        with embedded_aws(port_beside(port)) as (aws, endpoint):
            environment = environment_for(endpoint) | {"PETTRACKER_URL": f"http://localhost:{port}"}
            words = [manage(label, command, environment) for label, command in STEPS]
            if production:
                environment = in_production(environment, port)
                manage("Static files", ("collectstatic", "--no-input"), environment)
            with web_server(port, environment, GUNICORN if production else RUNSERVER) as web:
                print(f"\nPetTracker is ready: http://localhost:{port} (Ctrl-C stops it)\n")
                print(last_paragraph(words[-1]), flush=True)
                wait_for_an_end(aws, web)
    except KeyboardInterrupt:
        print("\nPetTracker has stopped. Everything is kept for the next start.")


def stop_as_by_ctrl_c(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def wanted_port(arguments: list[str]) -> int:
    """The port named on the command line, 8000 without one; SystemExit unless it is a free port."""
    text = arguments[0] if arguments else "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is {text}, but a port is a number from 1 to 65535, as in: make run PORT=8080")
    port = int(text)
    if not is_free(port):
        sys.exit(f"Port {port} is in use by another program. Stop that one or choose another: make run PORT=8080")
    return port


def is_free(port: int) -> bool:
    """Whether 127.0.0.1 can be bound and nobody answers at localhost, be it by IPv6."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return not answers(port)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
        return True
    return False


def port_beside(port: int) -> int:
    """The next port, so that the addresses of pictures stay the same from start to start; 0, any, if it is taken."""
    return port + 1 if port < 65535 and is_free(port + 1) else 0


@contextmanager
def embedded_aws(port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The embedded AWS while it is needed: its process and its address."""
    AWS_LOG.parent.mkdir(parents=True, exist_ok=True)
    with AWS_LOG.open("w") as log:
        aws = subprocess.Popen(
            [
                AWS_PYTHON,
                ROOT / "infra" / "local" / "embedded_aws.py",
                *("--port", str(port)),
                *("--state", LOCAL / "aws"),
                "--with-parent",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | KEYS,
            start_new_session=True,  # Ctrl-C is for this process, which stops the others in their order
        )
    try:
        yield aws, announced_address(aws)
    finally:
        stop(aws)


def announced_address(aws: subprocess.Popen[str]) -> str:
    """The address that the embedded AWS prints once it serves; SystemExit with its own words if it does not."""
    begin("Embedded AWS")
    assert aws.stdout is not None
    ready, _, _ = select.select([aws.stdout], [], [], SECONDS_TO_START)
    line = aws.stdout.readline() if ready else ""
    if not line.startswith("serving "):
        sys.exit(f"failed\n{AWS_LOG.read_text().strip()}\nThe embedded AWS did not start (see {AWS_LOG}).")
    print("done", flush=True)
    return line.split()[1]


def environment_for(endpoint: str) -> dict[str, str]:
    """What manage.py runs with: this environment, in which everything about AWS means the embedded one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    without_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY"), "localhost,127.0.0.1"]))
    return kept | {
        **KEYS,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "pettracker_site.settings.local",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        "NO_PROXY": without_proxy,
        "no_proxy": without_proxy,
    }


def in_production(environment: dict[str, str], port: int) -> dict[str, str]:
    """The same environment for production settings, without what needs a certificate or a mail server."""
    return environment | {
        "DJANGO_SETTINGS_MODULE": "pettracker_site.settings.production",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "PETTRACKER_MFA_KEYS": MFA_KEY,
        "DJANGO_ALLOWED_HOSTS": f"localhost:{port},127.0.0.1:{port}",
        "DJANGO_SSL_REDIRECT": "0",
        "DJANGO_HSTS_SECONDS": "0",
        "PETTRACKER_BUCKET": environment.get("PETTRACKER_BUCKET", "pettracker-photos"),
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "hello@localhost",
    }


def manage(label: str, command: tuple[str, ...], environment: dict[str, str]) -> str:
    """Run one command of manage.py and give back what it printed; SystemExit with all its words if it fails."""
    begin(label)
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        sys.exit(f"failed\n{result.stdout}{result.stderr}\n`manage.py {' '.join(command)}` failed.")
    print("done", flush=True)
    return result.stdout


def last_paragraph(text: str) -> str:
    return text.strip().rpartition("\n\n")[2]


def begin(label: str) -> None:
    print(f"{label:.<32} ", end="", flush=True)


@contextmanager
def web_server(port: int, environment: dict[str, str], command: tuple[str, ...]) -> Iterator[subprocess.Popen[str]]:
    """The server of the pages, from its first answer on; SystemExit if it ends before."""
    arguments = [each.format(port=port) for each in command]
    web = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, text=True)
    try:
        while not answers(port):
            if web.poll() is not None:
                sys.exit("The web server did not start; the reason is above.")
            time.sleep(0.1)
        yield web
    finally:
        stop(web)


def wait_for_an_end(aws: subprocess.Popen[str], web: subprocess.Popen[str]) -> NoReturn:
    while True:
        if aws.poll() is not None:
            sys.exit(f"The embedded AWS has ended unexpectedly (see {AWS_LOG}).")
        if web.poll() is not None:
            sys.exit("The web server has ended unexpectedly; the reason is above.")
        time.sleep(0.3)


def stop(process: subprocess.Popen[str]) -> None:
    """Ask a process to end in order, and wait until it has; a second Ctrl-C does not cut this short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        close(stream)


def close(stream: IO[str] | None) -> None:
    if stream is not None:
        stream.close()


if __name__ == "__main__":
    main()
