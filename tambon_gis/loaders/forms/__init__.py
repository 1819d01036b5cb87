"""The parts of an empty form: its paper, what its columns accept, and their explanations."""
