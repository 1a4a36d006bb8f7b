"""The snapshot log: database, pictures and recovery."""
