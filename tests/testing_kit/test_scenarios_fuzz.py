"""A file of scenarios with slips in it is refused with problems, or can be played."""

import re
from pathlib import Path

from example_counts import many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.errors import DefinitionError
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load, loads

SUITE = load(Path(__file__).parent / "scenarios" / "parcel.yaml")
TEXT = Path(SUITE.file).read_text(encoding="utf-8")
PIECES = [found.span() for found in re.finditer(r"[^\s{}\[\],:]+|[{}\[\],:]|\n +", TEXT)]
WORDS = sorted({TEXT[start:end] for start, end in PIECES})
SLIPS = st.tuples(
    st.sampled_from(PIECES),
    st.sampled_from(["", "x", "[]", "{}", "nothing", "nobody", "1", "true"])
    | st.sampled_from(WORDS),
)


@settings(max_examples=many(150), suppress_health_check=list(HealthCheck))
@given(slips=st.lists(SLIPS, min_size=1, max_size=2, unique_by=lambda slip: slip[0]))
def test_a_file_with_slips_is_refused_with_problems_or_can_be_played(slips) -> None:
    text = TEXT
    for (start, end), word in sorted(slips, reverse=True):
        text = text[:start] + word + text[end:]
    try:
        suite = loads(text, "slips.scenarios.yaml", SUITE.definition)
    except DefinitionError:
        return
    changed = [
        new
        for new, old in zip(suite.scenarios, SUITE.scenarios, strict=False)
        if len(new.steps) != len(old.steps) or new.name != old.name
    ]
    for scenario in changed[:1] or suite.scenarios[:1]:
        play(suite, scenario)
