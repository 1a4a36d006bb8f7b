"""Models of the user's own: what their files say, their conversion, and how they are tried."""
