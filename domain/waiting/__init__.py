"""Places of a service, the line of those who wait for one, and the offers that hold one until a deadline.

`pools` counts places, `line` keeps the order (чл. 79 ЗСУ), `offering` gives free places to the first in line,
`answering` takes the answers, `leaving` lets people out of the line, `capacity` changes the number of places.
"""
