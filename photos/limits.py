"""What the server holds everybody to, and forms, pages and scripts therefore say. Each number stands here alone."""

from typing import Final

MAX_BYTES: Final = 25 * 1024 * 1024
"""Of a picture's file."""
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 12_000
"""Pixels of a picture's longer side."""
MAX_FILES: Final = 20
"""Of one form; a script sends each file alone."""
MAX_CHOSEN: Final = 50
"""Photos that one request deletes, restores, marks, moves or dates."""
MAX_PACKED: Final = 500
"""Photos of one ZIP; a longer album comes in parts."""
MAX_CAPTION: Final = 300
"""Signs of a caption."""

KINDS: Final = ("JPEG", "PNG", "WebP", "GIF", "HEIC", "AVIF")
"""Of pictures, as people call them."""

MEGABYTES: Final = MAX_BYTES // (1024 * 1024)
MEGAPIXELS: Final = MAX_PIXELS // 1_000_000
