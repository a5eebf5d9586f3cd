"""`make run`: database, web and worker in the foreground; Ctrl-C ends all of it.

The children live in process groups of their own, so that Ctrl-C reaches only this process, which
then asks each of them to end. Should this process be killed, the kernel ends the children, and the
next start adopts the database.
"""

import argparse
import contextlib
import errno
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from common.embedded_postgres import (
    EmbeddedPostgresError,
    default_var_dir,
    provide_database_url,
    setting,
)
from common.processes import Asked, die_with, end_group, reason

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"

SECONDS_TO_END = 15.0
SECONDS_TO_ANSWER = 60.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
GLANCE = 0.1


class RunError(Exception):
    """One line that tells a person why it does not run."""


class Child:
    """A program that should keep running: if it ends it is started again, after a growing pause."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.pause = 1.0
        self.start_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.process = spawn(self.command)
                self.started = time.monotonic()
            return
        code = self.process.poll()
        if code is not None:
            self._ended(self.process, code)

    def _ended(self, process: subprocess.Popen[bytes], code: int) -> None:
        end_group(process.pid)
        self.process = None
        if time.monotonic() - self.started > STEADY_AFTER:
            self.pause = 1.0
        say(f"{self.name} ended ({reason(code)}); starting it again in {self.pause:.0f} s")
        self.start_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """Only the main process is asked; it knows how to end its own."""
        if self.process is not None:
            self.process.terminate()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def make_end(self) -> None:
        if self.process is not None:
            end_group(self.process.pid)
            self.process.wait()
            end_group(self.process.pid)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--with-parent", action="store_true", help="end when the parent ends")
    parser.add_argument("--prepare-only", action="store_true", help="database and files, no server")
    options = parser.parse_args()
    if options.with_parent:
        die_with(os.getppid())()
    asked = Asked()
    try:
        if options.prepare_only:
            with a_database():
                prepare(asked, [])
        else:
            run(asked)
    except (EmbeddedPostgresError, RunError) as error:
        sys.exit(f"{error}")


def run(asked: Asked) -> None:
    port = free_port(setting("PORT") or "8000")
    if setting("SITE_URL") is None:
        os.environ["SITE_URL"] = f"http://{HOST}:{port}"
    os.environ.setdefault("LOG_LEVEL", setting("LOG_LEVEL") or "WARNING")
    with a_database():
        prepare(asked, ["--installation"])
        supervise(asked, port)


@contextlib.contextmanager
def a_database() -> Iterator[None]:
    os.environ["VAR_DIR"] = str(default_var_dir())
    with provide_database_url():
        yield


def prepare(asked: Asked, options: list[str]) -> None:
    process = spawn([sys.executable, "-m", "tools.prepare", *options])
    while process.poll() is None:
        if asked.to_end:
            process.terminate()
        time.sleep(GLANCE)
    if process.returncode != 0 and not asked.to_end:
        raise RunError("Evergreen was not started, for the reason above")


def supervise(asked: Asked, port: int) -> None:
    web = Child("web", web_command(port))
    worker = Child("worker", [sys.executable, str(BASE_DIR / "manage.py"), "worker"])
    children = [web, worker]
    answers = False
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    try:
        while not asked.to_end:
            for child in children:
                child.look_after()
            if not answers:
                answers = is_answering(port)
                if answers:
                    say(f"Evergreen runs on http://{HOST}:{port}/ — Ctrl-C ends it")
                elif web.has_ended() or time.monotonic() > deadline:
                    raise RunError("the web server does not start, for the reason above")
            time.sleep(GLANCE)
    finally:
        end(children, asked)


def end(children: list[Child], asked: Asked) -> None:
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + SECONDS_TO_END
    while not all(child.has_ended() for child in children):
        if time.monotonic() > deadline or asked.to_hurry:
            break
        time.sleep(GLANCE)
    for child in children:
        child.make_end()


def web_command(port: int) -> list[str]:
    options = {
        "--bind": f"{HOST}:{port}",
        "--worker-class": "gthread",
        "--workers": "2",
        "--threads": "4",
        "--graceful-timeout": "10",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    switches = ["--preload", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *switches, *words, "crm_site.wsgi"]


# Processes


def spawn(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 — this process has one thread
    )


# The address


def free_port(wanted: str) -> int:
    if not wanted.isdecimal() or int(wanted) > 65535:
        raise RunError(f"PORT={wanted} is no port number")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(wanted)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise RunError(f"port {wanted} is in use: try PORT=8001 make run") from None
            raise RunError(f"port {wanted}: {error.strerror}") from None
        return int(probe.getsockname()[1])


def is_answering(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/ping/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
