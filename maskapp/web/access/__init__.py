"""Who may use the server: the token, the names it answers to, limits, certificates."""
