"""Made-up worlds from a seed: a country's ladder of codes, its polygons, households and files."""
