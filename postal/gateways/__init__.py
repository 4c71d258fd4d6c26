"""Carriers behind their wire protocols: HTTP only, no database."""
