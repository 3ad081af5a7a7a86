"""What reports and the terminal may ask of the shop floor."""

from nexus.manufacturing.queries.floor import day_begins
from nexus.manufacturing.rules.library import Kind
from nexus.manufacturing.scanning.codes import Action, command_code

__all__ = ["Action", "Kind", "command_code", "day_begins"]
