"""The local cluster: kind with Knative, from upstream images or built from source.

Run as ``python3 -m cluster up|down|images|helm|release|status`` from the repository root. It needs
nothing but the standard library, since it runs before any virtual environment exists.

Layers, each knowing only those below it: ``lifecycle`` (what up and down do), ``preparation``,
``installation`` and ``revival`` (three of its tasks), ``release``, ``knative``, ``metrics``,
``guard``, ``probe``, ``application`` (the cluster's parts), ``node``, ``source`` and ``upstream``
(where the parts come from), ``host``, ``engine``, ``programs``, ``images``, ``debian`` (what they
stand on), ``settings``, ``cache``, ``shell``, ``steps`` (helpers).
"""
