"""What stands at the root host: what this is, the questionnaire, sign-in, the operator's pages."""
