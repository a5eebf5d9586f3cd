"""The readings of Chinese characters, written into a function of the database.

A name is found by its pinyin, too, and PostgreSQL knows none. The function has the reading of
every character written into it, so that it is as immutable as an index wants it: nothing is
stored beside the name, and whoever writes a contact, by whatever way, has it found.
"""

import json

from pypinyin import lazy_pinyin

from accounts.rules.names import SURNAMES

FIRST, LAST = 0x4E00, 0x9FFF  # the characters that names are written in

# Whatever is no letter and no figure, as `accounts.rules.names.normalise` sees it.
NOISE = (
    r"[\s!-/:-@\[-`{-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7"
    r"\u2000-\u206F\u2190-\u2BFF\u3000-\u3004\u3008-\u3020\u3030\u303D-\u303F\u30FB\uFE30-\uFE4F]+"
)

SEARCH_READINGS = r"""
CREATE FUNCTION search_readings(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 500 AS $body$
DECLARE
    name text := regexp_replace(lower(normalize(value, NFKC)), '{NOISE}', '', 'g');
    sign text;
    syllable text;
    others text := '';
    initials text := '';
    first text;
    surname text;
BEGIN
    IF octet_length(name) = length(name) THEN
        RETURN name;
    END IF;
    FOREACH sign IN ARRAY string_to_array(name, NULL) LOOP
        syllable := coalesce($readings${READINGS}$readings$::jsonb ->> sign, sign);
        IF first IS NULL THEN
            first := syllable;
        ELSE
            others := others || syllable;
            initials := initials || left(syllable, 1);
        END IF;
    END LOOP;
    surname := $surnames${SURNAMES}$surnames$::jsonb ->> left(name, 1);
    RETURN concat_ws(
        E'\n', name, first || others, left(first, 1) || initials,
        surname || others, left(surname, 1) || initials
    );
END
$body$
"""


def readings_teach(_apps, schema_editor):
    characters = map(chr, range(FIRST, LAST + 1))
    spelt = {sign: "".join(lazy_pinyin(sign, errors="ignore")) for sign in characters}
    known = {sign: syllable for sign, syllable in spelt.items() if syllable}
    function = SEARCH_READINGS.replace("{NOISE}", NOISE)
    function = function.replace("{READINGS}", _json(known)).replace("{SURNAMES}", _json(SURNAMES))
    schema_editor.execute(function, params=None)


def _json(words: dict[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def readings_forget(_apps, schema_editor):
    schema_editor.execute("DROP FUNCTION search_readings(text)")
