"""The long form: ``python -m benchmarks.chaos --minutes 10``, and ``--db URL`` for PostgreSQL."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.chaos.checks import look
from benchmarks.chaos.place import furnish
from benchmarks.chaos.run import Plan, wreak
from workflow import Workflow


def main() -> int:
    """Run it; return 1 if something was wrong."""
    options = _options()
    plan = Plan(
        seconds=60 * options.minutes,
        least=1,
        daemons=options.daemons,
        writers=options.writers,
        between_kills=options.every,
        rudeness=0.001,
        patient=True,
        seed=options.seed or datetime.now(UTC).isoformat(),
    )
    print(plan, flush=True)
    with TemporaryDirectory(prefix="chaos-") as name:
        folder = options.folder or Path(name)
        url = options.db or str(folder / "cases.db")
        furnish(url)
        havoc = wreak(url, folder, plan, lambda line: print(line, file=sys.stderr))
        with Workflow(url, clock=lambda: havoc.until) as flow:
            looked_at, wrong = look(flow, havoc)
    print("killed:", *[f"{count} {what}s" for what, count in havoc.kills.items()])
    print("looked at:", ", ".join(f"{count:,} {what}" for what, count in looked_at.items()))
    print(*wrong or ["all of it holds"], sep="\n")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (%(default)s)")
    parser.add_argument("--db", help="an empty PostgreSQL database; default: a new file")
    parser.add_argument("--daemons", type=int, default=3, help="how many (%(default)s)")
    parser.add_argument("--writers", type=int, default=3, help="how many (%(default)s)")
    parser.add_argument(
        "--every", type=float, default=3, help="seconds between two kills (%(default)s)"
    )
    parser.add_argument("--folder", type=Path, help="keep the file, journals and logs here")
    parser.add_argument("--seed", help="who is killed when, and what is written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
