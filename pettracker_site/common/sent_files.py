"""Forms with a file, which a script sends to show how much of it is gone (static/js/send-file.js)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse

_JSON = "application/json"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def told_to_scripts(view: View[P]) -> View[P]:
    """Where `view` leads on, a script is told so in JSON, with 201: it would follow unseen, and what the next page
    shows only once would be gone. A form that comes back is a page to both.
    """

    @wraps(view)
    def told(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        is_script = request.get_preferred_type(["text/html", _JSON]) == _JSON
        if not is_script or not isinstance(response, HttpResponseRedirect):
            return response
        answer = JsonResponse({"url": response.url}, status=201)
        answer.cookies = response.cookies
        return answer

    return told
