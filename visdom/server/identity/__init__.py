"""Who asks, and what they may do: accounts, tokens, logins, and the roles that flags leave them."""
