"""Sharing the inputs of `maskapp detect` among processes or computers, and going on later."""
