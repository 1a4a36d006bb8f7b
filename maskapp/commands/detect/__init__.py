"""`maskapp detect`: labels the faces of files, cameras and streams, and writes the results."""
