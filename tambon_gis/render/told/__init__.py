"""FINDINGS -> REPORT: on the console, as a page; what disclosure control did."""
