"""Training of the face check, which tells faces from other things that the detector finds."""
