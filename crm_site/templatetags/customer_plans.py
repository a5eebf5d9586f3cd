from django import template

from crm_site.pages.customer_plan import words

register = template.Library()

register.filter("plan_figure", words.measured)
register.filter("dimensions_told", words.dimensions_told)
register.filter("figures_told", words.figures_told)
