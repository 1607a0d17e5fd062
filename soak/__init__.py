"""What happens when processes and servers die at any moment, tried for as long as one likes.

`kills.py` kills a process of the platform with -9, `cluster.py` a node of Elasticsearch. After
each of them every document in the index is compared with the database.
"""
