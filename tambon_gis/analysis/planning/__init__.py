"""Planning: from published cells to problems, from problems to projects, and what a budget buys."""
