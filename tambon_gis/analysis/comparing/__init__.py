"""Comparing: rounds that mean the same, cells as they are known, values side by side."""
