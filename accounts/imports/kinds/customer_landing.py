"""Writing the companies of a file, in sets."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from accounts.imports.landing import rows_insert, rows_update
from accounts.imports.run import CHANGES, STAGING, Run
from accounts.imports.watching import rows_note
from accounts.models import Assignment, Customer, CustomerAlias, CustomerIdentity
from accounts.rules.names import index_names
from accounts.services.assignments import owners_set_many

NAMES = "import_names"
FORMER_OWNERS = "import_former_owners"
INDEXED = ("name_key", "name_pinyin", "search_text")
INDEX_COLUMNS = ("row_no", *INDEXED)
FOUND_BY = ", ".join(f"x.{column}" for column in INDEXED)
# So many new companies are inserted while the names of the next ones are worked out. The first
# block is small, so that the database has something to do soon.
MANY, FIRST = 5_000, 1_000
COLUMNS = (
    "code", "name", "short_name", "credit_code", "industry", "region", "employees",
    "annual_revenue", "source", "first_contact_on", "founded_on", "tier", "sensitivity",
    "sensitivity_reason", "parent_id",
)  # fmt: skip
# Found before they are inserted: a statement that looks into the table it fills may look through
# all of its own new rows again and again.
NEW_ALIASES, NEW_IDENTITIES = "import_new_aliases", "import_new_identities"
FIND_ALIASES = f"""
    SELECT s.id AS customer_id, min(a.name) AS name, a.name_key
    FROM {STAGING} s, unnest(s.aliases, s.alias_keys) WITH ORDINALITY AS a (name, name_key, place)
    WHERE s.aliases IS NOT NULL AND a.name_key <> '' AND NOT EXISTS (
        SELECT FROM accounts_customeralias x
        WHERE x.customer_id = s.id AND x.name_key = a.name_key
    )
    GROUP BY s.id, a.name_key ORDER BY s.id, min(a.place)
"""
FIND_IDENTITIES = f"""
    SELECT s.id AS customer_id, s.external_id FROM {STAGING} s
    WHERE s.external_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM accounts_customeridentity i
        WHERE i.source = %(source)s AND i.external_id = s.external_id
    )
"""
NAMES_AND_CODES = f"""
    SELECT s.row_no, coalesce(s.name, t.name), coalesce(s.short_name, t.short_name, ''),
        coalesce(s.code, t.code), coalesce(s.credit_code, t.credit_code, ''),
        array(SELECT a.name FROM accounts_customeralias a WHERE a.customer_id = t.id ORDER BY a.id)
            || coalesce(s.aliases, '{{}}')
    FROM {STAGING} s LEFT JOIN accounts_customer t ON t.id = s.id
"""
# Of those nothing is stored yet, and every one has its code by now.
NEW = f"""
    SELECT row_no, name, coalesce(short_name, ''), code, coalesce(credit_code, ''),
        coalesce(aliases, '{{}}')
    FROM {STAGING} WHERE is_new ORDER BY row_no
"""
# Those that are found under other names from now on.
RENAMED = f"""
    {NAMES_AND_CODES} WHERE NOT s.is_new AND (
        s.name <> t.name OR s.short_name <> t.short_name OR s.code <> t.code
        OR s.credit_code IS DISTINCT FROM coalesce(t.credit_code, s.credit_code)
        OR (s.credit_code IS NOT NULL AND t.credit_code IS NULL)
        OR s.id IN (SELECT customer_id FROM {NEW_ALIASES})
    )
"""
CUSTOMERS_TOUCHED = f"""
    SELECT count(*) FROM {STAGING} s WHERE NOT s.is_new AND s.id IN (
        SELECT "row" FROM {CHANGES} WHERE "table" = 'accounts_customer'
        UNION ALL
        SELECT customer_id FROM accounts_customeralias
        WHERE id IN (SELECT "row" FROM {CHANGES} WHERE "table" = 'accounts_customeralias')
        UNION ALL
        SELECT customer_id FROM accounts_customeridentity
        WHERE id IN (SELECT "row" FROM {CHANGES} WHERE "table" = 'accounts_customeridentity')
    )
"""
# For a watched run: names and numbers are added to a company, and are no columns of its own.
WITH_ADDED = f"""
    (SELECT s.*, x.added FROM {STAGING} s LEFT JOIN (
        SELECT customer_id, jsonb_object_agg(field, value) AS added FROM (
            SELECT customer_id, 'aliases' AS field, jsonb_agg(name) AS value
            FROM {NEW_ALIASES} GROUP BY 1
            UNION ALL
            SELECT customer_id, 'external_id', to_jsonb(min(external_id))
            FROM {NEW_IDENTITIES} GROUP BY 1
        ) a GROUP BY 1
     ) x ON x.customer_id = s.id)
