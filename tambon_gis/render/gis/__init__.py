"""SEALED -> FILES FOR MAP PROGRAMS: GeoPackage with styles, GeoJSON."""
