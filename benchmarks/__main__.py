"""Run the benchmarks: ``python -m benchmarks``."""

import argparse
import sys
from importlib import import_module

from benchmarks.measuring import Row, Scale, measure, probe
from benchmarks.table import as_json, lines, machine, quietness

# What needs the quietest machine first, what warms it up last.
BENCHMARKS = (
    "decision",
    "working_time",
    "checking",
    "durable_trigger",
    "explaining",
    "idle",
    "starting",
    "rebuilding",
    "firing",
    "sweeping",
    "writers",
    "lateness",
)


def main() -> None:
    """Measure, and print the table. Nothing here fails a build: a ratio is for people to judge."""
    options = _options()
    probes = [probe()]
    rows: list[Row] = []
    notes: list[str] = []
    for name in options.only or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        benchmark = getattr(import_module(f"benchmarks.{name}"), name)
        with benchmark(
            Scale(
                armed=options.armed,
                due=options.due,
                tuned=options.tuned,
                rebuilt=options.rebuilt,
                fired=options.fired,
                late=options.late,
                server=options.server,
            )
        ) as contests:
            for contest in contests:
                rows += measure(contest, options.rounds)
                notes += [contest.note] if contest.note else []
        probes.append(probe())
    if options.json:
        print(as_json(rows, notes, probes))
        return
    print(machine(), *lines(rows), *notes, *quietness(probes), sep="\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure ratios against floors and peers."
    )
    parser.add_argument(
        "--only", action="append", choices=BENCHMARKS, help="measure only this; may be repeated"
    )
    parser.add_argument("--rounds", type=int, help="rounds of each benchmark")
    parser.add_argument("--armed", type=int, default=100_000, help="armed deadlines (%(default)s)")
    parser.add_argument("--due", type=int, default=1_000, help="due ones (%(default)s)")
    parser.add_argument(
        "--rebuilt", type=int, default=10_000, help="cases compared with events (%(default)s)"
    )
    parser.add_argument(
        "--fired", type=int, default=10_000, help="deadlines fired in batches (%(default)s)"
    )
    parser.add_argument(
        "--late", type=int, default=1_000, help="deadlines due one by one (%(default)s)"
    )
    parser.add_argument("--server", help="a PostgreSQL server's URL; default: start one")
    parser.add_argument("--tuned", action="store_true", help="measure against tuned peers")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
