"""The live preview, and the placeholder page shown when there is no image."""
