"""The colours of the report, each for a light and a dark page.

Each variant has one colour wherever it appears. A plot is drawn once, in colours that only mark a
role; in the page each becomes a CSS variable, so that the same SVG serves both themes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A role, the colour that marks it while drawing, and what it is on either page."""

    name: str
    mark: str
    light: str
    dark: str

    @property
    def css(self) -> str:
        """The variable; where a page's style is blocked, the light colour stands in."""
        return f"var(--{self.name}, {self.light})"


INK = Colour("ink", "#010100", "#16202e", "#e6ebf2")
MUTED = Colour("muted", "#010200", "#566275", "#9aa7b8")
GRID = Colour("grid", "#010300", "#e3e8ef", "#2a3442")
SURFACE = Colour("surface", "#010400", "#ffffff", "#161d27")
BAD = Colour("bad", "#010500", "#b3261e", "#ff8a80")

# Any two of a theme, and each and BAD, differ by 15 (CIE 1976) also to those who see no red or no
# green; each has a contrast of 3 to 1 against the surface. There are as many as there can be
# variants.
_LIGHT_AND_DARK = (
    ("#1565c0", "#6db3ff"),
    ("#c2560a", "#ffa24d"),
    ("#289da9", "#42e0d0"),
    ("#4a148c", "#8563e8"),
    ("#9e8a5a", "#f3f05a"),
    ("#a02c78", "#c2508f"),
    ("#47604f", "#d6fdb7"),
    ("#5d1f0e", "#a0654f"),
)
VARIANTS = tuple(
    Colour(f"variant-{number}", f"#02{number:02}00", light, dark)
    for number, (light, dark) in enumerate(_LIGHT_AND_DARK, 1)
)

COLOURS = (INK, MUTED, GRID, SURFACE, BAD, *VARIANTS)


def variant_colour(number: int) -> Colour:
    """The colour of a benchmark's variant, counted from 0."""
    return VARIANTS[number % len(VARIANTS)]
