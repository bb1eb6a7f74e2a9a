"""A local Lambda: HTTP requests become invocations of a runtime in the same pod.

It is on the way of a cold start, so it needs the standard library alone and opens its sockets
before it imports what is slow.
"""
