"""From YAML to scenarios: everything wrong with a file is found in one go.

A definition ``NAME.yaml`` has its scenarios in ``NAME.scenarios.yaml`` beside it, and in
``NAME.ANYTHING.scenarios.yaml``.
"""

from collections.abc import Mapping, Sequence
from glob import escape
from pathlib import Path

from workflow.definition import parse
from workflow.definition.model import Definition
from workflow.definition.nodes import Node
from workflow.definition.source import SCENARIOS_ENDING, definition_beside, read, read_text
from workflow.definition.titles import first_title
from workflow.definition.whole import refused_as, whole
from workflow.errors import Problem, ScenariosInvalid
from workflow.testing.scenarios.given import Written, read_given
from workflow.testing.scenarios.model import Scenario, Suite
from workflow.testing.scenarios.steps import read_steps
from workflow.translation import gettext

KEYS = ("language", "given", "scenarios")
NEEDED = ("language", "scenarios")
SCENARIO_KEYS = ("title", "given", "steps")


def scenarios_beside(path: Path) -> Path:
    """Return where the scenarios of a definition are; of a file of scenarios, the file itself.

    >>> scenarios_beside(Path("complaint.yaml")).name
    'complaint.scenarios.yaml'
    """
    return (
        path
        if path.name.endswith(SCENARIOS_ENDING)
        else path.with_name(path.stem + SCENARIOS_ENDING)
    )


def all_beside(path: Path) -> Sequence[Path]:
    """Return where the scenarios of a definition are; if there are none, where they ought to be."""
    if path.name.endswith(SCENARIOS_ENDING):
        return [path]
    more = sorted(path.parent.glob(f"{escape(path.stem)}.*{SCENARIOS_ENDING}"))
    first = scenarios_beside(path)
    return [first, *more] if first.exists() or not more else more


def load(path: Path) -> Suite:
    """Read the scenarios of a definition, from their file or by the definition's.

    Raises ``ScenariosInvalid`` and, for the definition itself, ``DefinitionError``.
    """
    file = scenarios_beside(path)
    with refused_as(ScenariosInvalid):
        source = read(file)
    beside = definition_beside(file)
    if not beside.is_file():
        text = gettext("The definition must stand beside this file, as {name}.")
        problem = Problem("T008", str(file), 0, 0, text.format(name=beside.name))
        raise ScenariosInvalid(str(file), [problem])
    definition = parse.load(beside)
    with refused_as(ScenariosInvalid):
        return whole(source, lambda root: _read(root, definition))


def loads(text: str, name: str, definition: Definition) -> Suite:
    """Read scenarios from a text as if it stood in the file ``name``.

    Raises ``ScenariosInvalid`` with all problems, in the order they stand.
    """
    with refused_as(ScenariosInvalid):
        return whole(read_text(text, name), lambda root: _read(root, definition))


def _read(root: Node, definition: Definition) -> Suite:
    found = root.entries(KEYS, needed=NEEDED)
    general = Written.of(found.get("given"), root)
    scenarios: list[Scenario] = []
    if "scenarios" in found:
        declared = list(found["scenarios"].declared())
        if not declared and not found["scenarios"].value:
            found["scenarios"].note("T009", gettext("There is no scenario here."), key=True)
        scenarios = [_scenario(name, node, general, definition) for name, node in declared]
    return Suite(root.book.source.file, definition, scenarios)


def _scenario(name: str, node: Node, general: Written, definition: Definition) -> Scenario:
    found: Mapping[str, Node] = node.entries(SCENARIO_KEYS, needed=("steps",))
    title = first_title(found["title"].title() if "title" in found else {}, name)
    given = read_given(Written.of(found.get("given"), node).over(general), node, definition)
    steps = read_steps(found["steps"], given, definition) if "steps" in found else []
    return Scenario(name, title, given, steps)
