"""Workspaces: inbox, lists, cases, forms, acts, objections, for whoever is logged in and acts for an organisation."""
