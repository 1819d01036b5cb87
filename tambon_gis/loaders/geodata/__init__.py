"""Formats of map data, one file each: every one gives the layers that a file holds."""
