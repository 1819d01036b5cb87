"""Behind the decisions: what is asked, who signs, how the documents are written."""
