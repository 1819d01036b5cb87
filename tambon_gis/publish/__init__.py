"""Bytes to files: what people decided is sealed, bytes are scanned, files are moved in place."""
