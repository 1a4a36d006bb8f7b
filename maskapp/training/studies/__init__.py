"""Studies behind the choices in the networks, their training and their use."""
