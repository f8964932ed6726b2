"""Routes of one day: which van goes to which doors, when, and what does not fit.

Pure: no database and no texts. Every time is in seconds of the local day, every distance in metres.
"""
