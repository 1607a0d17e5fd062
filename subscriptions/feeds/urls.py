from django.urls import path

from subscriptions.feeds import views

app_name = "feeds"
urlpatterns = [
    path("atom.xml", views.atom, name="atom"),
    path("feed.json", views.json_feed, name="json"),
    path("agenda.ics", views.calendar, name="calendar"),
]
