"""django-helpdesk over its REST API: follow-ups are replies, those that are not public are internal notes."""

from supportterm.backends.django_helpdesk.driver import DJANGO_HELPDESK as DJANGO_HELPDESK
