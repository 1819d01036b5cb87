"""Behind intake: what a dropped file is, where it will lie, its lines in the document."""
