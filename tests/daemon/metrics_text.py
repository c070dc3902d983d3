"""Prometheus' text format, read as strictly as its description says."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(\{{{LABEL}(?:,{LABEL})*\}})? (\S+)")
HELP = re.compile(rf"# HELP ({NAME}) \S.*")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|summary)")


def parsed(text: str) -> dict[str, float]:
    """Every sample by its name and labels. All that is not allowed fails."""
    assert text.endswith("\n")
    found: dict[str, float] = {}
    kinds: dict[str, str] = {}
    explained, current = "", ""
    for line in text.removesuffix("\n").split("\n"):
        if named := HELP.fullmatch(line):
            explained = named[1]
        elif typed := TYPE.fullmatch(line):
            current = typed[1]
            assert current == explained
            assert current not in kinds, "a metric stands in one place"
            kinds[current] = typed[2]
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            name, labels, value = sample.groups()
            assert name in allowed(current, kinds[current], labels), line
            assert kinds[current] != "counter" or name.endswith("_total")
            assert f"{name}{labels or ''}" not in found
            found[f"{name}{labels or ''}"] = float(value)
    return found


def allowed(metric: str, kind: str, labels: str | None) -> set[str]:
    if kind != "summary":
        return {metric}
    if labels and "quantile=" in labels:
        return {metric}
    return {f"{metric}_sum", f"{metric}_count"}
