"""A believable company to try Evergreen with: people, customers and three years of orders.

`words`, `calendar`, `stories`, `people` and `customers` are plain Python and make the company from
a seed and a day; `store` writes it, `removal` takes it away again. Everything of it carries the
source `demo`, so that it is legal beside real data.
"""

SOURCE = "demo"
