"""What a person may decide about rows without a polygon, and the workbook to decide in."""
