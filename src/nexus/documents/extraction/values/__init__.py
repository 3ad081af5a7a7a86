"""How printed numbers, units, quantities, dates and money are understood, in every locale Nexus reads."""
