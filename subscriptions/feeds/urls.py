from django.urls import path

from subscriptions.feeds import embed, views

app_name = "feeds"
urlpatterns = [
    path("atom.xml", views.atom, name="atom"),
    path("feed.json", views.json_feed, name="json"),
    path("agenda.ics", views.calendar, name="calendar"),
    path("insluiten/", embed.embedded, name="embedded"),
    path("insluiten/hoe/", embed.how, name="how"),
]
