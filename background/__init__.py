"""Work that nobody waits for: tasks, what is due by time, and the workers that do both.

It knows no app of the platform. An app says in its own `jobs.py` what must be done and when.
"""
