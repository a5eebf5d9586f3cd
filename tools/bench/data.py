"""A company of any size for measuring: customers with owner, contact and orders, by SQL alone.

The same sizes give the same rows: every choice is a hash of the row's number.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounts.models import User
from tools.bench.bulk import written_at_once

DAY = date(2026, 11, 20)
"""The day the figures are taken at; the newest order is of this day."""

SOURCE = "bench"
DIRECTOR = "bench-director"
"""The username of somebody who sees all customers."""
CSM = "bench-csm-1"
"""The username of somebody who owns a fortieth of them."""
CSMS = 40

# Characters of company names with their reading.
_CITIES = (
    "杭州 hang zhou,宁波 ning bo,苏州 su zhou,无锡 wu xi,广州 guang zhou,深圳 shen zhen,"
    "成都 cheng du,武汉 wu han,青岛 qing dao,厦门 xia men,合肥 he fei,长沙 chang sha"
)
_WORDS = (
    "华 hua,鑫 xin,瑞 rui,恒 heng,博 bo,信 xin,达 da,科 ke,新 xin,源 yuan,天 tian,诚 cheng,"
    "宏 hong,联 lian,创 chuang,永 yong,利 li,泰 tai,德 de,安 an,兴 xing,金 jin,海 hai,东 dong,"
    "方 fang,盛 sheng,凯 kai,嘉 jia,美 mei,通 tong,正 zheng,和 he,远 yuan,中 zhong,光 guang,明 ming"
)
_TRADES = (
    "科技 ke ji,机械 ji xie,电子 dian zi,精密模具 jing mi mo ju,汽车零部件 qi che ling bu jian,"
    "食品机械 shi pin ji xie,纺织 fang zhi,化工 hua gong,医疗器械 yi liao qi xie,"
    "新能源 xin neng yuan"
)

_CUSTOMERS = """
WITH words AS (
    SELECT kind, position - 1 AS place, split_part(entry, ' ', 1) AS text,
           substr(entry, strpos(entry, ' ') + 1) AS reading,
           count(*) OVER (PARTITION BY kind) AS choices
    FROM (VALUES ('city', %(cities)s), ('word', %(words)s), ('trade', %(trades)s))
             lists (kind, list),
         string_to_table(list, ',') WITH ORDINALITY AS entries (entry, position)
), parts AS (
    SELECT n, part, text, reading
    FROM generate_series(1, %(customers)s) n,
         (VALUES (1, 'city'), (2, 'word'), (3, 'word'), (4, 'trade')) pieces (part, kind),
         words
    WHERE words.kind = pieces.kind
      AND words.place = abs(hashint8extended(n, part) %% words.choices)
), named AS (
    SELECT n, string_agg(text, '' ORDER BY part) || '有限公司' AS name,
           string_agg(reading, ' ' ORDER BY part) || ' you xian gong si' AS pinyin
    FROM parts GROUP BY n
)
INSERT INTO accounts_customer (
    code, name, short_name, name_key, name_pinyin, search_text, industry, region, source, tier,
    sensitivity, sensitivity_reason, is_stub, created_at, owner_id)
SELECT 'B-' || lpad(n::text, 7, '0'), name, '', name, pinyin,
       concat_ws(E'\n', name, replace(pinyin, ' ', ''),
                 regexp_replace(pinyin, '(\\w)\\w*\\s*', '\\1', 'g'), 'b' || lpad(n::text, 7, '0')),
       '', left(name, 2), '',
       CASE WHEN n %% 100 < 5 THEN 'strategic' WHEN n %% 100 < 20 THEN 'key'
            WHEN n %% 100 < 50 THEN 'potential' ELSE 'general' END,
       'normal', '', false, now(), owners.id
