"""Protection: what all published cells tell together gives no small count away."""
