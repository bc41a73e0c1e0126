"""An AWS of one process that answers each request as a script says, byte for byte."""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

Part = bytes | Callable[[socket.socket], None]


class Scripted:
    """Requests are answered by `script` one after the other, each on a connection of its own; the last part goes on."""

    def __init__(self, script: Iterable[Part]) -> None:
        self._script = list(script)
        self.requests: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @contextmanager
    def serving(self) -> Iterator["Scripted"]:
        threading.Thread(target=self._serve, daemon=True).start()
        try:
            yield self
        finally:
            self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.requests.append(_head_and_body(connection))
            part = self._script.pop(0) if len(self._script) > 1 else self._script[0]
            if isinstance(part, bytes):
                connection.sendall(part)
            else:
                part(connection)


def _head_and_body(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            raise ConnectionResetError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().lower()
    if "expect: 100-continue" not in lines and "content-length: " in lines:
        length = int(lines.split("content-length: ")[1].split("\r\n")[0])
        while len(body) < length:
            body += connection.recv(65536)
    return head.decode()


def answer(body: dict, status: str = "200 OK", **headers: str) -> bytes:
    """What DynamoDB says, as bytes."""
    data = json.dumps(body).encode()
    told = {"Content-Type": "application/x-amz-json-1.0", "Content-Length": len(data), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def refusal(code: str, status: str = "400 Bad Request", **headers: str) -> bytes:
    return answer({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "scripted"}, status, **headers)
