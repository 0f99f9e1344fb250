"""Pages of accounts and organisations: log-in, registration, decisions on people, the switch of roles."""
