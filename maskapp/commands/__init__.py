"""What the command line does; each command in its own file."""
