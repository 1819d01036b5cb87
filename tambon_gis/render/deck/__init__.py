"""SEALED -> SLIDES: what stands on each, then the file."""
