"""The workspace's own pages about itself: members, settings, activity log. No tables of its own."""
