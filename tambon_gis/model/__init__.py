"""The vocabulary that every wing stands on: documents, named tables, findings, sealed objects."""
