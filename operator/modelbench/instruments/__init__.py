"""What a measurement is made with: lanes, requests, probes, clocks, watches."""
