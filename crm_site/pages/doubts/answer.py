"""Is the score wrong? Whoever answers for the model answers whoever said so."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from common.views import ServiceFormView, or_404
from crm_site.pages.doubts.forms import AnswerForm
from crm_site.queries.doubts import doubt_rows, doubt_seen
from health.choices import DoubtAnswer
from health.models import ScoreDoubt
from health.services.doubts import Answered, doubt_answer


class DoubtPage(ServiceFormView):
    request: PersonRequest
    permission = "health.change_scoredoubt"
    form_class = AnswerForm
    template_name = "pages/score_doubt.html"

    @cached_property
    def doubt(self) -> ScoreDoubt:
        return or_404(doubt_seen(self.request.user, self.kwargs["pk"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [row] = doubt_rows([self.doubt.pk], self.request.user)
        return super().get_context_data(**kwargs) | {"row": row, "doubt": row.doubt}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        answered = Answered(DoubtAnswer(said["answer"]), said["text"])
        person, now = self.request.user, timezone.now()
        doubt_answer(doubt=self.doubt, answered=answered, by=person, at=now)
        messages.success(self.request, _("Answered; whoever said it is told."))
        return redirect("score-doubts")
