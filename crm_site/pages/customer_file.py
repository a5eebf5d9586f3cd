"""A contract's paper, as a file to keep."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest

from accounts.auth import PersonRequest
from accounts.clearance import may_see
from accounts.models import ContractFile
from common.uploads import file_response
from common.views import or_404
from crm_site.pages.customer import CustomerMixin


class CustomerFile(CustomerMixin):
    request: PersonRequest
    permission = "accounts.view_contractfile"

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:  # noqa: ARG002
        papers = ContractFile.objects.filter(customer=self.customer, pk=kwargs["pk"])
        paper = or_404(papers.first() if may_see(self.request.user, ContractFile, "file") else None)
        try:
            return file_response(paper.file.open(), paper.name)
        except FileNotFoundError as error:
            raise Http404 from error
