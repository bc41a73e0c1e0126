"""A browser's GET of somebody who is logged in, put to a WSGI application: the whole request, without a network."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

Application = Callable[..., Any]


def page(
    application: Application, path: str, session: str, *, gzip: bool = False, cards: str = ""
) -> Callable[[], bytes]:
    """What asks for the page and takes all of it; asked once here, to see that it is right.

    `cards` is a text that it has to have 24 times.
    """

    def ask() -> bytes:
        status: list[str] = []
        response = application(_environ(path, session, gzip), lambda line, *_: status.append(line))
        body = b"".join(response)
        response.close()
        assert status == ["200 OK"], f"{status} for {path}"
        return body

    assert not cards or ask().decode().count(cards) == 24, f"not 24 of {cards} in {path}"
    return ask


def _environ(path: str, session: str, gzip: bool) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "pets.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "pets.example",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36",
        "HTTP_COOKIE": f"sessionid={session}",
        **({"HTTP_ACCEPT_ENCODING": "gzip"} if gzip else {}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
