from django.urls import path

from subscriptions.views import asking, linked

app_name = "subscriptions"
urlpatterns = [
    path("", asking.follow, name="follow"),
    path("alles/", asking.follow_everything, name="follow_everything"),
    path("kijk-in-uw-mail/", asking.asked, name="asked"),
    path("bevestigen/<str:token>/", linked.confirm, name="confirm"),
    path("afmelden/<str:token>/", linked.unsubscribe, name="unsubscribe"),
    path("beheren/", asking.request_link, name="request_link"),
    path("beheren/<str:token>/", linked.manage, name="manage"),
    path("beheren/<str:token>/gegevens.json", linked.download, name="download"),
    path("gewist/", asking.forgotten, name="forgotten"),
]
