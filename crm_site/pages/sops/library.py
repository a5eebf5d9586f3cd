"""By which procedures do we work? The library, one procedure, its versions and what differs."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.choices import Tier
from common.views import PermissionMixin, or_404
from crm_site.pages.sops.words import comparison, due_told, lines_named, scope_told
from crm_site.queries import sops as queries
from followups.choices import SopStage
from followups.models import Sop, SopVersion
from followups.queries.sops import version_in_force

SEES, SEES_RUNS = "followups.view_sop", "followups.view_soprun"
KEEPS = "followups.change_sopversion"
MOST_VERSIONS = 10_000


class SopLibrary(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES
    template_name = "pages/sop_library.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        stage = asked.get("stage", "") if asked.get("stage") in SopStage.values else ""
        tier = asked.get("tier", "") if asked.get("tier") in Tier.values else ""
        keeps, archived = self.request.user.has_perm(KEEPS), asked.get("archived") == "on"
        rows = queries.library(with_drafts=keeps, stage=stage, tier=tier, archived=archived)
        return super().get_context_data(**kwargs) | {
            "rows": told(rows),
            "stage": stage,
            "tier": tier,
            "archived": archived,
            "stages": SopStage.choices,
            "tiers": Tier.choices,
        }


def told(rows: list[queries.SopRow]) -> list[tuple[queries.SopRow, list[str], str]]:
    """Each procedure with whom it is for, and what it is for."""
    lines = lines_named()
    return [(row, scope_told(row.version, lines), queries.purpose_of(row.version)) for row in rows]


class SopNamed:
    """A page whose address names a procedure."""

    kwargs: dict[str, Any]

    @cached_property
    def sop(self) -> Sop:
        return or_404(queries.sop_called(self.kwargs["sop"]))

    @cached_property
    def version(self) -> SopVersion:
        """The one in force."""
        return or_404(version_in_force(self.sop))


class SopMixin(SopNamed, PermissionMixin):
    """A page below `/sops/<sop>/`."""

    permission = SEES

    @cached_property
    def keeps(self) -> bool:
        """Drafts are for those who write them."""
        return bool(self.person.has_perm(KEEPS))

    def version_of(self, number: int) -> SopVersion:
        if not 0 < number < MOST_VERSIONS:
            raise Http404
        return or_404(queries.version_numbered(self.sop, number, with_drafts=self.keeps))


def version_shown(version: SopVersion) -> dict[str, Any]:
    steps = queries.steps_shown(version)
    return {
        "version": version,
        "purpose": queries.purpose_of(version),
        "scope": scope_told(version, lines_named()),
        "steps": [(shown, due_told(shown.step)) for shown in steps],
        "flow": queries.flow_of(steps),
    }


class SopPage(SopMixin, TemplateView):
    """What is in force, and of whom something else is said."""

    template_name = "pages/sop.html"

    @cached_property
    def version(self) -> SopVersion:
        newest = version_in_force(self.sop) or (queries.draft_of(self.sop) if self.keeps else None)
        return or_404(newest)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | version_shown(self.version)
        if self.person.has_perm(SEES_RUNS):
            day = timezone.localdate()
            context["exceptions"] = queries.exceptions_of(self.sop, self.person, day)
        draft = queries.draft_of(self.sop) if self.keeps else None
        return context | {"sop": self.sop, "draft": draft, "is_in_force": True}


class SopVersionPage(SopMixin, TemplateView):
    """A version as it was, or as it is drafted."""

    template_name = "pages/sop.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, newest = self.version_of(self.kwargs["number"]), version_in_force(self.sop)
        context = super().get_context_data(**kwargs) | version_shown(version)
        draft = queries.draft_of(self.sop) if self.keeps else None
        is_in_force = newest is not None and newest.pk == version.pk
        return context | {"sop": self.sop, "draft": draft, "is_in_force": is_in_force}


class SopVersions(SopMixin, TemplateView):
    template_name = "pages/sop_versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.versions_of(self.sop, with_drafts=self.keeps)
        if not rows:
            raise Http404
        newest = version_in_force(self.sop)
        return super().get_context_data(**kwargs) | {
            "sop": self.sop,
            "rows": rows,
            "newest": newest,
        }


class SopCompare(SopMixin, TemplateView):
    """Two versions, the older one first; without a choice the newest and the one before."""

    template_name = "pages/sop_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.versions_of(self.sop, with_drafts=self.keeps)
        if not rows:
            raise Http404
        before, after = (self.version_of(number) for number in self.asked(rows))
        return super().get_context_data(**kwargs) | {
            "sop": self.sop,
            "rows": rows,
            "before": before,
            "after": after,
            "found": comparison(before, after),
        }

    def asked(self, rows: list[SopVersion]) -> list[int]:
        """Nonsense in the address is as nothing said."""
        numbers = [row.number for row in rows]
        usual = {"before": numbers[min(1, len(numbers) - 1)], "after": numbers[0]}
        known = {str(number): number for number in numbers}
        chosen = [known.get(self.request.GET.get(name, ""), usual[name]) for name in usual]
        return sorted(chosen)
