"""An InferenceService becomes the pod that KServe would make, as far as that is known."""

import copy
import json

from tests.unit.conversion.reading import convert, documents


def pod_of(found):
    return found.benchmark["spec"]["model"]["template"]["spec"]


def with_uri(uri):
    source, runtime = copy.deepcopy(documents("inference-service", "serving-runtime"))
    source["spec"]["predictor"]["model"]["storageUri"] = uri
    return source, runtime


def test_the_model_changes_the_container_of_the_runtime_that_fits_its_format():
    found = convert("inference-service", "serving-runtime")
    [container] = pod_of(found)["containers"]
    assert container["image"] == "registry.example.com/seldonio/mlserver:1.7"
    assert container["args"] == ["--team=nlp", "--workers=2"]
    assert {"name": "MLSERVER_MODEL_NAME", "value": "sklearn-iris"} in container["env"]
    assert container["resources"] == {
        "requests": {"cpu": "100m", "memory": "512Mi"},
        "limits": {"cpu": "1", "memory": "2Gi"},
    }
    assert "the container is that of ClusterServingRuntime kserve-mlserver" in found.notes
    assert not found.missing


def test_a_claim_is_mounted_where_the_runtime_looks():
    pod = pod_of(convert("inference-service", "serving-runtime"))
    claim = {"claimName": "models", "readOnly": True}
    [volume] = pod["volumes"]
    assert volume["persistentVolumeClaim"] == claim
    assert pod["containers"][0]["volumeMounts"] == [
        {
            "name": volume["name"],
            "mountPath": "/mnt/models",
            "readOnly": True,
            "subPath": "sklearn/iris",
        }
    ]


def test_another_store_is_fetched_by_the_image_in_kserves_configuration():
    image = "kserve/storage-initializer:v0.15"
    configuration = {
        "kind": "ConfigMap",
        "metadata": {"name": "inferenceservice-config"},
        "data": {"storageInitializer": json.dumps({"image": image})},
    }
    found = convert(*with_uri("gs://models/iris"), configuration)
    [fetch] = pod_of(found)["initContainers"]
    assert (fetch["image"], fetch["args"]) == (image, ["gs://models/iris", "/mnt/models"])
    assert not found.missing


def test_without_the_configuration_it_is_told_what_fetches_the_model():
    [missing] = convert(*with_uri("s3://models/iris")).missing
    assert "KServe fetches s3://models/iris into /mnt/models" in missing.text
    assert "inferenceservice-config" in missing.text


def test_without_the_runtime_it_is_told_what_is_missing():
    found = convert("inference-service")
    [missing] = found.missing
    assert missing.field == "spec.model.template"
    assert "a runtime for sklearn" in missing.text
    assert pod_of(found)["containers"][0]["args"] == ["--workers=2"]


def test_a_runtime_that_is_named_is_not_another_that_would_fit():
    source, runtime = with_uri("pvc://models")
    source["spec"]["predictor"]["model"]["runtime"] = "own"
    assert "ServingRuntime own" in convert(source, runtime).missing[0].text


def test_one_as_they_were_before_there_were_runtimes_is_understood():
    source, runtime = with_uri("pvc://models")
    model = source["spec"]["predictor"].pop("model")
    del model["modelFormat"]
    source["spec"]["predictor"]["sklearn"] = model
    assert not convert(source, runtime).missing


def test_the_path_is_that_of_its_protocol():
    source, runtime = with_uri("pvc://models")
    request = convert(source, runtime).benchmark["spec"]["model"]["request"]
    assert request["path"] == "/predict"
    from modelbench.conversion.request import RequestChoices

    found = convert(source, runtime, request=RequestChoices(body=b"{}"))
    path = found.benchmark["spec"]["model"]["request"]["path"]
    assert path == "/v2/models/sklearn-iris/infer"


def test_a_predictor_with_containers_of_its_own_needs_no_runtime():
    found = convert("custom-predictor")
    assert found.benchmark["spec"]["model"]["image"] == "registry.example.com/custom-model:1"
    assert found.benchmark["spec"]["serverless"] == {"minScale": 2, "containerConcurrency": 2}
    assert "left out: the transformer; only the predictor is measured" in found.notes
    assert not found.missing
