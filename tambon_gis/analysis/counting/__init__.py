"""Counting: answers and persons as SQL, and the shape of what is counted."""
