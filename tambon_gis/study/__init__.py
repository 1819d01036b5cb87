"""The road in order: it calls the rooms, hands tables on, and holds no formula."""
