from django.urls import path

from subscriptions.groups import views

app_name = "group_follows"
urlpatterns = [path("<slug:slug>/", views.page, name="page")]
