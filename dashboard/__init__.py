"""The Grafana dashboard as code; ``python -m dashboard`` writes it as JSON.

One module a row, from the recommendation to what it rests on. ``queries``, ``panels`` and
``tables`` are what the rows are made of.
"""
