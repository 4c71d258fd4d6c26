"""What an order does to dossiers and appointments: counted before, stored, done exactly so, undone (decision 5)."""
