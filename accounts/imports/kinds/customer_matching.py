"""Which company each row of a customer file describes, and which rows cannot be taken."""

from collections.abc import Collection, Sequence

from accounts.imports.landing import repeats_refuse
from accounts.imports.references import (
    IDENTITIES,
    KNOWN,
    REFERENCES,
    codes_reserve,
    references_resolve,
)
from accounts.imports.run import STAGING, Run
from accounts.rules.groups import Wish, misplaced
from accounts.rules.parsing.refusal import gettext_noop

MATCHED = "import_matched"
OWNERS = "import_owners"

# A company found by its name alone has to agree with the row's own numbers; a stub has none.
SAME_BY_NAME = """
    (c.is_stub OR (
        (s.code IS NULL OR s.code = c.code)
        AND (s.credit_code IS NULL OR c.credit_code IS NULL OR s.credit_code = c.credit_code)
        AND (s.external_id IS NULL OR NOT EXISTS (
            SELECT FROM accounts_customeridentity other
            WHERE other.customer_id = c.id AND other.source = %(source)s
        ))
    ))
"""
# A stub that this source's facts have named by the code is met at step 3.
MATCH = f"""
    WITH found AS (
        SELECT s.row_no, 1 AS step, i.customer_id FROM {STAGING} s
        JOIN accounts_customeridentity i
            ON i.source = %(source)s AND i.external_id = s.external_id
        UNION ALL
        SELECT s.row_no, 2, c.id FROM {STAGING} s JOIN accounts_customer c ON c.code = s.code
        UNION ALL
        SELECT s.row_no, 3, i.customer_id FROM {STAGING} s
        JOIN accounts_customeridentity i ON i.source = %(source)s AND i.external_id = s.code
        UNION ALL
        SELECT s.row_no, 4, c.id FROM {STAGING} s
        JOIN accounts_customer c ON c.credit_code = s.credit_code
        UNION ALL
        SELECT s.row_no, 5, c.id FROM {STAGING} s
        JOIN accounts_customer c ON c.name_key = s.match_key
        WHERE s.match_key <> '' AND (s.match_name_key IS NOT NULL OR NOT c.is_stub)
            AND {SAME_BY_NAME}
        UNION ALL
        SELECT s.row_no, 5, c.id FROM {STAGING} s
        JOIN accounts_customeralias a ON a.name_key = s.match_key
        JOIN accounts_customer c ON c.id = a.customer_id
        WHERE s.match_key <> '' AND {SAME_BY_NAME}
    ), steps AS (
        SELECT row_no, step, array_agg(DISTINCT coalesce(c.merged_into_id, c.id)) AS ids
        FROM found JOIN accounts_customer c ON c.id = customer_id GROUP BY 1, 2
    )
    SELECT DISTINCT ON (row_no) row_no, ids FROM steps ORDER BY row_no, step
"""
ENTITY = """
    CASE WHEN n.id IS NOT NULL THEN 'id:' || n.id
        WHEN n.external_id IS NOT NULL THEN 'number:' || n.external_id
        WHEN n.code IS NOT NULL THEN 'code:' || n.code
        WHEN n.credit_code IS NOT NULL THEN 'credit:' || n.credit_code
        ELSE 'name:' || n.match_key END
"""
FIND_OWNERS = f"""
    WITH found AS (
        SELECT s.owner, u.id, u.is_active,
            CASE WHEN u.username = s.owner THEN 1 WHEN lower(u.email) = lower(s.owner) THEN 2
                ELSE 3 END AS step
        FROM (SELECT DISTINCT owner FROM {STAGING} WHERE owner IS NOT NULL) s
        JOIN accounts_user u ON u.username = s.owner OR u.name = s.owner
            OR (u.email <> '' AND lower(u.email) = lower(s.owner))
    )
    SELECT DISTINCT ON (owner) owner, array_agg(id) AS ids, bool_and(is_active) AS active
    FROM found GROUP BY owner, step ORDER BY owner, step
"""


def match(run: Run) -> None:
    run.temp(MATCHED, MATCH)
    run.refuse(
        f"""
        SELECT row_no, s.name, (
            SELECT string_agg(c.code, ', ' ORDER BY c.code) FROM accounts_customer c
            WHERE c.id = ANY(m.ids)
        )
        FROM {MATCHED} m JOIN {STAGING} s USING (row_no) WHERE cardinality(m.ids) > 1
        """,
        "name",
        gettext_noop("may be any of the customers %(other)s"),
    )
    run.execute(f"UPDATE {STAGING} s SET id = m.ids[1] FROM {MATCHED} m WHERE m.row_no = s.row_no")


def settle_repeats(run: Run, fields: Sequence[str]) -> int:
    return repeats_refuse(run, ENTITY, _naming_column(run), fields)


