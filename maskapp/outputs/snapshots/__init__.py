"""The snapshot log: records, database, pictures and recovery."""
