"""The web server: the engine of the window, seen and used from a browser.

Knows no Qt and no TensorFlow. Everything here but `server` runs on the server's event loop, which
nothing may block: work goes to threads.
"""
