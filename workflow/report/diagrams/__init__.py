"""Pictures of definitions, and of the way a case came through one: one file for each format."""

from collections.abc import Callable, Mapping

from workflow.definition.model import Definition
from workflow.report.diagrams.dot import dot
from workflow.report.diagrams.mermaid import mermaid
from workflow.report.diagrams.picture import Picture, picture
from workflow.report.diagrams.steps import Way, way
from workflow.report.diagrams.svg import svg

FORMATS: Mapping[str, Callable[[Picture], str]] = {"mermaid": mermaid, "dot": dot, "svg": svg}

__all__ = ["FORMATS", "diagram", "way"]


def diagram(shown: Definition, form: str = "mermaid", taken: Way | None = None) -> str:
    """Return a picture of a definition as a text, in the current language.

    ``form`` is one of ``FORMATS``. With the ``way`` that a case has ``taken``
    it shows where it is and how it came there.
    """
    return FORMATS[form](picture(shown, taken))
