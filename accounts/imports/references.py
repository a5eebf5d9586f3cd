"""Which customer a row means, and the stubs for those that nobody has described yet.

In this order: identity in the same source, customer code, credit code, name or alias.
"""

from accounts.imports.landing import rows_insert
from accounts.imports.run import STAGING, Run
from accounts.models import Customer, CustomerIdentity
from accounts.rules.credit_code import is_credit_code
from accounts.rules.names import index_names
from accounts.rules.parsing.refusal import gettext_noop
from accounts.services.customers import customer_codes_next

REFERENCES = "import_references"
STUBS = "import_stubs"
STUB_COLUMNS = (
    "reading", "code", "name", "name_key", "name_pinyin", "search_text", "credit_code", "region",
)  # fmt: skip
LONGEST_IDENTITY = 80

# `key` finds described customers; `name_key` is the same where the reference reads like a name,
# and finds stubs too. `ids` are all that the surest step has found. Unknown spellings with the same
# `reading` are one company.
RESOLVE = """
    WITH wanted AS (
        SELECT {column} AS reference, min({column}_key) AS key,
            min({column}_name_key) AS name_key, min(row_no) AS first_no,
            {region} AS region
        FROM {staging} WHERE {column} IS NOT NULL GROUP BY 1
    ), known AS ({known}), identities AS ({identities}), found AS (
        SELECT w.reference, 1 AS step, i.customer_id FROM wanted w
        JOIN identities i ON i.source = %(source)s AND i.external_id = w.reference
        UNION ALL
        SELECT w.reference, 2, c.id FROM wanted w JOIN known c ON c.code = w.reference
        UNION ALL
        SELECT w.reference, 3, c.id FROM wanted w
        JOIN known c ON c.credit_code = upper(w.reference)
        UNION ALL
        SELECT w.reference, 4, c.id FROM wanted w JOIN known c ON c.name_key = w.key
        WHERE w.key <> '' AND (w.name_key IS NOT NULL OR NOT c.is_stub)
        UNION ALL
        SELECT w.reference, 4, a.customer_id FROM wanted w
        JOIN accounts_customeralias a ON a.name_key = w.key
        WHERE w.key <> ''
    ), steps AS (
        SELECT reference, step, array_agg(DISTINCT coalesce(c.merged_into_id, customer_id)) AS ids
        FROM found LEFT JOIN accounts_customer c ON c.id = customer_id GROUP BY 1, 2
    ), surest AS (
        SELECT DISTINCT ON (reference) reference, ids FROM steps ORDER BY reference, step
    )
    SELECT wanted.*, coalesce(cardinality(ids), 0) AS hits, ids,
        CASE WHEN name_key IS NULL THEN 'code:' || reference ELSE 'name:' || name_key END
            AS reading,
        CASE WHEN cardinality(ids) = 1 THEN ids[1] END AS customer_id
    FROM wanted LEFT JOIN surest USING (reference)
"""
KNOWN = "SELECT id, code, credit_code, name_key, is_stub FROM accounts_customer"
IDENTITIES = "SELECT source, external_id, customer_id FROM accounts_customeridentity"


def references_resolve(
    run: Run,
    column: str,
    *,
    region: str = "NULL::text",
    known: str = KNOWN,
    identities: str = IDENTITIES,
) -> None:
    """Fill the table of references with what `column` of the staging table means.

    Rows whose reference fits several customers are refused. `known` and `identities` are SQL for
    the companies to look among.
    """
    run.temp(
        REFERENCES,
        RESOLVE.format(
            column=column, region=region, staging=STAGING, known=known, identities=identities
        ),
    )
    run.refuse(
        f"""
        SELECT s.row_no, s.{column}, (
            SELECT string_agg(c.code, ', ' ORDER BY c.code) FROM accounts_customer c
            WHERE c.id = ANY(r.ids)
        )
        FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.{column} WHERE r.hits > 1
        """,
        column,
        gettext_noop("may be any of the customers %(other)s"),
    )


def customers_resolve(run: Run, *, region: str = "NULL::text", looked_up: bool = False) -> None:
    """Give every row's reference a customer; unknown ones become stubs.

    `region` is an SQL aggregate over a customer's rows that a stub takes for its own. With
    `looked_up` the table of references is that of these very rows already.
    """
    if not looked_up:
        references_resolve(run, "customer", region=region)
    unknown = f"SELECT EXISTS (SELECT FROM {REFERENCES} WHERE hits = 0)"
    if not run.fetch(unknown)[0][0]:
        return
    # Another import may be recording the same companies: wait for it, then look again.
    customers_lock(run)
    references_resolve(run, "customer", region=region)
    _stubs_create(run)


def customers_lock(run: Run) -> None:
    """One import at a time makes new customers."""
    run.lock("customers")


def _stubs_create(run: Run) -> None:
    unknown = run.fetch(
        f"""
        SELECT reading, (array_agg(reference ORDER BY first_no))[1],
            (array_agg(region ORDER BY first_no))[1]
        FROM {REFERENCES} WHERE hits = 0 GROUP BY 1 ORDER BY min(first_no)
        """
    )
    codes = codes_reserve(run, len(unknown))
    text = dict.fromkeys(STUB_COLUMNS, "text")
    run.temp_empty(STUBS, text)
    run.copy(
        STUBS,
        STUB_COLUMNS,
        (_stub(code, *row) for code, row in zip(codes, unknown, strict=True)),
    )
    for code, (_reading, name, _region) in zip(codes, unknown, strict=True):
        run.outcome.note_stub(code, name)
    values = {column: f"n.{column}" for column in STUB_COLUMNS[1:]}
    rows_insert(run, Customer, STUBS, {**values, "is_stub": "true", "created_at": "now()"})
    run.execute(
        f"""
        UPDATE {REFERENCES} r SET customer_id = c.id
        FROM {STUBS} s JOIN accounts_customer c ON c.code = s.code
        WHERE hits = 0 AND s.reading = r.reading
        """
    )
    rows_insert(
        run,
        CustomerIdentity,
        f"(SELECT * FROM {REFERENCES} WHERE hits = 0 AND length(reference) <= {LONGEST_IDENTITY})",
        {"customer_id": "n.customer_id", "source": "%(source)s", "external_id": "n.reference"},
    )


def _stub(code: str, reading: str, name: str, region: str | None) -> tuple[str | None, ...]:
    credit_code = name.upper() if is_credit_code(name.upper()) else None
    index = index_names(name, codes=[code, credit_code or ""])
    return (
        reading, code, name, index.key, index.pinyin, index.search_text, credit_code, region,
    )  # fmt: skip


def codes_reserve(run: Run, count: int) -> list[str]:
    """New customer codes; a dry run makes them up, so that it uses none."""
    if run.dry_run:
        return [f"new/{number}" for number in range(1, count + 1)]
    return customer_codes_next(count) if count else []