"""
KNOWN_BEFORE = "CASE WHEN NOT n.is_new THEN n.id END"


def land(run: Run) -> None:
    """Write customers, their aliases, identities and owners, and count the rows."""
    run.temp(NEW_ALIASES, FIND_ALIASES)
    run.temp(NEW_IDENTITIES, FIND_IDENTITIES)
    _update_known(run)
    _insert_new(run)
    rows_insert(
        run,
        CustomerAlias,
        NEW_ALIASES,
        {
            "customer_id": "n.customer_id",
            "name": "n.name",
            "name_key": "n.name_key",
            "recorded_at": "now()",
        },
    )
    rows_insert(
        run,
        CustomerIdentity,
        NEW_IDENTITIES,
        {"customer_id": "n.customer_id", "source": "%(source)s", "external_id": "n.external_id"},
    )
    _write_owners(run)
    [(rows, created)] = run.fetch(f"SELECT count(*), count(*) FILTER (WHERE is_new) FROM {STAGING}")
    [(updated,)] = run.fetch(CUSTOMERS_TOUCHED)
    run.outcome.count(created, updated, rows - created - updated)
    rows_note(run, Customer, WITH_ADDED, known=KNOWN_BEFORE, added="n.added")


def _update_known(run: Run) -> None:
    _names_begin(run)
    for block in run.stream(RENAMED):
        run.copy(NAMES, INDEX_COLUMNS, _indexed(block))
    rows = f"""
        (SELECT s.*, {FOUND_BY} FROM {STAGING} s LEFT JOIN {NAMES} x USING (row_no)
         WHERE NOT s.is_new)
    """
    merged = {column: f'coalesce(n."{column}", t."{column}")' for column in (*COLUMNS, *INDEXED)}
    rows_update(run, Customer, rows, {**merged, "is_stub": "t.is_stub AND n.name IS NULL"})


def _insert_new(run: Run) -> None:
    """In blocks: the names of the next ones are worked out while the database takes these in."""
    run.execute(f"CREATE INDEX ON {STAGING} (row_no)")
    rows = f"""
        (SELECT s.*, {FOUND_BY} FROM {STAGING} s JOIN {NAMES} x USING (row_no)
         WHERE s.row_no BETWEEN %(first)s AND %(last)s)
    """
    given = {column: f'n."{column}"' for column in (*COLUMNS, *INDEXED)}
    for names in _ahead(_small_one_first(run.stream(NEW, MANY))):
        _names_begin(run)
        run.copy(NAMES, INDEX_COLUMNS, names)
        between = {"first": names[0][0], "last": names[-1][0]}
        values = {**given, "id": "n.id", "created_at": "now()"}
        rows_insert(run, Customer, rows, values, **between)


def _names_begin(run: Run) -> None:
    run.temp_empty(NAMES, dict.fromkeys(INDEX_COLUMNS, "text") | {"row_no": "bigint"})


def _small_one_first(
    blocks: Iterator[list[tuple[Any, ...]]],
) -> Iterator[list[tuple[Any, ...]]]:
    for block in islice(blocks, 1):
        yield from filter(None, (block[:FIRST], block[FIRST:]))
    yield from blocks


def _ahead(blocks: Iterator[list[tuple[Any, ...]]]) -> Iterator[list[tuple[Any, ...]]]:
    """Each block with its names, of which one is always being worked out beside."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting: deque[Future[list[tuple[Any, ...]]]] = deque()
        for block in blocks:
            waiting.append(beside.submit(_indexed, block))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _indexed(block: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    found = []
    for row_no, name, short_name, code, credit_code, aliases in block:
        index = index_names(name, short_name, *aliases, codes=[code, credit_code])
        found.append((row_no, index.key, index.pinyin, index.search_text))
    return found


def _write_owners(run: Run) -> None:
    """Owners change by their own service; what it writes is noted by comparing."""
    pairs = run.fetch(
        f"""
        SELECT s.id, s.owner_id FROM {STAGING} s JOIN accounts_customer c ON c.id = s.id
        WHERE s.owner_id IS NOT NULL AND c.owner_id IS DISTINCT FROM s.owner_id ORDER BY s.id
        """
    )
    if not pairs:
        return
    customers = [customer for customer, _owner in pairs]
    run.temp(
        FORMER_OWNERS,
        """
        SELECT id, to_jsonb(a) AS before FROM accounts_assignment a
        WHERE customer_id = ANY(%(customers)s::bigint[])
        """,
        customers=customers,
    )
    run.execute(
        f"""
        INSERT INTO {CHANGES} ("table", "row", before)
        SELECT 'accounts_customer', c.id, to_jsonb(c) FROM accounts_customer c
        WHERE c.id = ANY(%(customers)s::bigint[])
        """,
        customers=customers,
    )
    owners_set_many(pairs, day=run.day, origin=f"import:{run.batch}")
    run.execute(
        f"""
        INSERT INTO {CHANGES} ("table", "row", before)
        SELECT %(table)s, a.id, former.before
        FROM accounts_assignment a LEFT JOIN {FORMER_OWNERS} former USING (id)
        WHERE a.customer_id = ANY(%(customers)s::bigint[])
            AND to_jsonb(a) IS DISTINCT FROM former.before
        """,
        table=Assignment._meta.db_table,
        customers=customers,
    )
