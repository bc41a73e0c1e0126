"""A DynamoDB that knows its answers beforehand, in a process of its own, so that only the asking side is measured.

Each answer goes out in one segment: head and body in two would cost each call some 40 ms of waiting, and CPU.
"""

import json
import re
import socketserver
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeSerializer

Answers = list[tuple[str, dict[str, Any]]]
"""By a pattern that is looked for in `<operation> <body>` of a request, the first one counts; and the answer's JSON."""


def wire(item: dict[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB sends it; what is None is not there, binary in base64."""
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in item.items() if value is not None}


@contextmanager
def canned_dynamodb(folder: Path, answers: Answers) -> Iterator[str]:
    """The endpoint of one that ends with this block."""
    file = folder / "answers.json"
    file.write_text(json.dumps(answers, default=_base64))
    command = [sys.executable, "-m", "benchmarks.canned", file]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.communicate()


def _base64(value: Any) -> str:
    from base64 import b64encode

    return b64encode(bytes(value)).decode()


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    answers: list[tuple[re.Pattern[str], bytes]] = []

    def handle(self) -> None:
        while self.rfile.readline():
            headers = {}
            while (line := self.rfile.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get(b"content-length", 0))).decode()
            asked = f"{headers[b'x-amz-target'].decode().rpartition('.')[2]} {body}"
            self.connection.sendall(next(answer for pattern, answer in self.answers if pattern.search(asked)))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def _whole(answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer, separators=(",", ":")).encode()
    head = (
        "HTTP/1.1 200 OK\r\nServer: Server\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n"
        "x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
        f"x-amz-crc32: {zlib.crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


def main(file: str) -> None:
    """Serve until killed; the port is the first line on standard output."""
    answers: Answers = json.loads(Path(file).read_text())
    _Connection.answers = [(re.compile(pattern), _whole(answer)) for pattern, answer in answers]
    with _Server(("127.0.0.1", 0), _Connection) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
