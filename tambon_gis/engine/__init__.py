"""The one room that knows query engines: it runs SQL and gives back Arrow."""
