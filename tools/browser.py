"""A Chromium for the tests, out of an npm package: no apt, no root, no library of the system.

`@sparticuz/chromium` carries the browser and its few libraries compressed. They are unpacked once
per version below `build/browser/`; Chinese text gets its font from a Python package.
"""

import fcntl
import importlib.util
import io
import json
import os
import shutil
import tarfile
from pathlib import Path
from typing import Any

import brotli

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE = BASE_DIR / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = BASE_DIR / "build" / "browser"
FONT_PACKAGE = "pylopdf_fonts_zh_cn"

ARGUMENTS = [
    "--headless=shell",
    "--no-sandbox",
    "--disable-gpu",
    "--no-zygote",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


def launch_options() -> dict[str, Any]:
    """For Playwright's `launch`: the browser, its arguments and its environment."""
    folder = unpack()
    environment = os.environ | {
        "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    return {
        "executable_path": str(folder / "chromium"),
        "args": ARGUMENTS,
        "env": environment,
    }


def unpack() -> Path:
    """Once for each version; two test processes may ask at the same moment."""
    target = UNPACKED / version()
    UNPACKED.mkdir(parents=True, exist_ok=True)
    with (UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            unpack_into(target.with_suffix(".half"), target)
    return target


def version() -> str:
    try:
        return str(json.loads((PACKAGE / "package.json").read_text())["version"])
    except FileNotFoundError:
        raise RuntimeError("the tests' browser is not installed: run `make test` once") from None


def unpack_into(half: Path, target: Path) -> None:
    for older in UNPACKED.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    half.mkdir()
    (half / "chromium").write_bytes(decompressed("chromium.br"))
    (half / "chromium").chmod(0o755)
    unpack_libraries(half / "al2023" / "lib")
    (half / "fonts.conf").write_text(FONTS.format(fonts=font_folder(), cache=target / "fontcache"))
    half.rename(target)


def unpack_libraries(folder: Path) -> None:
    """File by file: the Python of Debian 12 has no `filter` yet, which makes extracting safe."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(decompressed("al2023.tar.br"))) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                (folder / Path(member.name).name).write_bytes(content.read())


def decompressed(name: str) -> bytes:
    return bytes(brotli.decompress((PACKAGE / "bin" / name).read_bytes()))


def font_folder() -> Path:
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the Chinese fonts are not installed: run `make test` once")
    return Path(spec.submodule_search_locations[0])
