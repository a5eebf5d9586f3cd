"""The gate: every check, one line each, then the tests.

Runs in an installation of its own (`var/test`, without the waits that make a database durable), so
that a running `make run` is not disturbed. A DATABASE_URL is used instead when it is set.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from common.embedded_postgres import EmbeddedPostgresError, provide_database_url
from tools.browser import unpack

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var" / "test"
BIN = Path(sys.executable).parent
AT_ONCE = 2
NO_TEMPLATES_OF_OURS = {"node_modules", "build", "var", ".venv"}

# As an installation on the internet would run.
PRODUCTION = {"DEBUG": "false", "SITE_URL": "https://crm.example.org", "LOG_LEVEL": "WARNING"}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    output: str
    seconds: float


def main() -> int:
    os.environ["VAR_DIR"] = str(VAR_DIR)
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with provide_database_url(VAR_DIR, durable=False):
            passed = run_checks()
            return run_tests(sys.argv[1:]) or (0 if passed else 1)
    except EmbeddedPostgresError as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        return 130


def run_checks() -> bool:
    unpack()
    run(Check("static files", tool("tools.prepare", "--static-only")))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = []
        for outcome in pool.map(run, checks()):
            report(outcome)
            outcomes.append(outcome)
    failed = [outcome.check.name for outcome in outcomes if not outcome.passed]
    if failed:
        print(f"\nFAILED before the tests: {', '.join(failed)}\n", flush=True)
    return not failed


def checks() -> Iterator[Check]:
    """The slow ones first, so that the others run beside them."""
    templates = [str(path) for path in templates_of_ours()]
    production = PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(64)}
    yield Check("types", program("mypy", "."))
    yield Check("database of the tests", tool("tools.migrated"))
    yield Check("lint", program("ruff", "check", "."))
    yield Check("format", program("ruff", "format", "--check", "."))
    djade = program("djade", "--target-version", "5.2", "--check")
    yield Check("templates: style", [*djade, *templates])
    yield Check("templates: lint", program("djlint", "--lint", "--quiet", *templates))
    yield Check("import contracts", program("lint-imports", "--no-cache"))
    yield Check("dependencies", program("deptry", "."))
    yield Check("system checks", manage("check"))
    yield Check(
        "production checks", manage("check", "--deploy", "--fail-level", "WARNING"), production
    )
    yield Check("migrations complete", manage("makemigrations", "--check", "--dry-run"))
    yield Check("catalogue complete", tool("tools.catalogues", "--check"))
    yield Check(".env.example", tool("tools.check_env_example"))


def templates_of_ours() -> Iterator[Path]:
    for path in sorted(BASE_DIR.rglob("templates/**/*.html")):
        relative = path.relative_to(BASE_DIR)
        if relative.parts[0] not in NO_TEMPLATES_OF_OURS:
            yield relative


def program(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def tool(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def run(check: Check) -> Outcome:
    started = time.monotonic()
    result = subprocess.run(
        check.command,
        cwd=BASE_DIR,
        env=os.environ | check.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    seconds = time.monotonic() - started
    return Outcome(check, result.returncode == 0, result.stdout, seconds)


def report(outcome: Outcome) -> None:
    word = "OK  " if outcome.passed else "FAIL"
    print(f"{word} {outcome.seconds:5.1f} s  {outcome.check.name}", flush=True)
    if not outcome.passed:
        print(outcome.output, flush=True)


def run_tests(arguments: list[str]) -> int:
    """Last, and straight to the terminal: pytest's own last line is the gate's last line.

    Who has nothing left takes over from the other: a few long files would come last otherwise.
    """
    workers = ["-n", str(AT_ONCE), "--dist", "worksteal"]
    return subprocess.call(program("pytest", *workers, *arguments), cwd=BASE_DIR)


if __name__ == "__main__":
    sys.exit(main())
