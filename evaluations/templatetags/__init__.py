"""Tags of the judging pages."""
