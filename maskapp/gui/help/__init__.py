"""Help, About and diagnostics."""
