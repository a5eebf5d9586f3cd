"""What `make bench` prints: one line a figure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Our seconds beside the seconds of the least that any program would need, in one run.

    `target` is the highest ratio that passes. Absolute times say nothing on a shared machine.
    """

    name: str
    ours: float
    floor: float
    target: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def ok(self) -> bool:
        return self.ratio <= self.target

    def __str__(self) -> str:
        return f"{self.name} {self.ours:.4f} {self.floor:.4f} {self.ratio:.3f} {self.target:.3f}"
