"""What a new installation begins with, as data that its migration reads.

Frozen: a migration that has run must say the same for ever. Whoever wants other words drafts a new
version of the procedure in the portal, or seeds one in a migration of its own.
"""
