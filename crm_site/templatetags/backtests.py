from django import template

from crm_site.pages.backtest.words import left_of

register = template.Library()
register.filter("left_of", left_of)
