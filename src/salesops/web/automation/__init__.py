"""Automation: rules that act on events, and webhooks that pass events on to other systems."""
