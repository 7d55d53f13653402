"""Notices: what people are told, in the application, by mail and in chats."""
