"""The first start: one page with the choices that most people make once."""
