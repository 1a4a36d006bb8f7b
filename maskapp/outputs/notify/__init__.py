"""Messages to other programs: a webhook, an MQTT broker."""
