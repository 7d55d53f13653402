"""A request as our pages and endpoints get it: somebody is signed in, htmx has been looked for."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from salesops.web.people.models import User


class SignedIn(HttpRequest):
    """What `login_required` and the API's keys leave of all requests; never made, only told."""

    user: User
    htmx: HtmxDetails
