"""Encodings of colour: primaries, white, and what a signal means as light.

Codes: ITU-T H.273 (2024), 8.1 and 8.2, as AVIF, HEIC and PNG name them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Final

Point = tuple[float, float]
"""Chromaticity: x and y of CIE 1931."""
Transfer = Callable[[float], float]
"""From a signal of 0 to 1 to light, of which 1 is the most."""

_WHITE: Final = 203.0  # cd/m2, in pictures that may be brighter than white (ITU-R BT.2408, table 1)
_LEAST_GAMMA: Final = 0.01
_USUAL_GAMMA: Final = 0.45455  # what a PNG says that is sRGB, where it says no more
_D65: Final = (0.3127, 0.3290)
_UNSPECIFIED: Final = 2
_VIDEO: Final = (1, 6, 11, 14, 15)


@dataclass(frozen=True, slots=True)
class Encoding:
    """`primaries` are red, green and blue. `peak` is how bright a signal of 1 is where white is 1; above that, a
    picture has light that screens do not show. `system_gamma` is applied to the luminance of each pixel (BT.2100).
    """

    primaries: tuple[Point, Point, Point]
    white: Point
    transfer: Transfer
    peak: float = 1.0
    system_gamma: float = 1.0


def _srgb(signal: float) -> float:
    return signal / 12.92 if signal <= 0.04045 else float(((signal + 0.055) / 1.055) ** 2.4)


def _smpte240(signal: float) -> float:
    return signal / 4 if signal < 0.0913 else float(((signal + 0.1115) / 1.1115) ** (1 / 0.45))


def _pq(signal: float) -> float:
    """SMPTE ST 2084."""
    root = signal ** (32 / 2523)
    return float((max(0.0, root - 107 / 128) / (2413 / 128 - 2392 / 128 * root)) ** (16384 / 2610))  # of 10,000 cd/m2


def _hlg(signal: float) -> float:
    """ARIB STD-B67, to the light of the scene."""
    return signal**2 / 3 if signal <= 0.5 else (exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12


def gamma(exponent: float) -> Transfer:
    return lambda signal: signal**exponent


_BT709: Final = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_BT601: Final = ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
_P3: Final = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_ILLUMINANT_C: Final = (0.310, 0.316)
_PRIMARIES: Final[dict[int, tuple[tuple[Point, Point, Point], Point]]] = {
    1: (_BT709, _D65),
    _UNSPECIFIED: (_BT709, _D65),
    4: (((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)), _ILLUMINANT_C),
    5: (((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)), _D65),
    6: (_BT601, _D65),
    7: (_BT601, _D65),
    8: (((0.681, 0.319), (0.243, 0.692), (0.145, 0.049)), _ILLUMINANT_C),
    9: (((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), _D65),
    11: (_P3, (0.314, 0.351)),
    12: (_P3, _D65),
    22: (((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)), _D65),
}
_TRANSFERS: Final[dict[int, Transfer]] = {
    **dict.fromkeys(_VIDEO, _srgb),  # video's; in a picture, browsers read them so
    _UNSPECIFIED: _srgb,
    4: gamma(2.2),
    5: gamma(2.8),
    7: _smpte240,
    8: gamma(1.0),
    13: _srgb,
    16: _pq,
    17: lambda signal: min(1.0, signal**2.6 * 52.37 / 48),
    18: _hlg,
}
_BRIGHTER: Final = {16: (10_000 / _WHITE, 1.0), 18: (1_000 / _WHITE, 1.2)}  # peak and system gamma
SRGB: Final = Encoding(_BT709, _D65, _srgb)
ADOBE_RGB: Final = Encoding(((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), _D65, gamma(563 / 256))
"""Adobe RGB (1998), 4.3.1 and 4.3.4."""


def coded(primaries: int, transfer: int) -> Encoding | None:
    """By two codes of H.273, in a HEIC or AVIF; None where one of them is none, or of no use here."""
    if primaries not in _PRIMARIES or transfer not in _TRANSFERS:
        return None
    return Encoding(*_PRIMARIES[primaries], _TRANSFERS[transfer], *_BRIGHTER.get(transfer, ()))


def coded_in_png(primaries: int, transfer: int) -> Encoding | None:
    """The same in a PNG: there browsers take "unspecified" for none, and video for what its screens show (BT.1886)."""
    if _UNSPECIFIED in (primaries, transfer):
        return None
    found = coded(primaries, transfer)
    return replace(found, transfer=gamma(2.4)) if found and transfer in _VIDEO else found


def measured(exponent: float, points: Sequence[float] | None) -> Encoding | None:
    """By PNG's gAMA and, where it is there, cHRM (white, red, green, blue). None where they make no sense."""
    if not _LEAST_GAMMA <= exponent <= 1 / _LEAST_GAMMA:
        return None
    transfer = gamma(1 / exponent)
    if points is None:
        return SRGB if exponent == _USUAL_GAMMA else Encoding(_BT709, _D65, transfer)
    white, *primaries = [(points[at], points[at + 1]) for at in range(0, 8, 2)]
    if not all(0 <= x <= 1 and 0 < y <= 1 for x, y in (white, *primaries)):
        return None
    red, green, blue = primaries
    return Encoding((red, green, blue), white, transfer)
