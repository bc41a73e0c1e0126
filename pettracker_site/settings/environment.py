"""Typed readers of environment variables. A missing or invalid one stops the start, and is named.

The names are those of django-environ, which still reads the URLs. Its own readers are not used: they take "2s" for a
number and "ture" for no, and a secret that begins with a dollar sign for the name of another variable.
"""

import builtins
import math
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

import environ
from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_DATABASES = frozenset({"sqlite", "postgres", "postgresql"})
_FERNET_KEY = re.compile(r"[\w-]{43}=", re.ASCII)
_PORT = re.compile(r"(.*[^:]):(\d{1,5})")
_REQUIRED: Final[Any] = object()


class Environment:
    """Reads variables by name; an empty one counts as not set. Without a default a variable is required.

    Raises: ImproperlyConfigured, which names the variable and never shows its value: it may be a secret.
    """

    def __init__(self, variables: Mapping[builtins.str, builtins.str] = os.environ) -> None:
        self._variables = variables

    def __call__(self, name: builtins.str, default: Any = _REQUIRED) -> Any:
        return self._read(name, default)

    def str(self, name: builtins.str, default: Any = _REQUIRED, *, multiline: builtins.bool = False) -> Any:
        r"""A text; with `multiline` a written \n in it, as in a PEM key, is the end of a line."""
        value = self._read(name, default)
        return value.replace(r"\n", "\n") if multiline and isinstance(value, str) else value

    def list(self, name: builtins.str, default: Any = _REQUIRED) -> Any:
        """Values separated by commas."""
        value = self._read(name, default)
        if not isinstance(value, str):
            return value
        found = [part.strip() for part in value.split(",") if part.strip()]
        if not found:
            raise _invalid(name, "names at least one value")
        return found

    def int(
        self,
        name: builtins.str,
        default: Any = _REQUIRED,
        *,
        at_least: builtins.int = 0,
        at_most: builtins.int = sys.maxsize,
    ) -> Any:
        value = self._read(name, default)
        try:
            number = int(_in_digits(value))
        except ValueError:
            raise _invalid(name, "is a whole number") from None
        if number < at_least:
            raise _invalid(name, f"is at least {at_least}")
        if number > at_most:
            raise _invalid(name, f"is at most {at_most}")
        return number

    def float(self, name: builtins.str, default: Any = _REQUIRED, *, at_least: builtins.float = 0.1) -> Any:
        """Seconds, unless said otherwise; the smallest is what a network can keep."""
        value = self._read(name, default)
        try:
            number = float(_in_digits(value))
        except ValueError:
            raise _invalid(name, "is a number") from None
        if not math.isfinite(number) or number < at_least:
            raise _invalid(name, f"is at least {at_least}")
        return number

    def bool(self, name: builtins.str, default: Any = _REQUIRED) -> Any:
        value = str(self._read(name, default)).lower()
        if value not in _YES | _NO:
            raise _invalid(name, "is 1 or 0")
        return value in _YES

    def one_of(self, name: builtins.str, choices: tuple[builtins.str, ...], default: Any = _REQUIRED) -> builtins.str:
        value: str = self._read(name, default)
        if value not in choices:
            raise _invalid(name, f"is one of {', '.join(choices)}")
        return value

    def matching(
        self, name: builtins.str, pattern: builtins.str, rule: builtins.str, default: Any = _REQUIRED
    ) -> builtins.str:
        """A text that the whole pattern matches; `rule` says the same in words."""
        value: str = self._read(name, default)
        if not re.fullmatch(pattern, value):
            raise _invalid(name, rule)
        return value

    def site_url(self, name: builtins.str, default: Any = _REQUIRED) -> builtins.str:
        """Where a site is, without a path: https://pets.example"""
        pattern, rule = r"https?://[\w.-]+(:\d{1,5})?/?", "is an address such as https://pets.example"
        return self.matching(name, pattern, rule, default).rstrip("/")

    def secret_key(self, name: builtins.str) -> builtins.str:
        """As long and mixed as Django's own check demands (security.W009), which only warns."""
        value: str = self._read(name, _REQUIRED)
        if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure-"):
            raise _invalid(name, "is at least 50 random characters, such as `openssl rand -base64 60` gives")
        return value

    def fernet_keys(self, name: builtins.str) -> builtins.list[builtins.str]:
        """Keys separated by commas, each of 32 random bytes in the base64 of URLs."""
        keys: builtins.list[builtins.str] = self.list(name)
        if not all(_FERNET_KEY.fullmatch(key) and len(set(key)) > 9 for key in keys):
            raise _invalid(name, "is one key or several, such as `openssl rand -base64 32 | tr +/ -_` gives")
        return keys

    def db_url(self, name: builtins.str, default: Any = _REQUIRED) -> dict[builtins.str, Any]:
        value = self._read(name, default)
        with _named(name, "is an address such as postgres://user:password@host:5432/name"):
            if urlparse(value).scheme not in _DATABASES:
                raise ValueError("a database that nobody has tried this with")
            found: dict[builtins.str, Any] = environ.Env.db_url_config(value)
            if not found["NAME"]:
                raise ValueError("no name")
            return found

    def email_url(self, name: builtins.str) -> dict[builtins.str, Any]:
        value = self._read(name, _REQUIRED)
        with _named(name, "is an address such as smtp+tls://user:password@host:587"):
            found: dict[builtins.str, Any] = environ.Env.email_url_config(value)
            if value.startswith("smtp") and not found["EMAIL_HOST"]:
                raise ValueError("no host")
            return found

    def _read(self, name: builtins.str, default: Any) -> Any:
        value = self._variables.get(name, "").strip()
        if value:
            return value
        if default is _REQUIRED:
            raise ImproperlyConfigured(f"The environment variable {name} is required and not set (docs/operations.md).")
        return default


def without_ports(hosts: list[str]) -> tuple[list[str], frozenset[str]]:
    """Names of hosts, or origins, without the port that some have (`pets.example:8443`), and those ports."""
    parts = [_PORT.fullmatch(host) for host in hosts]
    names = [part[1] if part else host for part, host in zip(parts, hosts, strict=True)]
    return names, frozenset(part[2] for part in parts if part)


def _in_digits(value: Any) -> str:
    """Python takes "4_5", "nan" and "1e9" for numbers too; here they are slips. Raises: ValueError."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", str(value), re.ASCII):
        raise ValueError("not a number in digits")
    return str(value)


class _named:
    """Turns whatever a parser says about a value into a sentence with the variable's name, and without the value."""

    def __init__(self, name: str, rule: str) -> None:
        self._error = _invalid(name, rule)

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            raise self._error from None


def _invalid(name: str, rule: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name} makes no sense: it {rule} (docs/operations.md).")


BASE_DIR = Path(__file__).resolve().parents[2]
LOCAL_DIR = BASE_DIR / ".local"
env = Environment()
