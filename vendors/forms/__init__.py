"""Forms of the vendors' side that are not questions of a questionnaire."""
