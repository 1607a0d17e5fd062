"""What there is, by region, theme, sector and organisation: counts with their zeros.

All numbers come from the same place as the page of results, so a number here and the number of
hits after a click on it are the same.
"""
