"""The Grafana dashboards as code; ``python -m dashboard`` writes them as JSON.

One module a row, and ``board`` has the boards that they make. ``queries``, ``panels`` and
``tables`` are what the rows are made of.
"""
