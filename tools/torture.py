"""`make torture`: the tests that kill real processes, more often than the gate has time for.

`--rounds` is how often each kind of process is killed; the night is cut ten times as often.
"""

import argparse
import os
import subprocess
import sys

from tools.gate import BASE_DIR, program

KILLS, CUTS = "tools/tests/test_worker_kills.py", "tools/tests/test_night_cut.py"
CUTS_A_ROUND = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    return torture(KILLS, rounds) or torture(CUTS, rounds * CUTS_A_ROUND)


def torture(tests: str, rounds: int) -> int:
    """What the tests print is the record; kept apart from what the gate does meanwhile."""
    environment = os.environ | {
        "ROUNDS": str(rounds),
        "VAR_DIR": str(BASE_DIR / "var" / "torture"),
        "LOG_LEVEL": "CRITICAL",  # what goes wrong here was asked for
    }
    options = ["-q", "-s", "--no-header", "-p", "no:logging", "-n", "0"]
    return subprocess.call(program("pytest", *options, tests), cwd=BASE_DIR, env=environment)


if __name__ == "__main__":
    sys.exit(main())
