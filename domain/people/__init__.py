"""Service users: finding, showing, saving and ending."""
