"""`.env.example` names every variable that the settings read, and no other."""

import ast
import re
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def main() -> int:
    read = names_read((BASE_DIR / "crm_site" / "settings.py").read_text(encoding="utf-8"))
    shown = names_shown((BASE_DIR / ".env.example").read_text(encoding="utf-8"))
    for name in sorted(read - shown):
        print(f"{name} is read by the settings, but .env.example does not show it")
    for name in sorted(shown - read):
        print(f"{name} is in .env.example, but the settings do not read it")
    return 1 if read != shown else 0


def names_read(source: str) -> set[str]:
    """The first argument of `env("NAME")`, `env.bool("NAME")` and their like."""
    return {name for node in ast.walk(ast.parse(source)) if (name := name_read_by(node))}


def name_read_by(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and node.args):
        return None
    reader = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    first = node.args[0]
    if isinstance(reader, ast.Name) and reader.id == "env" and isinstance(first, ast.Constant):
        return str(first.value)
    return None


def names_shown(example: str) -> set[str]:
    return set(re.findall(r"(?m)^(?:# ?)?([A-Z][A-Z0-9_]*)=", example))


if __name__ == "__main__":
    sys.exit(main())
