"""The pages of the portal."""

from django.urls import URLPattern, path

from crm_site.pages.customer import CustomerDetail
from crm_site.pages.customer_counts import customer_counts_piece
from crm_site.pages.customer_list import CustomerList
from crm_site.pages.customer_orders import CustomerOrders
from crm_site.pages.customer_why import CustomerIndicator, CustomerWhy

ONE = "customers/<path:code>/"

# A code comes from anywhere and may hold a slash, so the longer paths stand first.
urlpatterns: list[URLPattern] = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("counts/customers/", customer_counts_piece, name="customer-counts"),
    path(f"{ONE}orders/", CustomerOrders.as_view(), name="customer-orders"),
    path(f"{ONE}why/", CustomerWhy.as_view(), name="customer-why"),
    path(f"{ONE}why/<slug:indicator>/", CustomerIndicator.as_view(), name="customer-indicator"),
    path(ONE, CustomerDetail.as_view(), name="customer-detail"),
]
