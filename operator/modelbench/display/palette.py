"""The colours of the report, each for a light and a dark page.

One colour stands for serverless and one for containerized wherever they appear; blue and orange can
be told apart with every common kind of colour blindness. A plot is drawn once, in colours that only
mark a role; in the page each becomes a CSS variable, so that the same SVG serves both themes.
"""

from dataclasses import dataclass

from modelbench.api.names import CONTAINERIZED, SERVERLESS


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

PATH_COLOURS = {
    SERVERLESS: Colour(SERVERLESS, "#020100", "#1565c0", "#6db3ff"),
    CONTAINERIZED: Colour(CONTAINERIZED, "#020200", "#c2560a", "#ffa24d"),
}

COLOURS = (INK, MUTED, GRID, SURFACE, BAD, *PATH_COLOURS.values())
