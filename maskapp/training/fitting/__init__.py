"""Fitting the network: batches, loop, calibration and conversion."""
