"""What pages show, gathered for templates: `statement` for the public, `overview` for staff."""