FROM named JOIN (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_user
    WHERE username ~ '^bench-csm-'
) owners ON owners.place = n %% %(csms)s
"""

_ASSIGNMENTS = """
INSERT INTO accounts_assignment (customer_id, user_id, kind, valid, reason)
SELECT id, owner_id, 'owner', daterange(%(day)s::date - 1000, NULL), ''
FROM accounts_customer WHERE code ~ '^B-'
"""

# Everybody has somebody to talk to; the names are a surname and two of the words above.
_CONTACTS = """
INSERT INTO accounts_contact (
    customer_id, source, external_id, recorded_at, name, title, phone, mobile, email, wechat,
    decision_roles, attitude, preferred_channel, preferred_time)
SELECT id, %(source)s, code, now(), substr('王李张刘陈杨黄赵吴周', 1 + (id %% 10)::int, 1)
           || substr(name, 3, 2), '', '',
       '13' || lpad((abs(hashint8extended(id, 7)) %% 1000000000)::text, 9, '0'),
       lower(code) || '@bench.example', '', '{}', '', '', ''
FROM accounts_customer WHERE code ~ '^B-'
"""

# Every customer has a rhythm of their own over three years; every seventh has stopped.
_ORDERS = """
INSERT INTO accounts_order (
    customer_id, source, external_id, recorded_at, number, ordered_on, amount, currency, region)
SELECT id, %(source)s, code || '-' || i, now(), code || '-' || i,
       %(day)s::date - CASE WHEN id %% 7 = 0 THEN 200 ELSE 0 END
           - i * 1000 / %(orders)s - (abs(hashint8extended(id, i)) %% 10)::int,
       (1000 + abs(hashint8extended(id, -i) %% 900000))::numeric / 10, 'CNY', ''
FROM accounts_customer, generate_series(0, %(orders)s - 1) i
WHERE code ~ '^B-'
"""

# Beside the orders, as a company of this size has them: tickets with an answer and a clock each,
# days on the portal, follow-ups to which half of the customers were invited, invoices, needs.
_TICKETS = """
INSERT INTO followups_ticket (
    customer_id, source, external_id, recorded_at, number, kind, severity, channel, subject, body,
    opened_at, solved_at, verified_at, closed_at, cause, solution, verified_by, decision_reason)
SELECT id, %(source)s, code || '-' || i, now(), code || '-' || i,
       CASE WHEN i %% 4 = 0 THEN 'complaint' ELSE 'issue' END, 'normal', 'phone', '', '',
       moment, moment + interval '1 day', moment + interval '2 days', moment + interval '3 days',
       '', '', '', ''
FROM accounts_customer, generate_series(0, %(orders)s / 5 - 1) i,
     LATERAL (SELECT %(day)s::timestamptz - (i * 5000 / %(orders)s + id %% 90) * interval '1 day'
              AS moment) at
WHERE code ~ '^B-'
"""
_CLOCKS = """
INSERT INTO followups_slaclock (
    ticket_id, customer_id, clock, time_kind, allowed, started_at, due_at, met_at, applies)
SELECT id, customer_id, 'confirmed', 'service', 15, opened_at, opened_at + interval '1 hour',
       opened_at + interval '2 hours' * (id %% 10 = 0)::int, true
FROM followups_ticket WHERE source = %(source)s
"""
_ANSWERS = """
INSERT INTO followups_surveyanswer (
    customer_id, source, external_id, recorded_at, kind, score, answered_at, occasion, comment)
SELECT customer_id, source, external_id, now(), 'csat', 60 + id %% 41, closed_at, 'ticket', ''
FROM followups_ticket WHERE source = %(source)s
"""
_FOLLOW_UPS = """
INSERT INTO followups_followup (
    customer_id, source, external_id, recorded_at, happened_at, channel, subject, participants,
    business_review, problem_solving, value_delivery, next_step, sentiment, invited, attended,
    version)
SELECT id, %(source)s, code || '-' || i, now(),
       %(day)s::timestamptz - (i * 1600 / %(orders)s + id %% 30) * interval '1 day',
       'phone', '', '', '', '', '', '', '', i %% 2 = 0, CASE WHEN i %% 2 = 0 THEN i %% 10 > 0 END, 1
