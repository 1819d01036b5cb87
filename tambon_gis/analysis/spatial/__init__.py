"""Space: distances, hazard layers, zones, neighbours, clusters and grids, always in metres."""
