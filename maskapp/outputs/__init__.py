"""What leaves the program: recordings, reports, logs; consumes records only."""
