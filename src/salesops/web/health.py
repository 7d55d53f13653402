"""Whether this server can answer: what a load balancer or a script asks."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from salesops.web import access


def health(request: HttpRequest) -> JsonResponse:
    """`ok` when the database answers; tells whether there is a ledger, and nothing about it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "ledger": access.standing() is not None})
