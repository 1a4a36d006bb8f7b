"""What the program writes: recordings, pictures, reports, the snapshot log and its exports."""
