"""Meetings of the administration. The room is reserved; its first part comes with the issue that asks for it."""
