"""SEALED -> PAGE: one HTML file that carries everything and fetches nothing."""
