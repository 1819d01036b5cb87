"""From the cells of a sheet to a raw table: headings, rows that are data, tables side by side."""
