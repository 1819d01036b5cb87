"""What a good engineer writes by hand for the same tasks; nothing here imports the package."""
