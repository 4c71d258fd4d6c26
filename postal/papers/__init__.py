"""Papers of the postal lane as archival PDF."""
