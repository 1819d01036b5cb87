"""Behind the door of boundaries: a file from an address, and the files that are cut out of it."""
