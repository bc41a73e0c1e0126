"""CloudFront before the bucket: three settings that belong together, checked before a request needs them."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def storage_options(domain: str, key_id: str, private_key: str) -> dict[str, Any]:
    """What django-storages wants to know of CloudFront; nothing where none of it is set.

    `private_key` is RSA in PEM: the other half of the public key that CloudFront knows as `key_id`.
    Raises: ImproperlyConfigured, in words.
    """
    given = {
        "PETTRACKER_CLOUDFRONT_DOMAIN": domain,
        "PETTRACKER_CLOUDFRONT_KEY_ID": key_id,
        "PETTRACKER_CLOUDFRONT_KEY": private_key,
    }
    if not any(given.values()):
        return {}
    if missing := [name for name, value in given.items() if not value]:
        raise ImproperlyConfigured(
            f"CloudFront needs {', '.join(given)}, and {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not set. Set all three, or none."
        )
    if not _HOST.fullmatch(domain):
        raise ImproperlyConfigured(
            f"PETTRACKER_CLOUDFRONT_DOMAIN is {domain!r}, but must be a bare host name, "
            "such as d111111abcdef8.cloudfront.net."
        )
    if not _is_rsa(private_key):
        raise ImproperlyConfigured(
            "PETTRACKER_CLOUDFRONT_KEY is no RSA private key in PEM without a passphrase "
            '("-----BEGIN PRIVATE KEY----- ..."; in one line, \\n stands for the line ends).'
        )
    return {"custom_domain": domain, "cloudfront_key_id": key_id, "cloudfront_key": private_key}


def _is_rsa(pem: str) -> bool:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return isinstance(load_pem_private_key(pem.encode(), password=None), RSAPrivateKey)
    except (TypeError, ValueError):
        return False
