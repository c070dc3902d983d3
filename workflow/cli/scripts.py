"""``script``: what to say to people in a case, and what not to."""

from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark


@command(
    "script",
    help=mark(
        "Show what to say in a case, or with its step TRIGGER, and what not to say.\n\n"
        "The blanks are filled in, also with personal data: it is for whoever has the case in "
        "front, and kept nowhere."
    ),
    examples=(
        (mark("What to say with what is possible now"), "complaints script 17 --as lin"),
        (mark("For the call back, in Chinese"), "complaints script 17 record_callback --lang zh"),
        (mark("Before there is a case"), "complaints script --definition complaint --as lin"),
    ),
)
@argument("case", metavar=mark("CASE"), required=False)
@argument("trigger", metavar=mark("[TRIGGER]"), required=False)
@option(
    "--definition",
    metavar=mark("DEFINITION"),
    help=mark("What to say before a case of this kind is opened."),
)
def script(
    settings: Settings, *, case: str | None, trigger: str | None, definition: str | None
) -> None:
    """Show what to say."""
    import click

    from workflow.report import scripts
    from workflow.report.glossary import Glossary

    if (case is None) == (definition is None):
        text = gettext("Name a case, or a definition with --definition.")
        raise click.UsageError(text, click.get_current_context())
    with settings.looking() as workflow:
        if case is not None:
            view = workflow.script(case, trigger, actor=settings.reader)
        else:
            view = workflow.opening_script(definition or "", actor=settings.reader)
        if settings.json:
            print_json(scripts.plain(view))
        else:
            words = Glossary(workflow.definition(view.definition, edition=view.edition))
            print_blocks(scripts.script(view, words))
