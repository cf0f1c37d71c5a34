"""The standard questionnaire at the front door: to read, to print, to download, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vendors.questionnaire.model import Depth, Item, Questionnaire
from vendors.questionnaire.reading import STANDARD, standard

DEPTH_WORDS = {
    Depth.QUICK: "in all depths",
    Depth.ESSENTIALS: "asked in the essentials",
    Depth.FULL: "asked in the full questionnaire",
}
ASKED_OF_WORDS = {
    "operations": "whoever runs the system",
    "engineering": "whoever builds the system",
    "support": "whoever supports customers",
    "contracts": "whoever signs contracts",
}


@require_safe
def questionnaire(request: HttpRequest) -> HttpResponse:
    """Show all sections, topics and questions with why they matter, proof and what scores mean."""
    whole = standard()
    context = {
        "title": "The questionnaire",
        "questionnaire": whole,
        "sections": _sections(whole),
        "unfolded": "print" in request.GET,
        "counts": {
            "sections": len(whole.sections),
            "topics": len(whole.criteria),
            "questions": len(whole.items),
            "essentials": sum(1 for item in whole.items if item.depth is not Depth.FULL),
            "must_haves": sum(1 for item in whole.items if item.must_have),
        },
    }
    return render(request, "vendors/public/questionnaire.html", context)


@require_safe
def questionnaire_file(request: HttpRequest) -> HttpResponse:
    """Hand out the questionnaire as the file that a workspace can import."""
    return HttpResponse(
        STANDARD.read_bytes(),
        content_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="plumbline-questionnaire.json"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _sections(whole: Questionnaire) -> list[dict[str, object]]:
    return [
        {
            "section": section,
            "topics": [
                {
                    "topic": topic,
                    "level": whole.level_of(topic),
                    "questions": [
                        _question(item) for item in whole.items if item.criterion == topic.key
                    ],
                }
                for topic in whole.criteria
                if topic.section == section.key
            ],
        }
        for section in sorted(whole.sections, key=lambda one: one.order)
    ]


def _question(item: Item) -> dict[str, object]:
    return {
        "item": item,
        "depth": DEPTH_WORDS[item.depth],
        "asked_of": ASKED_OF_WORDS.get(item.asked_of, item.asked_of),
        "anchors": dict(sorted(item.anchors.items())),
    }
