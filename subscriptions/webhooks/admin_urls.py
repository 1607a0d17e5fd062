from django.urls import path

from subscriptions.webhooks import views

urlpatterns = [
    path("webhooks/", views.index, name="webhooks"),
    path("webhooks/nieuw/", views.create, name="webhook_new"),
    path("webhooks/<uuid:pk>/", views.detail, name="webhook"),
    path("webhooks/<uuid:pk>/proef/", views.try_out, name="webhook_try"),
    path("webhooks/<uuid:pk>/aan/", views.resume, name="webhook_on"),
    path("webhooks/<uuid:pk>/verwijderen/", views.delete, name="webhook_delete"),
]
