"""The output of the program: recordings, pictures, reports, the snapshot log and its exports."""