def _naming_column(run: Run) -> str:
    """The column that a refusal about the company as a whole points to."""
    naming = ("external_id", "code", "name", "credit_code")
    return next((name for name in naming if name in run.columns), "name")


def refuse_taken(run: Run, said: Collection[str]) -> None:
    """Refuse new companies without a name, and numbers that are another company's.

    `said` are the fields of which any row of the file says something.
    """
    run.refuse(
        f"SELECT row_no, NULL, NULL FROM {STAGING} WHERE id IS NULL AND name IS NULL",
        "name",
        gettext_noop("is missing, and nobody knows this customer yet"),
    )
    for column in [name for name in ("code", "credit_code") if name in said]:
        run.refuse(
            f"""
            SELECT s.row_no, s.{column}, c.code || ' ' || c.name FROM {STAGING} s
            JOIN accounts_customer c ON c.{column} = s.{column} AND c.id IS DISTINCT FROM s.id
            """,
            column,
            gettext_noop("belongs to another customer, %(other)s"),
        )
        run.refuse(
            f"""
            SELECT s.row_no, s.{column}, first_no FROM {STAGING} s
            JOIN (SELECT {column}, min(row_no) AS first_no FROM {STAGING} GROUP BY 1) f
                USING ({column})
            WHERE s.row_no > first_no
            """,
            column,
            gettext_noop("is already the one of row %(other)s"),
        )


def find_owners(run: Run) -> None:
    run.temp(OWNERS, FIND_OWNERS)
    for broken, message in (
        ("o.owner IS NULL", gettext_noop("is nobody here")),
        ("cardinality(o.ids) > 1", gettext_noop("is the name of several people here")),
        ("NOT o.active", gettext_noop("has left")),
    ):
        run.refuse(
            f"""
            SELECT s.row_no, s.owner, NULL FROM {STAGING} s LEFT JOIN {OWNERS} o USING (owner)
            WHERE s.owner IS NOT NULL AND {broken}
            """,
            "owner",
            message,
        )
    run.execute(
        f"UPDATE {STAGING} s SET owner_id = o.ids[1] FROM {OWNERS} o WHERE o.owner = s.owner"
    )


def number_new(run: Run) -> None:
    """Give new companies their id, so that other rows can refer to it, and a code."""
    # The sequence is asked for once and not for every row.
    sequence = "(SELECT pg_get_serial_sequence('accounts_customer', 'id'))::regclass"
    run.execute(f"UPDATE {STAGING} SET is_new = id IS NULL, id = coalesce(id, nextval({sequence}))")
    without_code = run.fetch(
        f"SELECT row_no FROM {STAGING} WHERE is_new AND code IS NULL ORDER BY row_no"
    )
    run.execute(
        f"""
        UPDATE {STAGING} s SET code = given.code
        FROM unnest(%(rows)s::bigint[], %(codes)s::text[]) AS given (row_no, code)
        WHERE given.row_no = s.row_no
        """,
        rows=[row for (row,) in without_code],
        codes=_free_codes(run, len(without_code)),
    )


def _free_codes(run: Run, count: int) -> list[str]:
    """Codes that no company has and that the file gives to none."""
    given = {code for (code,) in run.fetch(f"SELECT code FROM {STAGING} WHERE code ~ '^C-[0-9]'")}
    codes: list[str] = []
    while len(codes) < count:
        fresh = codes_reserve(run, count - len(codes))
        codes += [code for code in fresh if code not in given]
    return codes


def find_parents(run: Run) -> None:
    """A parent may be any company that there is, or another row of the same file."""
    references_resolve(
        run,
        "parent",
        known=f"""
            {KNOWN} UNION ALL SELECT id, code, credit_code, match_key, false FROM {STAGING}
        """,
        identities=f"""
            {IDENTITIES} UNION ALL
            SELECT %(source)s, external_id, id FROM {STAGING} WHERE external_id IS NOT NULL
        """,
    )
    run.refuse(
        f"""
        SELECT s.row_no, s.parent, NULL FROM {STAGING} s
        JOIN {REFERENCES} r ON r.reference = s.parent WHERE r.hits = 0
        """,
        "parent",
        gettext_noop("is no customer that we know"),
    )
    run.execute(
        f"""
        UPDATE {STAGING} s SET parent_id = r.customer_id
        FROM {REFERENCES} r WHERE r.reference = s.parent
        """
    )
    _refuse_misplaced(run)


def _refuse_misplaced(run: Run) -> None:
    wishes = [
        Wish(*row)
        for row in run.fetch(
            f"""
            SELECT row_no, id, parent_id, is_new FROM {STAGING}
            WHERE parent_id IS NOT NULL ORDER BY row_no
            """
        )
    ]
    if not wishes:
        return
    parents = dict(
        run.fetch("SELECT id, parent_id FROM accounts_customer WHERE parent_id IS NOT NULL")
    )
    run.refuse_rows("parent", misplaced(parents, wishes))
