"""SEALED -> PICTURE: maps, charts and cards as PNG."""
