"""The live picture and the pages shown in its place."""
