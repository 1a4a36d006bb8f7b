"""File names, formats, and reading and writing files safely."""
