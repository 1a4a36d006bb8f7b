"""The studies that the choices behind the network rest on."""
