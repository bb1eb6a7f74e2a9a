"""What Cloud Run exports becomes a benchmark that Kubernetes runs."""

from tests.unit.conversion.reading import convert, documents


def test_a_service_of_cloud_run_keeps_its_container_and_loses_what_only_google_knows():
    found = convert("cloud-run")
    model = found.benchmark["spec"]["model"]
    assert found.benchmark["metadata"]["name"] == "predict-api"
    assert model["port"] == 8080
    pod = model["template"]["spec"]
    assert set(pod) == {"containers"}
    [container] = pod["containers"]
    assert container["name"] == "model"
    assert container["env"] == [{"name": "spring.profiles.active", "value": "prod"}]
    assert container["resources"]["requests"] == {"cpu": "1000m", "memory": "512Mi"}
    assert container["startupProbe"]["periodSeconds"] == 240
    told = "\n".join(found.notes)
    for part in ("cpu-throttling: false", "startup-cpu-boost", "developer.gserviceaccount.com"):
        assert part in told
    assert "ingress" not in told


def test_the_bounds_of_the_whole_service_count():
    assert convert("cloud-run").benchmark["spec"]["serverless"] == {
        "minScale": 0,
        "maxScale": 100,
        "containerConcurrency": 80,
    }


def test_a_version_of_a_secret_is_no_key_of_it():
    [source] = documents("cloud-run")
    container = source["spec"]["template"]["spec"]["containers"][0]
    reference = {"secretKeyRef": {"name": "token", "key": "latest"}}
    container["env"].append({"name": "TOKEN", "valueFrom": reference})
    assert any("Secret token has a version, latest" in note for note in convert(source).notes)


def test_a_gpu_stays_and_its_node_is_chosen_anew():
    [source] = documents("cloud-run")
    pod = source["spec"]["template"]["spec"]
    pod["nodeSelector"] = {"run.googleapis.com/accelerator": "nvidia-l4"}
    pod["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] = "1"
    found = convert(source)
    made = found.benchmark["spec"]["model"]["template"]["spec"]
    assert "nodeSelector" not in made
    assert made["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert any("nvidia-l4" in note for note in found.notes)
