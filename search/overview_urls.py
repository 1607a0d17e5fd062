"""The addresses of the overviews, from the root."""

from django.urls import path

from search import overview_views

urlpatterns = [
    path("regio/<slug:slug>/", overview_views.region, name="region"),
    path("regio/<slug:slug>/tabel.csv", overview_views.region_csv, name="region_csv"),
    path("thema/<slug:slug>/", overview_views.theme, name="theme"),
    path("sector/<slug:slug>/", overview_views.sector, name="sector"),
    path("organisatie/<slug:slug>/", overview_views.organisation, name="organisation"),
    path("sitemap/", overview_views.sitemap, name="sitemap"),
]
