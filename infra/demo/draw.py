"""The demo pictures and papers: for each name its size in px and the function that answers its SVG."""

from collections.abc import Callable

from drawings import (
    biscuit_indoors,
    biscuit_scenes,
    biscuit_seasons,
    clover_scenes,
    juno_scenes,
    miso_night,
    miso_scenes,
    papers,
    pepper_scenes,
    sol_scenes,
)

LANDSCAPE, PORTRAIT, WIDE, SQUARE = (1600, 1200), (1200, 1600), (1600, 900), (1200, 1200)

PICTURES: dict[str, tuple[tuple[int, int], Callable[[], str]]] = {
    "biscuit-asleep": (LANDSCAPE, biscuit_indoors.asleep),
    "biscuit-beach": (WIDE, biscuit_scenes.beach),
    "biscuit-garden": (LANDSCAPE, biscuit_scenes.garden),
    "biscuit-portrait": (PORTRAIT, biscuit_seasons.portrait),
    "biscuit-snow": (LANDSCAPE, biscuit_seasons.snow),
    "clover-meadow": (LANDSCAPE, clover_scenes.meadow),
    "clover-portrait": (PORTRAIT, clover_scenes.portrait),
    "juno-field": (LANDSCAPE, juno_scenes.field),
    "miso-box": (LANDSCAPE, miso_scenes.box),
    "miso-night": (LANDSCAPE, miso_night.night),
    "miso-portrait": (SQUARE, miso_scenes.portrait),
    "miso-window": (PORTRAIT, miso_scenes.window),
    "pepper-branch": (LANDSCAPE, pepper_scenes.branch),
    "sol-terrarium": (LANDSCAPE, sol_scenes.terrarium),
}

PAPERS: dict[str, tuple[tuple[int, int], Callable[[], str]]] = {
    "label.jpg": ((1280, 960), papers.label),
    "registration.pdf": ((794, 1123), papers.registration),
}
"""Below `papers/`, by the names of their files."""
