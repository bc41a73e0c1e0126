"""Clients that hold connections and neither give nor take, as many at once as one asks for; on loopback only."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

HALF_A_HEAD = b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nX-Half: "
_ETHERNET = 1448  # bytes of a segment; on loopback they are 45 times as large, and so is what a sender may buffer


@contextmanager
def raw_clients(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections which send the same bytes, and then nothing, and read nothing."""
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _ETHERNET)
            client.settimeout(30)
            client.connect(("127.0.0.1", port))
            with suppress(OSError):
                client.sendall(sent)
            clients.append(client)
        yield clients


def asks(path: str, times: int = 1, **headers: str) -> bytes:
    """So many requests at once, as a browser may send them on one connection."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() * times


def begins_a_body(path: str, length: int, start: bytes, **headers: str) -> bytes:
    """The head of a POST, and less of its body than it announces."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode() + start
