"""Things before or beside the mouth that are no masks."""
