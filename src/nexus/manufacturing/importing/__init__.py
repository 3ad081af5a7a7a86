"""A file of a bill of materials: which program wrote it, what its columns are, and what each line says."""
