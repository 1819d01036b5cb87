"""The same tasks by the package, called as anyone would call it."""
