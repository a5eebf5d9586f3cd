"""A list that people may carry away: what its file is called, and the note of who took it."""

from django.utils import timezone
from django.utils.functional import Promise

from accounts.auth import PersonRequest
from accounts.services.access_log import export_note
from common.lists import ListPage, without_empty


class NotedList(ListPage):
    """`export_title` and the day are the file's name; the access log calls it `export_subject`."""

    request: PersonRequest
    export_title: str | Promise
    export_subject: str

    def export_name(self) -> str:
        return f"{self.export_title} {timezone.localdate()}"

    def exported(self, rows: int) -> None:
        query = without_empty(self.request.GET)
        export_note(user=self.request.user, subject=self.export_subject, rows=rows, query=query)
