"""Times as sort keys: ISO 8601 in UTC with a fixed width, so that they sort as text."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """An aware datetime as `2025-06-01T08:30:00.000000Z` (27 characters, always)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def from_text(text: str) -> datetime:
    """Raises: ValueError."""
    return datetime.fromisoformat(text)
