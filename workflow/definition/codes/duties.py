"""Duties: what is owed beside the state. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

_PACK = """\
duties:
  pack: {opens: {entered: found}, who: desk}
deadlines:
  packing: {starts: {opened: pack}, met: {settled: pack}, within: 1 calendar day}
"""
_SETTLED = """\
  hand_over: {from: found, to: returned, by: [desk], waives: pack}
  close: {from: [found, not_found], to: closed, by: [supervisor], needs: [reason], waives: pack}
"""

CODES = (
    Code(
        "U001",
        mark("A duty that can never open"),
        mark("Correct `opens`: it names what no case comes to."),
        """\
duties:
  pack: {opens: {left: returned}, who: desk}
""",
    ),
    Code(
        "U002",
        mark("Nothing settles a duty while it is open"),
        mark("Let an act that is possible there say that it `does` or `waives` it."),
        """\
duties:
  pack: {opens: {entered: found}, who: desk}
""",
    ),
    Code(
        "U003",
        mark("An act that does a duty that cannot be open there"),
        mark("Correct `does`, or the states under `from`."),
        f"""\
{_PACK}transitions:
{_SETTLED}  packed: {{from: reported, stay: true, by: [desk], does: pack}}
""",
    ),
    Code(
        "U004",
        mark("An act that joins a duty that is always open there"),
        mark("Let an act settle the duty there, or take it out of `joins`."),
        f"""\
{_PACK}transitions:
{_SETTLED}  send: {{from: found, to: returned, by: [desk], joins: pack}}
""",
    ),
    Code(
        "U005",
        mark("A case can be over while a duty is open"),
        mark("Say of the act that ends it that it `joins` the duty, `does` it or `waives` it."),
        f"""\
{_PACK}transitions:
  packed: {{from: found, stay: true, by: [whoever_owes], does: pack}}
""",
    ),
    Code(
        "U006",
        mark("A duty on which no deadline runs: it could be forgotten"),
        mark("Let a deadline start with `{opened: ...}`, or be met with `{settled: ...}`."),
        f"""\
duties:
  pack: {{opens: {{entered: found}}, who: desk}}
transitions:
{_SETTLED}""",
    ),
    Code(
        "U007",
        mark("`whoever_owes` on an act that does no duty"),
        mark("Say which duty it `does`, or name somebody else."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [whoever_owes]}
""",
    ),
)
