"""What text fields have in common."""
