"""How long records are kept and what becomes of them then; one person made anonymous on request; clearing up at night.

The kinds of record and what is done to each column are declared here, in code (`kinds`, `parts`); the terms are data
of each organisation (`rules`), and without one nothing is done: which papers are kept how long, the municipality's own
list says, and no term is claimed for it. What was counted stays true: orders, stops, cases and decisions remain as
rows of nobody.

The audit is kept as it was written. It says who did what to whose record, the database refuses to change it, and its
chain of hashes would break; whether the authority was right can be asked as long as it can be sued for it
(art. 17(3)(b) and (e) of Regulation (EU) 2016/679). What is most private is never repeated in it
(`domain.audit_rules`).
"""
