"""Files and YAML. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "Y001",
        mark("There is no such file"),
        mark("Check the name and the folder."),
        """\
$ complaints definition check complaimt.yaml
""",
    ),
    Code(
        "Y002",
        mark("It is no file, or a folder where one file belongs"),
        mark("Name the file itself."),
        """\
$ complaints definition show ./definitions.yaml/
""",
    ),
    Code(
        "Y003",
        mark("The file cannot be read"),
        mark("Check its rights."),
        """\
$ complaints definition check /root/complaint.yaml
""",
    ),
    Code(
        "Y004",
        mark("The file is larger than 1 MB, or has more than 20,000 values"),
        mark("A definition is a few pages; this is some other file."),
        """\
$ complaints definition check everything.yaml
""",
    ),
    Code(
        "Y005",
        mark("The file is not text in UTF-8"),
        mark("Save it as UTF-8; every editor can."),
        """\
$ complaints definition check gb2312.yaml
""",
    ),
    Code(
        "Y006",
        mark("A control character"),
        mark("Delete it, or write the text without the escape."),
        """\
title: "Lost\\x07 property"
""",
    ),
    Code(
        "Y007",
        mark("A tab"),
        mark("Use blanks: how wide a tab is, nobody knows."),
        """\
states:
	reported: {}
""",
    ),
    Code(
        "Y008",
        mark("The file is empty"),
        mark("Begin with `language: 1`; `complaints definition new` writes a whole one."),
        """\
# nothing but a comment
""",
    ),
    Code(
        "Y009",
        mark("Not YAML: a colon, comma, bracket, quotation mark or indentation is wrong"),
        mark("The message says which. Texts with signs in them stand in quotation marks."),
        """\
title: {en: Lost property, zh: 失物招领
""",
    ),
    Code(
        "Y010",
        mark("The same key twice"),
        mark("Keep one."),
        """\
title: Lost property
title: Found property
""",
    ),
    Code(
        "Y011",
        mark("`&` or `*` at the beginning of a value"),
        mark("Put the text in quotation marks."),
        """\
title: *urgent
""",
    ),
    Code(
        "Y012",
        mark("`!` at the beginning of a value"),
        mark("Put the text in quotation marks."),
        """\
title: !important
""",
    ),
    Code(
        "Y013",
        mark("Nested too deeply"),
        mark("Check the indentation."),
        """\
[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
""",
    ),
    Code(
        "Y014",
        mark("A list or nothing where a name should be"),
        mark("Write a name and a colon."),
        """\
? [reported, found]
: x
""",
    ),
    Code(
        "Y015",
        mark("A full-width sign where a plain one belongs"),
        mark("Write the plain sign that the message shows."),
        """\
title： Lost property
""",
    ),
    Code(
        "Y016",
        mark("A blank is missing after a colon or a dash, or before a comment"),
        mark("Write it: YAML takes the line for a text otherwise."),
        """\
states:
  reported:{title: {en: Reported, zh: 已报失}}
""",
    ),
)
