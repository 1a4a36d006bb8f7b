"""Settings: typed, validated, and kept in one JSON file that people can read and edit."""
