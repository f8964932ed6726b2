"""Which chat speaks for whom: codes from the office, linking, approval, recognising, and the relatives' rights."""
