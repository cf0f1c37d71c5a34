"""What all pages share in looks: template tags, formats of figures and instants, style guide."""
