"""What owners and customers talked about at the cadence of the tier, and what went unanswered."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from accounts.choices import TicketKind
from crm_site.demo.billing import TERM_DAYS
from crm_site.demo.chances import rival
from crm_site.demo.conversation_words import NOTES, NPS_COMMENTS, UNANSWERED, Notes
from crm_site.demo.moments import Voice, at_office, office_day
from crm_site.demo.moods import FAIR, GOOD
from crm_site.demo.people import COME_IN_TROUBLE, SERVICE_TEAMS, SPONSORS, names
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.stories import DemoOrder, Story
from followups.choices import FollowUpChannel as Channel
from followups.choices import Sentiment, SurveyKind, SurveyOccasion
from followups.models import FollowUp, SurveyAnswer, Ticket

# Days between two touches; denser where a story asks for it.
_EVERY = {"strategic": 15, "key": 30, "potential": 88, "general": 90}
_DENSE = {"trouble": 12, "rescue": 12, "silent": 11, "late": 24, "left": 10, "prospect": 21}
_CHANNELS = {
    "strategic": (Channel.VISIT, Channel.VIDEO, Channel.PHONE, Channel.VISIT, Channel.WECHAT),
    "key": (Channel.VISIT, Channel.PHONE, Channel.PHONE, Channel.VIDEO, Channel.WECHAT),
    "potential": (Channel.VISIT, Channel.PHONE, Channel.WECHAT),
    "general": (Channel.PHONE, Channel.EMAIL, Channel.WECHAT),
}
_MINUTES = {
    Channel.VISIT: (60, 150), Channel.VIDEO: (30, 75), Channel.PHONE: (8, 35),
    Channel.EMAIL: (10, 20), Channel.WECHAT: (5, 20),
}  # fmt: skip
# Which way the orders go, where a phase says so.
_EXPECTED = {"growing": 1, "recovered": 1, "late": 1, "falling": -1, "trouble": -1, "left": -1}
_FIRST_ACTIVATION_DAYS = (0, 7, 30)
_NPS_AGO = (24, 115, 206, 297, 388, 479)
_NPS_SHARE = {"strategic": 0.8, "key": 0.65, "potential": 0.4, "general": 0.3}


def conversations(scene: Scene, tickets: list[Row]) -> Iterator[Row]:
    complaints = [
        row for row in tickets
        if row.model is Ticket and row.columns["kind"] == TicketKind.COMPLAINT
    ]  # fmt: skip
    if scene.customer.owner:
        yield from _touches(scene, complaints)
    yield from _recommendations(scene)


def _touches(scene: Scene, complaints: list[Row]) -> Iterator[Row]:
    rng = scene.rng("conversations")
    voice = Voice(rng)
    for number, ago in enumerate(_days(scene, rng), start=1):
        happened = at_office(scene.day(ago), rng)
        if happened.date() < scene.told_from:
            continue
        if scene.weather.is_silent(ago):
            yield _unanswered(scene, number, happened, voice)
        else:
            yield _note(scene, number, happened, complaints, voice)


def _days(scene: Scene, rng: random.Random) -> list[int]:
    """Days ago of every touch, the oldest first, no two on one working day."""
    found: list[int] = []
    ago = scene.told_days - rng.randint(1, 14)
    while ago > 0:
        found.append(ago)
        every = _EVERY[scene.customer.tier]
        every = min(every, _DENSE.get(scene.weather.phase_at(ago), every))
        ago -= max(4, round(every * rng.uniform(0.8, 1.2)))
    if scene.customer.story is Story.NEW:
        first = scene.ago(scene.customer.orders[0].day)
        found += [first - day for day in _FIRST_ACTIVATION_DAYS]
    by_day = {scene.day(ago): ago for ago in found if ago > 0}
    return sorted(by_day.values(), reverse=True)


def _unanswered(scene: Scene, number: int, happened: datetime, voice: Voice) -> Row:
    contact, person = scene.contact(happened.date(), ("decision_maker", "purchaser"))
    rng = voice.rng
    channel, tried, next_step = voice.say(UNANSWERED)
    name = person.name if person else "对方"
    is_visit = channel == Channel.VISIT
    return scene.row(
        FollowUp,
        f"G{number}",
        happened_at=happened,
        channel=channel,
        subject=f"{rng.choice(('联系', '再次联系', '尝试联系'))}{name}，未获回应",
        by=scene.owner,
        contact=contact,
        problem_solving=tried.format(contact=name),
        next_step=next_step,
        next_step_on=_next_day(happened.date(), rng),
        sentiment=Sentiment.BAD,
        invited=is_visit,
        attended=False if is_visit else None,
        minutes=rng.randint(3, 10),
    )


def _note(
    scene: Scene, number: int, happened: datetime, complaints: list[Row], voice: Voice
) -> Row:
    rng = voice.rng
    ago = scene.ago(happened.date())
    phase = scene.weather.phase_at(ago)
    notes = NOTES[phase]
    contact, person = scene.contact(happened.date(), notes.roles)
    words = _words(scene, happened.date(), phase, rng)
    words["contact"] = person.name if person else "对方"
    channel = rng.choice(_CHANNELS[scene.customer.tier])
    is_meeting = channel in (Channel.VISIT, Channel.VIDEO)
    modules = _modules(notes, words, voice)
    ticket = _about(complaints, happened) if phase in ("trouble", "rescue") else None
    return scene.row(
        FollowUp,
        f"G{number}",
        happened_at=happened,
        channel=channel,
        subject=voice.say(notes.subjects).format(**words),
        by=scene.owner,
        contact=contact,
        participants=_participants(scene, phase, channel, rng),
        next_step=voice.say(notes.next_steps).format(**words),
        next_step_on=_next_day(happened.date(), rng),
        sentiment=_sentiment(scene.weather.mood_at(ago), rng),
        invited=is_meeting,
        attended=True if is_meeting else None,
        ticket=ticket,
        minutes=rng.randint(*_MINUTES[channel]),
        **modules,
    )


def _modules(notes: Notes, words: dict[str, Any], voice: Voice) -> dict[str, str]:
    """All three as a rule; one in ten times somebody was in a hurry."""
    modules = {
        "business_review": voice.say(notes.reviews).format(**words),
        "problem_solving": voice.say(notes.problems).format(**words),
        "value_delivery": voice.say(notes.values).format(**words),
    }
    if voice.rng.random() < 0.1:
        modules[voice.rng.choice(("problem_solving", "value_delivery"))] = ""
    return modules


def _words(scene: Scene, day: date, phase: str, rng: random.Random) -> dict[str, Any]:
    """The true figures of that day, for the notes to speak of."""
    past = [order for order in scene.customer.orders if order.day <= day]
    recent = [order for order in past if (day - order.day).days < 90]
    before = [order for order in past if 365 <= (day - order.day).days < 455]
    return {
        "figures": _figures(recent, before, phase),
        "last": f"{past[-1].day.month}月{past[-1].day.day}日" if past else "",
        "silent_days": (day - past[-1].day).days if past else 0,
        "product": rng.choice(scene.lines[0].products).name,
        "line": scene.lines[0].name,
        "rival": rival(scene),
        "term": TERM_DAYS[scene.customer.tier],
    }


def _figures(recent: list[DemoOrder], before: list[DemoOrder], phase: str) -> str:
    if not recent:
        return "近90天没有下单。"
    amount, earlier = (float(sum(o.amount for o in orders)) for orders in (recent, before))
    change = round((amount / earlier - 1) * 100) if earlier > 0 else 0
    # Only what goes with the story: three months are a short time, and chance is loud.
    is_told = change and change * _EXPECTED.get(phase, change) > 0
    way = "增长" if change > 0 else "减少"
    compared = f"，比去年同期{way}{abs(change)}%" if is_told else ""
    return f"近90天下单{len(recent)}次，合计{amount / 10_000:.1f}万元{compared}。"


def _participants(scene: Scene, phase: str, channel: Channel, rng: random.Random) -> str:
    """Who of ours came along: those of the service team, and the sponsor when it matters."""
    if channel is not Channel.VISIT:
        return ""
    if phase in ("rescue", "trouble"):
        return "、".join(names(COME_IN_TROUBLE))
    tier = scene.customer.tier
    if tier in SPONSORS and rng.random() < 0.12:
        return names([SPONSORS[tier]])[0]
    return rng.choice(("", *names(SERVICE_TEAMS.get(tier, ()))))


def _about(complaints: list[Row], moment: datetime) -> Link | None:
    """The complaint that was raised last."""
    known = [row for row in complaints if row.columns["opened_at"] < moment]
    return Link(known[-1].key) if known else None


def _sentiment(mood: float, rng: random.Random) -> Sentiment:
    felt = mood + rng.uniform(-0.15, 0.12)
    return Sentiment.GOOD if felt > GOOD else Sentiment.NEUTRAL if felt > FAIR else Sentiment.BAD


def _next_day(day: date, rng: random.Random) -> date:
    return office_day(date.fromordinal(day.toordinal() + rng.randint(3, 21)))


def _recommendations(scene: Scene) -> Iterator[Row]:
    """Whether they would recommend us, asked every quarter; not everybody answers."""
    rng, customer = scene.rng("recommendations"), scene.customer
    for number, ago in enumerate(_NPS_AGO, start=1):
        quiet = scene.weather.is_silent(ago) or scene.weather.activity_at(ago) < 0.15
        bought = any(scene.ago(order.day) > ago for order in customer.orders)
        if quiet or not bought or ago > scene.told_days or rng.random() > _NPS_SHARE[customer.tier]:
            continue
        answered = at_office(scene.day(ago - rng.randint(0, 8)), rng)
        mood = scene.weather.mood_at(ago)
        score = max(0, min(10, round(mood * 11 - 0.4 + rng.uniform(-1.2, 1))))
        contact, _ = scene.contact(answered.date(), ("decision_maker", "purchaser"))
        level = "good" if score >= 9 else "fair" if score >= 7 else "bad"
        if level == "bad" and scene.weather.phase_at(ago) == "trouble":
            level = "angry"
        yield scene.row(
            SurveyAnswer,
            f"Q{number}",
            kind=SurveyKind.NPS,
            score=score,
            answered_at=answered,
            occasion=SurveyOccasion.QUARTERLY,
            contact=contact,
            comment=rng.choice(NPS_COMMENTS[level]),
        )
