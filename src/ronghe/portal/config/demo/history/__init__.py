"""Writing histories: acts are decided by the engine at their moments, kept in memory, and stored at once.

`stage` says what a story may do, `world` holds what has happened, `acts` makes it happen, `storing` writes it down. The
rows are built by the same functions that the portal's commands use; only where they are kept meanwhile differs.
"""