FROM accounts_customer, generate_series(0, %(orders)s * 3 / 5 - 1) i
WHERE code ~ '^B-'
"""
_USAGE = """
INSERT INTO accounts_usageday (customer_id, source, external_id, recorded_at, day, metric, value)
SELECT id, %(source)s, code || '-' || i, now(),
       %(day)s::date - (i * 500 / %(orders)s) - (id %% 5)::int, 'login', 1 + i %% 7
FROM accounts_customer, generate_series(0, %(orders)s * 2 - 1) i
WHERE code ~ '^B-'
"""
_INVOICES = """
INSERT INTO accounts_invoice (
    customer_id, source, external_id, recorded_at, number, issued_on, due_on, amount, currency,
    paid_on)
SELECT customer_id, source, external_id, now(), number, ordered_on, ordered_on + 30,
       greatest(amount, 1), currency, ordered_on + 30 + (id %% 20)::int
FROM accounts_order WHERE source = %(source)s AND id %% 2 = 0
"""
_NEEDS = """
INSERT INTO followups_need (
    customer_id, source, external_id, recorded_at, number, title, description, dimension, weight,
    raised_on, due_on, solution, solved_on, confirmed_on, confirmed_by)
SELECT id, %(source)s, code || '-' || i, now(), '', '', '', '', 'core',
       %(day)s::date - 100 * i - 60,
       %(day)s::date - 100 * i - 20, '', %(day)s::date - 100 * i - 30,
       %(day)s::date - 100 * i - 25, ''
FROM accounts_customer, generate_series(0, 1) i
WHERE code ~ '^B-'
"""

_FEED = """
INSERT INTO accounts_feed (kind, source, live_from, last_fact_on, stale_after_days)
SELECT 'orders', source, min(ordered_on), max(ordered_on), 7 FROM accounts_order
WHERE source = %(source)s GROUP BY source
UNION ALL
SELECT kind, %(source)s, %(day)s::date - 1000, %(day)s, 60
FROM unnest(ARRAY['tickets', 'surveys', 'followups', 'usage', 'invoices', 'needs']) kind
"""


_RELATIONSHIPS = {
    "accounts_customer": _CUSTOMERS,
    "accounts_assignment": _ASSIGNMENTS,
    "accounts_contact": _CONTACTS,
}
_FACTS = {
    "accounts_order": _ORDERS,
    "followups_ticket": _TICKETS,
    "followups_slaclock": _CLOCKS,
    "followups_surveyanswer": _ANSWERS,
    "followups_followup": _FOLLOW_UPS,
    "accounts_usageday": _USAGE,
    "accounts_invoice": _INVOICES,
    "followups_need": _NEEDS,
}
_ROWS = _RELATIONSHIPS | _FACTS
TABLES = tuple(_ROWS)


@transaction.atomic
def fill(customers: int, orders_per_customer: int = 10) -> None:
    """Add that many customers with all that is theirs to an empty, migrated database."""
    _people()
    values: dict[str, Any] = {
        "customers": customers,
        "orders": orders_per_customer,
        "cities": _CITIES,
        "words": _WORDS,
        "trades": _TRADES,
        "csms": CSMS,
        "day": DAY,
        "source": SOURCE,
    }
    with connection.cursor() as cursor, written_at_once(TABLES):
        for statement in (*_ROWS.values(), _FEED):
            cursor.execute(statement, values)


def analyse() -> None:
    """Let the planner know the new rows, as autovacuum would within minutes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people() -> None:
    director = User.objects.create_user(DIRECTOR, name="方敏")
    director.groups.add(Group.objects.get_or_create(name="director")[0])
    csm = Group.objects.get_or_create(name="csm")[0]
    for number in range(1, CSMS + 1):
        User.objects.create_user(f"bench-csm-{number}", name=f"员工{number}").groups.add(csm)
