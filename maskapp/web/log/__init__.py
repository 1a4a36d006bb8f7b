"""What the snapshot log and the figures hold, for pages and programs: read, never changed."""
