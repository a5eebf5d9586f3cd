from django.contrib import admin
from django.urls import include, path

from crm_site.pages import people, ping

urlpatterns = [
    path("admin/", admin.site.urls),
    *ping.urlpatterns,
    *people.urlpatterns,
    path("", include("crm_site.pages.urls")),
]

handler400 = "crm_site.pages.bad_request.bad_request"
