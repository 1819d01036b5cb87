"""The plan in words, once for all outputs: problems and projects, budgets, follow-up, work."""
