"""Work that nobody waits for: tasks, what is due by time, and the workers that do both.

It knows no other app. An app says in its own `jobs.py` what must be done and when.
"""
