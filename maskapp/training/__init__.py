"""How the network came to be: data, rendered masks, training, evaluation, conversion."""
