"""Definitions of several files. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "R001",
        mark("There is no fragment or definition of that name"),
        mark("Correct it. They are named, not pathed: `house` is fragments/house.yaml."),
        """\
uses: chasing_notise
""",
    ),
    Code(
        "R002",
        mark("Files that use or extend each other in a circle"),
        mark("Leave one of them out."),
        """\
extends_definition: page
""",
    ),
    Code(
        "R003",
        mark("A fragment where a definition belongs, or the other way round"),
        mark("`uses` is for fragments, `extends_definition` for definitions."),
        """\
language: 1
fragment: page
""",
    ),
    Code(
        "R004",
        mark("A name that is said already, in the place named"),
        mark("Keep one of the two; to change something, extend the definition that says it."),
        """\
uses: chasing_notice
documents:
  chasing_notice: {text: {zh: 催办单}}
""",
    ),
    Code(
        "R005",
        mark("Something is taken away that is not there"),
        mark("Correct the name, or leave it out."),
        """\
language: 1
workflow: house_complaint
edition: "1"
effective: 2026-01-01
extends_definition: complaint
transitions: {jugde: none}
""",
    ),
    Code(
        "R006",
        mark("More than 20 files put together"),
        mark("Use fewer."),
        """\
uses: [one, two, three]
""",
    ),
    Code(
        "R007",
        mark("A fragment that is not called as its file is"),
        mark("The message says how it is called."),
        """\
language: 1
fragment: hause
""",
    ),
)
