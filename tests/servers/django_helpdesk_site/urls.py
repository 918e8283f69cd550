"""Where things are on the django-helpdesk that tests run, and the door by which its mail comes in."""

import logging

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path, re_path
from django.views.static import serve
from helpdesk.email import extract_email_metadata
from helpdesk.models import Queue


def mail(request: HttpRequest) -> JsonResponse:
    """A mail to the queue Support, as one that was fetched from its mailbox; the number of its ticket."""
    ticket = extract_email_metadata(request.body.decode(), Queue.objects.get(slug="support"), logging.getLogger())
    return JsonResponse({"id": ticket.id})


urlpatterns = [
    path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")),
    path("-/mail", mail),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
