"""Charts of the figures, laid out once for the window, the HTML page and the PDF."""
