"""What pages show, gathered for templates.

`statement` is for the public, `overview` and `daily` for staff; `parts` shows all that pages are
made of.
"""
