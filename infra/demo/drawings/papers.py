"""Papers of Biscuit's: a registration to be printed, and the label of a vaccine as a phone sees it.

They name no day, since the demo data is of whichever day it is filled in on. Nothing on them exists.
"""

_SERIF, _SANS = "DejaVu Serif, serif", "DejaVu Sans, sans-serif"
_INK, _FAINT, _RED = "#22303c", "#5b6b78", "#a63a2b"


def _text(x: float, y: float, words: str, size: float, colour: str = _INK, font: str = _SANS, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" font-family="{font}" font-size="{size}" fill="{colour}" {more}>{words}</text>'


def _bars(x: float, y: float, height: float, widths: str) -> str:
    """A bar code that says nothing: bars and gaps by turns, each so many units wide."""
    drawn = ""
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            drawn += f'<rect x="{x}" y="{y}" width="{width * 3}" height="{height}" fill="{_INK}"/>'
        x += width * 3
    return drawn


def registration() -> str:
    """The registration of a microchip, on A4 at 96 dots per inch."""
    rows = (
        ("Animal", "Biscuit"),
        ("Species, breed", "Dog, golden retriever"),
        ("Sex", "Male, neutered"),
        ("Colour", "Golden, white chest"),
        ("Microchip", "276 0981 0612 3456"),
        ("Place of the chip", "Left side of the neck"),
        ("Keeper", "Robin"),
    )
    lines = "".join(
        _text(110, 410 + 54 * place, label, 15, _FAINT)
        + _text(330, 410 + 54 * place, value, 19)
        + f'<path d="M110 {424 + 54 * place}H684" stroke="#c9d2d9"/>'
        for place, (label, value) in enumerate(rows)
    )
    paw = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="#d88a3a"/>'
        for x, y, rx, ry in (
            (397, 150, 30, 25),
            (358, 122, 11, 15),
            (384, 103, 11, 16),
            (411, 103, 11, 16),
            (437, 122, 11, 15),
        )
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="794" height="1123" viewBox="0 0 794 1123">
<rect width="794" height="1123" fill="#ffffff"/>
<rect x="48" y="48" width="698" height="1027" rx="10" fill="none" stroke="#d88a3a" stroke-width="3"/>
<rect x="57" y="57" width="680" height="1009" rx="6" fill="none" stroke="#ecc79b"/>
{paw}
{_text(397, 232, "Registration of a microchip", 34, font=_SERIF, more='text-anchor="middle"')}
{_text(397, 266, "The Little Register of Pets", 17, _FAINT, more='text-anchor="middle"')}
{_text(110, 340, "This is to say that the animal below is entered in our register.", 17, font=_SERIF)}
{lines}
{_bars(110, 820, 54, "2131122113212211312121132121121311221132")}
{_text(110, 898, "276 0981 0612 3456", 14, _FAINT)}
<path d="M470 905C490 870 505 880 500 905C498 918 515 892 530 890C540 889 532 908 548 902
C570 894 575 872 590 880C600 886 588 905 606 901C630 896 648 884 668 892"
 fill="none" stroke="#2c4a7a" stroke-width="2.5" stroke-linecap="round"/>
<path d="M452 922H684" stroke="#8796a3"/>
{_text(452, 942, "for the register", 13, _FAINT)}
{_text(397, 1030, "Please tell us when you move, or when Biscuit does.", 13, _FAINT, more='text-anchor="middle"')}
</svg>"""


def label() -> str:
    """The label of a vial, stuck into a booklet that lies on a table."""
    lines = "".join(f'<path d="M150 {y}H1130" stroke="#c8d3da" stroke-width="2"/>' for y in range(150, 860, 62))
    grain = "".join(
        f'<path d="M0 {y}Q700 {y + 26} 1400 {y - 12}" stroke="#6d4526" stroke-width="3" opacity=".22" fill="none"/>'
        for y in range(20, 1000, 47)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="960" viewBox="0 0 1280 960">
<defs>
<linearGradient id="table" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="#a87546"/><stop offset="1" stop-color="#7b5030"/></linearGradient>
<radialGradient id="light" cx=".35" cy=".25" r=".9">
<stop offset="0" stop-color="#fff" stop-opacity=".28"/>
<stop offset=".6" stop-color="#fff" stop-opacity="0"/>
<stop offset="1" stop-color="#000" stop-opacity=".34"/></radialGradient>
<filter id="shadow" x="-10%" y="-10%" width="120%" height="120%">
<feDropShadow dx="10" dy="16" stdDeviation="16" flood-opacity=".45"/></filter>
<filter id="thin"><feDropShadow dx="2" dy="3" stdDeviation="3" flood-opacity=".3"/></filter>
</defs>
<rect width="1280" height="960" fill="url(#table)"/>{grain}
<g transform="rotate(-3.2 640 480)">
<rect x="90" y="60" width="1100" height="900" rx="14" fill="#f6f4ec" filter="url(#shadow)"/>
{_text(150, 128, "Rabies", 40, _FAINT, _SERIF)}{lines}
<g transform="rotate(2.1 560 330)" filter="url(#thin)">
<rect x="180" y="190" width="640" height="300" rx="12" fill="#fdfdfb"/>
<rect x="180" y="190" width="640" height="74" rx="12" fill="{_RED}"/>
{_text(210, 240, "RABIVEX 3", 44, "#ffffff", more='font-weight="bold"')}
{_text(210, 316, "Rabies vaccine, inactivated", 27)}
{_text(210, 360, "1 dose, 1 ml. For dogs and cats.", 25, _FAINT)}
{_text(210, 418, "LOT", 25, _FAINT)}{_text(282, 418, "A417B03", 32, more='font-weight="bold"')}
{_text(210, 462, "Store at 2 to 8 °C", 23, _FAINT)}
{_bars(520, 384, 74, "21312121132121131221132")}
</g>
<g transform="rotate(-9 900 640)" opacity=".78">
<rect x="730" y="560" width="340" height="150" rx="10" fill="none" stroke="#2f4f8f" stroke-width="5"/>
{_text(900, 622, "Dr. M. Okafor", 34, "#2f4f8f", _SERIF, 'text-anchor="middle"')}
{_text(900, 668, "Vets at the Mill", 28, "#2f4f8f", _SERIF, 'text-anchor="middle"')}
</g>
<path d="M180 640C230 585 260 610 250 640C246 660 290 606 320 612C345 618 318 654 356 642
C400 628 404 596 440 606C462 614 430 650 478 640C520 632 560 606 600 622"
 fill="none" stroke="#1d2f66" stroke-width="6" stroke-linecap="round"/>
</g>
<rect width="1280" height="960" fill="url(#light)"/>
</svg>"""
