"""The process chapter: how deals shall go, how they really go, and what is due."""
