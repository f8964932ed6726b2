"""The templates that the program brings: written by `writing`, loaded for an organisation that has none of its own."""
