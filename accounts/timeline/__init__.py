"""What happened with a customer, whatever it was, in one line of time."""

from accounts.timeline.registry import Source, Tone, register, sources

__all__ = ["Source", "Tone", "register", "sources"]
