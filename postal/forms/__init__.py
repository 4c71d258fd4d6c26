"""What people type about parcels."""
