"""Contracts: the office's own Word templates, what is printed from them for a case, its signing and its end.

`fields` lists what a template may ask for, `harmless` and `filling` keep an uploaded one from doing anything else,
`templates` keeps editions, `values` gathers what stands in a paper, `printing` makes it, `signing` follows it to its
end, `standing` answers the rooms that only ask whether there is a contract.
"""
