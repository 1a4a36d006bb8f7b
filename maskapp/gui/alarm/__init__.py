"""The alarm as people hear, mute and test it."""
