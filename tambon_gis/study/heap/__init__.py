"""Behind convert: files of a heap, an input as a piece, a crew that reads, pieces made one set."""
