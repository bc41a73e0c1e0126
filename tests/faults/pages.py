"""What a page shows and must not tell, for answers of one process and for those of a real site alike."""

import html
import re
from urllib.parse import unquote, urlsplit

from tests.faults.plan import REQUEST_ID

_SIGNED = re.compile(r'https?://[^\s"\'<>]+X-Amz-Signature=[0-9a-f]+')
_NEVER_SHOWN = ("Traceback", "botocore", "amazonaws", "Exception", "injected", REQUEST_ID)


def told_by(page: str, *names: str) -> list[str]:
    """Words, and these names of tables and buckets, that tell how it is made. (A picture's address names the bucket,
    and nothing else does.)"""
    text = _SIGNED.sub("", html.unescape(page))
    return [word for word in (*_NEVER_SHOWN, *names) if word in text]


def pictures_on(page: str, bucket: str) -> set[str]:
    """The keys of the pictures that it shows, by their signed addresses."""
    paths = (unquote(urlsplit(url).path) for url in _SIGNED.findall(html.unescape(page)))
    return {path.removeprefix(f"/{bucket}").lstrip("/") for path in paths}
