"""Files become validated tables here: every row is kept or named, no value changes unsaid."""
