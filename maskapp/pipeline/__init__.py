"""Sources, the stages that a frame passes through, and the engine that runs them; no Qt."""
