"""What the site is made with: its sources gathered, its reference written, its two languages."""
