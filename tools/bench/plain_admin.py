"""What Django gives for nothing: the list of customers in an admin site beside our pages."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from accounts.models import Customer
from crm_site.urls import urlpatterns as ours


class PlainCustomerAdmin(ModelAdmin):
    """The columns of the company's own table; everything else as Django has it, 100 rows a page."""

    list_display = ("name", "code", "tier", "owner", "region", "industry")
    list_select_related = ("owner",)


site = AdminSite(name="plain")
site.register(Customer, PlainCustomerAdmin)

urlpatterns = [path("plain/", site.urls), *ours]
