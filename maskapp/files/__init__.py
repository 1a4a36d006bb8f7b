"""What files are called, and how they are read and written safely."""
