import yaml

from cluster.node import configuration, configuration_key

PATCH = "kind: ClusterConfiguration\ndns:\n  imageTag: v1.2.3\n"


def test_without_a_patch_it_is_the_file_of_the_repository():
    document = yaml.safe_load(configuration(""))
    assert document["kind"] == "Cluster"
    assert [node["role"] for node in document["nodes"]] == ["control-plane"]
    assert "kubeadmConfigPatches" not in document


def test_a_patch_is_handed_to_kubeadm_as_it_is():
    document = yaml.safe_load(configuration(PATCH))
    assert document["kubeadmConfigPatches"] == [PATCH]
    assert yaml.safe_load(PATCH)["dns"] == {"imageTag": "v1.2.3"}


def test_a_patch_changes_nothing_else():
    document = yaml.safe_load(configuration(PATCH))
    del document["kubeadmConfigPatches"]
    assert document == yaml.safe_load(configuration(""))


def test_a_cluster_made_with_another_patch_is_known_by_its_key():
    assert configuration_key(PATCH) == configuration_key(PATCH)
    assert len({configuration_key(text) for text in ("", PATCH, PATCH.replace("3", "4"))}) == 3
