"""When something is to be done, from words: "下周三下午给王总打电话", "in 3 working days".

`step_of` finds the day, the rest of the words and the kind of work. Nothing is guessed: words that
name no day, or two, say so, and a person chooses. A day off leads to a working day of the calendar,
and that is told, too.
"""

from followups.rules.when.days import Now, Quick, Trouble
from followups.rules.when.step import Step, quick_days, step_of

__all__ = ["Now", "Quick", "Step", "Trouble", "quick_days", "step_of"]
