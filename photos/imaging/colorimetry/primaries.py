"""From the red, green and blue of one encoding to those of another, as light, their whites adapted (Bradford)."""

from typing import Final

from .encodings import Encoding, Point

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

D50: Final = (0.9642, 1.0, 0.8249)
"""The white that ICC profiles relate to (ICC.1:2022, 7.2.16), as XYZ."""
_BRADFORD: Final = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))  # ICC.1:2022, E.3


def to_xyz(encoding: Encoding) -> Matrix:
    """White comes out with Y of 1. Raises: ZeroDivisionError where the primaries span no colours."""
    primaries = _columns(*(_xyz(point) for point in encoding.primaries))
    return product(primaries, _diagonal(applied(_inverse(primaries), _xyz(encoding.white))))


def to_d50(encoding: Encoding) -> Matrix:
    """To XYZ as white D50 would show it. Raises: ZeroDivisionError."""
    here, there = applied(_BRADFORD, _xyz(encoding.white)), applied(_BRADFORD, D50)
    cones = there[0] / here[0], there[1] / here[1], there[2] / here[2]
    adapted = product(_inverse(_BRADFORD), product(_diagonal(cones), _BRADFORD))
    return product(adapted, to_xyz(encoding))


def between(one: Encoding, other: Encoding) -> Matrix:
    """From the light of one to that of the other. Raises: ZeroDivisionError."""
    return product(_inverse(to_d50(other)), to_d50(one))


def _xyz(point: Point) -> Vector:
    x, y = point
    return x / y, 1.0, (1 - x - y) / y


def applied(matrix: Matrix, vector: Vector) -> Vector:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def product(left: Matrix, right: Matrix) -> Matrix:
    one, two, three = zip(*right, strict=True)
    return _columns(applied(left, one), applied(left, two), applied(left, three))


def _columns(one: Vector, two: Vector, three: Vector) -> Matrix:
    return (one[0], two[0], three[0]), (one[1], two[1], three[1]), (one[2], two[2], three[2])


def _diagonal(vector: Vector) -> Matrix:
    return (vector[0], 0.0, 0.0), (0.0, vector[1], 0.0), (0.0, 0.0, vector[2])


def _inverse(matrix: Matrix) -> Matrix:
    """Raises: ZeroDivisionError."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    scale = 1 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
    return (
        ((e * i - f * h) * scale, (c * h - b * i) * scale, (b * f - c * e) * scale),
        ((f * g - d * i) * scale, (a * i - c * g) * scale, (c * d - a * f) * scale),
        ((d * h - e * g) * scale, (b * g - a * h) * scale, (a * e - b * d) * scale),
    )
