"""Table to table: pure functions without files, network, clock or settings."""
