"""Behind many: the area read once, the slice of a tambon, one page, the workers, the index."""
