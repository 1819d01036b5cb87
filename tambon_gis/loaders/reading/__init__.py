"""From text to values: headings meet fields, cells become numbers, days, codes and places."""
