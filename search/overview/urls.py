"""The addresses of the overviews, from the root."""

from django.urls import path

from search.overview import views

urlpatterns = [
    path("regio/<slug:slug>/", views.region, name="region"),
    path("regio/<slug:slug>/tabel.csv", views.region_csv, name="region_csv"),
    path("thema/<slug:slug>/", views.theme, name="theme"),
    path("sector/<slug:slug>/", views.sector, name="sector"),
    path("organisatie/<slug:slug>/", views.organisation, name="organisation"),
    path("sitemap/", views.sitemap, name="sitemap"),
]
