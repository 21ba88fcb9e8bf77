"""What may be read of experts."""
