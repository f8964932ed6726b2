"""The program as a whole: its own processes, talking over HTTP with the simulator and with a real browser."""
