"""Under what circumstances a run measures: images, settings, lanes, the node's processor."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.spec import Ingress, Spec
from modelbench.api.status import Findings, VariantStatus
from modelbench.api.variants import Variant
from modelbench.instruments.observer import Observer
from modelbench.instruments.stamps import model_image
from modelbench.load.node_load import cpu_model
from modelbench.pods.image_ids import RunningImage, different_images
from modelbench.resources.autoscaling import autoscaling_annotations
from modelbench.resources.deviations import deviations
from modelbench.resources.serverless import timeout_seconds


class Circumstances:
    """What the runner knows of itself and its variants beside the samples."""

    def __init__(self, variants: Sequence[Variant], spec: Spec) -> None:
        self._variants = variants
        self._spec = spec
        self._digests: dict[str, str] = {}
        self._settings: dict[str, Mapping[str, str]] = {}
        self._deviations: dict[str, tuple[str, ...]] = {}
        self._cpu_model: str | None = None
        self._lanes: int | None = None

    def note_settings(self) -> None:
        """Note how the autoscalers are set, what is unlike a plain pod, and what the node is."""
        self._settings = {one.name: self._settings_of(one) for one in self._variants}
        timeout = self._spec.scenarios.cold_start_seconds
        self._deviations = {one.name: deviations(one, timeout) for one in self._variants}
        self._cpu_model = cpu_model()

    def note_images(self, observer: Observer) -> None:
        """Note which image each variant runs. BenchmarkError when two run another than was asked.

        Knative asks the registry what a tag means; a node may have an older answer.
        """
        running = [
            RunningImage(variant.name, variant.model.measured_image, image)
            for variant in self._variants
            for pod in observer.pods(variant.name)
            if (image := model_image(pod)) is not None
        ]
        self._digests = {image.variant: image.image_id for image in running}
        if difference := different_images(running):
            advice = "Name the image by its digest, or set imagePullPolicy to Always"
            raise BenchmarkError(Reason.IMAGE_PULL_FAILED, f"{difference}. {advice}")

    def note_lanes(self, lanes: int | None) -> None:
        """Note how many lanes each variant has that scales to zero."""
        self._lanes = lanes

    def add_to(self, findings: Findings) -> Findings:
        """The findings with the circumstances, as far as they are known."""
        environment = replace(
            findings.environment, lanes=self._lanes, node_cpu_model=self._cpu_model
        )
        variants = tuple(self._described(variant) for variant in findings.variants)
        return replace(findings, environment=environment, variants=variants)

    def _described(self, variant: VariantStatus) -> VariantStatus:
        return replace(
            variant,
            image_digest=self._digests.get(variant.name),
            settings=self._settings.get(variant.name, {}),
            deviations=self._deviations.get(variant.name, ()),
        )

    def _settings_of(self, variant: Variant) -> Mapping[str, str]:
        if variant.is_behind_gateway:
            return {"ingress": Ingress.GATEWAY}
        if variant.serverless is None:
            return {}
        timeout = str(timeout_seconds(self._spec, variant))
        return {**autoscaling_annotations(variant.serverless), "timeoutSeconds": timeout}
