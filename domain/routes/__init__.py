"""The vans' ways of a day: planning and repair, changes by hand, and how they stand on the board.

`planning_day` plans outside the transaction and writes in one; `moving` is the dispatcher's hand; `telling` says it to
the drivers; `board` reads the whole day, `cards` everything about one stop.
"""
