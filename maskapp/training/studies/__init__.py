"""Studies behind the choices in the network and its training."""
