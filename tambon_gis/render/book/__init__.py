"""SEALED AND RULEBOOKS -> WORKBOOKS: tables, codebook, the form in which people decide."""
