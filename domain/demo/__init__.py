"""The demonstration municipality: public facts about Sofia and people who do not exist."""
