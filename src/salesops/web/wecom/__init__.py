"""Signing in with 企业微信 (WeCom), which django-allauth does not know."""
