"""Playing a source at its pace, and opening it again when it is lost."""
