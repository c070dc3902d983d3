"""The commands: where each is found, and what it does in a line.

The list of commands is printed from here, so that nothing else need be imported for it. A line is
the first paragraph of its command's help; a test sees to it.
"""

from typing import NamedTuple

from workflow.translation import mark


class Entry(NamedTuple):
    """Where a command is found, ``module:name``, and its line in the list."""

    place: str
    summary: str


# In the order of the help: setting up, daily work, looking, keeping it running.
COMMANDS = {
    "init": Entry("setup:init", mark("Create the database, or bring an older one up to date.")),
    "site": Entry("sites:site", mark("Add and list the sites that cases belong to.")),
    "staff": Entry("staff:staff", mark("Add and list the people who work with cases.")),
    "open": Entry("acts:open_case", mark("Open a case of the kind DEFINITION.")),
    "do": Entry("acts:do", mark("Do a step: the operation TRIGGER on a case.")),
    "merge": Entry(
        "merging:merge",
        mark("Merge the case DUPLICATE into the case INTO, which goes on in its place."),
    ),
    "assign": Entry(
        "acts:assign", mark("Hand a case to another owner, or one of its duties to somebody else.")
    ),
    "note": Entry(
        "acts:note", mark("Add a note to a case. It is personal data and can be erased.")
    ),
    "set": Entry("fields:set_fields", mark("Set fields of a case without a step.")),
    "correct": Entry("fields:correct", mark("Correct a recorded value, with the reason.")),
    "erase": Entry("fields:erase", mark("Erase the personal data of a case for good.")),
    "show": Entry(
        "reading:show",
        mark("Show a case: its state, its data, what is due, and what can be done next."),
    ),
    "list": Entry("reading:list_cases", mark("List cases, what is due first on top.")),
    "due": Entry("reading:due", mark("List running deadlines, the earliest first.")),
    "digest": Entry(
        "digest:digest",
        mark(
            "The list for the morning: what each person has to see to by the end of the day, and "
            "what is overdue."
        ),
    ),
    "outbox": Entry("outbox:outbox", mark("Messages that were not sent yet, or did not arrive.")),
    "notify": Entry(
        "notify:notify", mark("See by which channels messages go out, and whether they arrive.")
    ),
    "history": Entry("reading:history", mark("Show everything that happened to a case, in order.")),
    "explain": Entry(
        "explaining:explain", mark("Explain why the deadlines of a case are due when they are.")
    ),
    "diagram": Entry(
        "diagrams:diagram",
        mark(
            "Draw where a case is and the way it came, step by step, in the picture of its "
            "definition."
        ),
    ),
    "counters": Entry(
        "counters:counters",
        mark(
            "List what was counted over all cases: of each person, thing or site, and in each "
            "month where months are counted apart."
        ),
    ),
    "schedules": Entry(
        "recurring:schedules",
        mark(
            "List what recurs by the calendar: when each schedule comes next at each site, and "
            "what came of it last."
        ),
    ),
    "skip": Entry(
        "recurring:skip",
        mark("Skip what recurs and failed: it is not tried again."),
    ),
    "gaps": Entry(
        "gaps:gaps",
        mark(
            "List the times in which nothing was running and something came late by it, the latest "
            "first."
        ),
    ),
    "deadlines": Entry(
        "deadlines:deadlines", mark("Put right what a wrong clock did to deadlines.")
    ),
    "documents": Entry(
        "documents:documents",
        mark(
            "List the documents that steps, reminders and escalations of a case brought, or print "
            "one, by its name or number."
        ),
    ),
    "attachments": Entry(
        "attachments:attachments",
        mark("List the files that a case names, or tell whether FILE is one of them."),
    ),
    "script": Entry(
        "scripts:script",
        mark("Show what to say in a case, or with its step TRIGGER, and what not to say."),
    ),
    "doctor": Entry(
        "doctoring:doctor",
        mark(
            "Look at everything that is needed for messages to come in time, and say what mends "
            "what is wrong."
        ),
    ),
    "db": Entry(
        "databases:db",
        mark("Copy the database while it is used, put a copy back, or move to another database."),
    ),
    "verify": Entry(
        "checking:verify",
        mark("Check that no history was changed and that every case agrees with its history."),
    ),
    "rebuild": Entry(
        "checking:rebuild",
        mark("Make the state and the deadlines of every case again from its history."),
    ),
    "definition": Entry(
        "definitions:definition",
        mark(
            "Begin, check, test, prove, publish and show the definitions that cases follow; move "
            "cases."
        ),
    ),
    "calendar": Entry(
        "calendars:calendar",
        mark("Check and show calendars, and the official days they are counted by."),
    ),
    "daemon": Entry(
        "running:daemon", mark("Keep deadlines: remind, escalate and send, until stopped.")
    ),
    "demo": Entry("running:demo", mark("Play a whole complaint through on a simulated clock.")),
}
