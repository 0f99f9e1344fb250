"""The definition language and its engine: no framework, no database, no clock."""
