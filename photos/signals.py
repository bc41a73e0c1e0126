"""What photos tell whoever listens above them."""

from django.dispatch import Signal

upload_refused = Signal()
"""Files that a form refused: `request`, and `reasons` (a `Reason`, or `FULL`) with one for each."""

FULL = "full"
"""The album has no room for it."""
