"""Behind backup, restore and forget: the files of a folder, and what they hold of people."""
