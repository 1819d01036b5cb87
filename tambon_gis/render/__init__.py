"""Sealed parts become pictures and documents; text leaves here only escaped."""
