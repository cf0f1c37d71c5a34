"""Who and where: workspaces, people, sign-in, and what both halves of the product stand on."""
