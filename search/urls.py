from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("waarden/", views.values, name="values"),
    path("suggesties/", views.suggestions, name="suggestions"),
    path("waarom/<int:entry_id>/", views.why, name="why"),
    path("export.csv", views.export_csv, name="export"),
]
