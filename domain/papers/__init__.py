"""Papers of the municipality, set by typst with our own fonts: no network, no font of the machine."""
