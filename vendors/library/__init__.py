"""A vendor's own library: what its people keep of their answers, across all that ask them."""
