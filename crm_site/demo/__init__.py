"""A believable company to try Evergreen with: people, customers, and all that happened with them.

From a seed and a day `people`, `customers` and `stories` make the company with three years of
orders. A `Scene` is one of its customers as every family of facts sees it: `supply`, `billing`,
`agreements`, `usage`, `events`, `chances`, `relations`, `service`, `conversations`, `needs` and
`market` yield rows from it, each with random numbers of its own, so that a new family changes
nothing of the others. That they agree is due to `moods`: all of them read the same curves.
`telling` collects the rows, `store` and `writing` write them, `work` opens the tasks that follow
from them, `removal` takes everything away.

Everything carries the source `demo`, so that it is legal beside real data. `docs/demo.md` lists
the customers whose stories can be seen best.
"""

from accounts.choices import DEMO_SOURCE

SOURCE = DEMO_SOURCE
