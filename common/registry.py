"""Classes that an app makes known when it starts, one instance of each, told apart by `code`.

The only way up the stairs: a lower app defines the registry, a higher one fills it.
"""

from typing import ClassVar, Generic, Protocol, TypeVar


class Coded(Protocol):
    code: ClassVar[str]


Entry = TypeVar("Entry", bound=Coded)


class Registry(Generic[Entry]):
    """`what` names an entry in the error that two of one code raise."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.by_code: dict[str, Entry] = {}

    def register(self, entry: type[Entry]) -> type[Entry]:
        """Class decorator; a class may be registered again, where its module is read twice."""
        known = self.by_code.get(entry.code)
        if known is not None and type(known) is not entry:
            raise ValueError(f"two {self.what} are called {entry.code}")
        self.by_code[entry.code] = entry()
        return entry
