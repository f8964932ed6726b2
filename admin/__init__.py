"""The web door: one module a subject, own pages for work, plain lists by starlette-admin."""
