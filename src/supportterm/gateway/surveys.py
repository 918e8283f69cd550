"""Answering a survey: a click in the mail shows the score chosen, and a person confirms it.

Programs that look through mails follow links too: a GET counts for nothing. The page sends the answer at the first sign
that a person is there, or by its button.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from supportterm.core import passes
from supportterm.core.rating import LONGEST
from supportterm.core.survey_mail import ENDS, QUESTIONS
from supportterm.core.surveys import Survey, least, most
from supportterm.gateway import context, forms
from supportterm.gateway.numbers import NUMBER
from supportterm.gateway.pages import page
from supportterm.gateway.rates import READ, WRITE
from supportterm.store.surveying import ANSWER


async def chosen(request: Request) -> Response:
    """The page, with the score of the link chosen."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    held = request.query_params.get("pass", "")
    asked = await _asked(request, held)
    if asked is None:
        return _too_old(request)
    survey, score = asked[1], request.path_params["score"]
    scores = range(least(survey), most(survey) + 1)
    worst, best = ENDS[survey.kind]
    return page(
        request, "survey.html", held=held, scores=scores, chosen=score if score in scores else None, worst=worst,
        best=best, question=survey.question or QUESTIONS[survey.kind], longest=LONGEST,
        comment=survey.comment or "A word about why helps us.",
    )  # fmt: skip


async def answered(request: Request) -> Response:
    """The pass is what says that it comes from whom it was sent to: no other page knows it."""
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    form = await request.form(max_files=0, max_fields=5)
    asked = await _asked(request, forms.text(form, "pass"))
    if asked is None:
        return _too_old(request)
    ticket, survey = asked
    score = forms.text(form, "score")
    if not score.isascii() or not score.isdecimal() or not least(survey) <= int(score[:3]) <= most(survey):
        return page(
            request, "words.html", status=422, title="Which one?", text="Please go back and choose a number.", words=""
        )  # fmt: skip
    comment = forms.text(form, "comment").replace("\r\n", "\n")
    await gateway.do(gateway.customers.rate, ticket, survey, int(score), comment)
    return RedirectResponse(gateway.site.path("survey"), 303)


async def thanks(request: Request) -> Response:
    context.of(request).allow(request, READ)
    return page(request, "words.html", title="Thank you", text="Your answer helps us to do better.", words="")


async def _asked(request: Request, held: str) -> tuple[int, Survey] | None:
    """The ticket and the survey that a pass is for."""
    gateway = context.of(request)
    match passes.opened(gateway.key, ANSWER, held, gateway.now()):
        case (int(ticket), str(survey)):
            return await gateway.do(gateway.customers.asked, ticket, survey)
    return None


def _too_old(request: Request) -> Response:
    text = "It takes no answer any more. You can still write to us."
    return page(request, "words.html", status=410, title="This link is too old", text=text, words="")


ROUTES: Final = [
    Route("/survey", thanks),
    Route("/survey", answered, methods=["POST"]),
    Route(f"/survey/{{score:{NUMBER}}}", chosen),
]
