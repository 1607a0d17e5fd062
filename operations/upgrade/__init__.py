"""`make upgrade`: to another version, and back when a step fails.

Nothing here imports Django or anything else of the platform: the code and the packages change
underneath, and the way back must work when neither does.
"""
