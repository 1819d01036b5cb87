"""Polygons made whole: shapes, codes, reference systems and their evidence, coverage."""
