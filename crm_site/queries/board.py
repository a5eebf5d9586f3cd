"""The work of people, team by team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F, Q

from accounts.access import sees_everybody
from accounts.models import Team, User
from followups.access import tasks_visible_to
from followups.queries.tasks import Workload, workloads

MOST_PEOPLE = 300


@dataclass(frozen=True, slots=True)
class TeamBoard:
    """People of a team (None: of none) who have something to do, or could have."""

    team: Team | None
    loads: Sequence[Workload]

    @property
    def total(self) -> dict[str, int]:
        names = ("overdue", "today", "coming", "later", "rests", "minutes")
        return {name: sum(getattr(load, name) for load in self.loads) for name in names}


def board_of(person: User, now: datetime) -> list[TeamBoard]:
    """The teams that one leads, or all of them; whoever owns a task is there, too."""
    loads = workloads(people_overseen(person), tasks_visible_to(person), now)
    return [
        TeamBoard(team, sorted(of_team, key=_most_behind_first))
        for team, of_team in groupby(loads, key=lambda load: load.person.team)
    ]


def people_overseen(person: User) -> list[User]:
    """Of the teams that one leads, or of all; whoever owns a task that one sees is there, too."""
    tasks = tasks_visible_to(person).order_by().filter(done_at=None, cancelled_at=None)
    busy = Q(pk__in=tasks.values("owner"))
    if sees_everybody(person):
        wanted = busy | Q(groups__name="csm", is_active=True)
    else:
        teams = Team.objects.filter(Q(lead=person) | Q(pk=person.team_id))
        wanted = busy | Q(team__in=teams, is_active=True)
    people = User.objects.filter(wanted).select_related("team").distinct()
    return list(people.order_by(F("team__code").asc(nulls_last=True), "name")[:MOST_PEOPLE])


def _most_behind_first(load: Workload) -> tuple[int, int, str]:
    return (-load.overdue, -load.today, str(load.person))
