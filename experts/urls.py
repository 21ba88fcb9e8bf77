"""The addresses of experts: `draws` for the draw of experts and coefficients."""

from django.urls import include, path

from experts.views import draws

DRAW = "draws/<uuid:draw_id>"

draw_pages = [
    path("draws/", draws.draws, name="all"),
    path(f"{DRAW}/", draws.page, name="page"),
    path(f"{DRAW}/check/", draws.check, name="check"),
    path(f"{DRAW}/repetition/", draws.repetition, name="repetition"),
    path(f"{DRAW}/state.json", draws.state, name="state"),
    path(f"{DRAW}/list.jsonl", draws.listed, name="list"),
    path(f"{DRAW}/key/", draws.key, name="key"),
    path(f"{DRAW}/halves/", draws.halves, name="halves"),
    path(f"{DRAW}/acknowledgement/", draws.acknowledgement, name="acknowledgement"),
    path(f"{DRAW}/refusal/", draws.refusal, name="refusal"),
    path(f"{DRAW}/opening/", draws.opening, name="opening"),
]

urlpatterns = [path("", include((draw_pages, "draws")))]
