"""The demo's staff: somebody in every role, and as many managers of customers as it takes."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.rules.roles import OPERATIONS_SUPPORT
from crm_site.demo.words import GIVEN_NAMES, SURNAMES

# What the known password opens is the demo's and nothing else.
PASSWORD = "evergreen-demo"  # noqa: S105
PREFIX = "demo-"
DOMAIN = "demo.evergreen.example"


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team of every installation, and how the demo fills it."""

    code: str
    tiers: tuple[str, ...]
    load: int


TEAMS = (
    DemoTeam("strategic", ("strategic",), 12),
    DemoTeam("key", ("key",), 20),
    DemoTeam(OPERATIONS_SUPPORT, ("potential", "general"), 33),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    name: str
    role: str
    team: str = ""
    leads: str = ""
    department: str = "customer-success"

    @property
    def email(self) -> str:
        return f"{self.username.removeprefix(PREFIX)}@{DOMAIN}"


def _person(username: str, name: str, role: str, **where: str) -> DemoPerson:
    return DemoPerson(PREFIX + username, name, role, **where)


HEADS = (
    _person("director", "方敏", "director"),
    _person("coo", "邱岩", "coo", department=""),
    _person("executive", "高志远", "executive", department=""),
    _person("sales-director", "罗建国", "sales_director", department="sales"),
    _person("experience", "苏雅琴", "experience_officer"),
    _person("analyst", "安琪", "analyst"),
    _person("tech", "唐一鸣", "tech_consultant", department="technical"),
    _person("tech-director", "程振宇", "tech_director", department="technical"),
    _person("lead-strategic", "魏然", "team_lead", team="strategic", leads="strategic"),
    _person("lead-key", "韩雪", "team_lead", team="key", leads="key"),
    _person("lead-support", "江涛", "team_lead", team=OPERATIONS_SUPPORT, leads=OPERATIONS_SUPPORT),
    _person("sales", "何俊杰", "sales", department="sales"),
    _person("support", "许婷婷", "support", department="support"),
    _person("finance", "范文博", "finance", department="finance"),
    _person("marketing", "沈佳琪", "marketing", department="marketing"),
    _person("legal", "吕思远", "legal", department="legal"),
    _person("production", "彭立新", "production", department="production"),
    _person("product", "邓晓东", "product", department="product"),
    _person("admin", "管理员", "administrator", department="it"),
)


# Who stands behind the owner of a customer of a tier, by the end of the username.
SERVICE_TEAMS = {"strategic": ("tech", "analyst"), "key": ("tech",)}
SPONSORS = {"strategic": "executive"}
COME_IN_TROUBLE = ("director", "tech-director")
_NAMES = {person.username.removeprefix(PREFIX): person.name for person in HEADS}


def names(codes: Iterable[str]) -> list[str]:
    return [_NAMES[code] for code in codes]


def manager(team: DemoTeam, number: int) -> DemoPerson:
    """The team's customer success manager number 0, 1, 2, … — as many as it takes."""
    rng = random.Random(f"{team.code}:{number}")  # noqa: S311
    name = rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES)
    code = team.code.removesuffix("_support")
    return _person(f"csm-{code}-{number + 1}", name, "csm", team=team.code)
