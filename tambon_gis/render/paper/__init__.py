"""SEALED -> PDF: the report, set by Typst."""
