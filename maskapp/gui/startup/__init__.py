"""Everything from the process start to the first paint."""
