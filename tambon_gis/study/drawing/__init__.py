"""Behind outlines: what stands, what is lacking, what somebody sees who draws."""
