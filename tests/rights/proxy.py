"""Stands between PetTracker and its AWS, and refuses what the policies of the role do not allow, as AWS does."""

import json
from collections.abc import Mapping

from tests.faults.proxy import Handler, Proxy
from tests.rights.policies import Role, needed_for

_Answer = tuple[int, list[tuple[str, str]], bytes]
_DENIED_BY_S3 = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>'


class Enforcing(Proxy):
    """`role` may be changed at any time. `keys` names each table's partition key."""

    def __init__(self, upstream: str, role: Role, keys: Mapping[str, str]) -> None:
        super().__init__(upstream, _Handler)
        self.role = role
        self.keys = keys


class _Handler(Handler):
    def forward(self, body: bytes) -> _Answer:
        proxy = self.server.proxy
        assert isinstance(proxy, Enforcing)
        needed = needed_for(self.command, self.path, self.headers, body, proxy.keys)
        refused = [each for each in needed if not proxy.role.may(each)]
        if refused:
            return self._denied()
        status, headers, answer = super().forward(body)
        if status == 404 and self.command in ("GET", "HEAD") and not self._may_list():
            return self._denied()
        return status, headers, answer

    def _may_list(self) -> bool:
        """S3 tells that an object is missing only to who may list its bucket."""
        is_of_s3 = "X-Amz-Target" not in self.headers
        return not is_of_s3 or self.server.proxy.role.may_list(self.path.lstrip("/").partition("/")[0])

    def _denied(self) -> _Answer:
        if "X-Amz-Target" not in self.headers:
            return 403, [("Content-Type", "application/xml")], b"" if self.command == "HEAD" else _DENIED_BY_S3
        said = {"__type": "com.amazon.coral.service#AccessDeniedException", "Message": "not authorized"}
        return 400, [("Content-Type", "application/x-amz-json-1.0")], json.dumps(said).encode()
