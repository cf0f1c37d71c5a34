"""Pages of intake: what vendors are asked and what they answer."""
