"""How Evergreen is set up, run and checked. Nothing here is imported by the product."""
