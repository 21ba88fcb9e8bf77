"""Reading, through gates."""
