"""One SPDX expression for each component, and which licences are allowed in the images."""

from collections.abc import Iterable

from cyclonedx.model.component import Component
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from license_expression import get_spdx_licensing  # type: ignore[import-untyped]

# Classifiers of packages that tell nothing better. Where one has several meanings, it is what the
# package's own file says: both packages of "BSD License" (Jinja2, itsdangerous) and SciPy have
# three clauses, waitress has version 2.1 of Zope's.
CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Zope Public License": "ZPL-2.1",
}
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Zlib"),
        *("PSF-2.0", "Python-2.0", "ZPL-2.1", "bzip2-1.0.6", "LicenseRef-scancode-public-domain"),
        # Of these our code only imports or links to what stays as it is published.
        *("MPL-2.0", "LGPL-2.1-or-later", "GPL-3.0-or-later WITH GCC-exception-3.1"),
        # One file that tells the distribution's name.
        "GPL-2.0-or-later",
    }
)
_CLASSIFIER = "License :: "
_SPDX = get_spdx_licensing()


def expression_of(component: Component) -> str | None:
    """The licences of a component that all hold, or None when none is known."""
    told = [_text(licence) for licence in component.licenses]
    # A package that has an expression often has the older classifier beside it.
    known = [text for text in told if not text.startswith(_CLASSIFIER)]
    chosen = sorted(known or [CLASSIFIERS[text] for text in told if text in CLASSIFIERS])
    if len(chosen) > 1:
        return " AND ".join(f"({text})" if " OR " in text else text for text in chosen)
    return chosen[0] if chosen else None


def not_allowed(expression: str) -> Iterable[str]:
    """What of an expression is not allowed. Of alternatives one that is allowed will do.

    ExpressionError when it is no SPDX expression.
    """
    parsed = _SPDX.parse(expression, validate=True).simplify()
    alternatives = parsed.args if parsed.__class__.__name__ == "OR" else (parsed,)
    return min((_foreign(alternative) for alternative in alternatives), key=len)


def _foreign(expression: object) -> list[str]:
    symbols = _SPDX.license_symbols(expression, decompose=False)
    return [str(symbol) for symbol in symbols if str(symbol) not in ALLOWED]


def _text(licence: DisjunctiveLicense | LicenseExpression) -> str:
    if isinstance(licence, LicenseExpression):
        return licence.value
    return licence.id or licence.name or ""
