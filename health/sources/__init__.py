"""Sources by code. A new fact table is a new file here and a line below."""

from health.sources.base import Reading, Source
from health.sources.orders import Orders

SOURCES: dict[str, Source] = {source.code: source for source in (Orders(),)}

__all__ = ["SOURCES", "Reading", "Source"]
