from small_image.metrics import BUCKETS_SECONDS, Requests, exposition


def test_a_duration_falls_into_the_first_bucket_that_holds_it():
    requests = Requests()
    for seconds in (0.0, BUCKETS_SECONDS[0], 0.0006, 0.3, 7.0, -1.0):
        requests.observe(200, seconds)
    *_, histogram = requests.collect()
    buckets = {s.labels["le"]: s.value for s in histogram.samples if s.name.endswith("_bucket")}
    assert (buckets["0.0005"], buckets["0.001"], buckets["0.5"], buckets["+Inf"]) == (3, 4, 5, 6)


def test_the_process_is_described_too():
    assert b"\nprocess_resident_memory_bytes " in exposition()
