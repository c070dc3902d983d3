"""Tables, transactions, migrations. Rows never leave this package."""
