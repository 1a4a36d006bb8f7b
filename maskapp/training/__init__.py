"""Training of the network: data, rendering, fitting, measuring and studies."""
