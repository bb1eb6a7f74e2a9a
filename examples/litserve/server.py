"""An iris classifier behind LitServe, which is installed as it is from its package.

The code here is what any user of LitServe writes: how a request is read, answered and written.
"""

import litserve as ls

PORT = 8000
# The mean of each species' sepal length, sepal width, petal length and petal width in centimetres.
CENTROIDS = {
    "setosa": (5.006, 3.428, 1.462, 0.246),
    "versicolor": (5.936, 2.770, 4.260, 1.326),
    "virginica": (6.588, 2.974, 5.552, 2.026),
}


class Iris(ls.LitAPI):
    """Answers with the species whose mean is nearest."""

    def setup(self, device: str) -> None:  # noqa: ARG002  LitServe names it
        self.centroids = CENTROIDS

    def decode_request(self, request: dict[str, list[float]]) -> list[float]:
        return request["features"]

    def predict(self, x: list[float]) -> str:
        return min(self.centroids, key=lambda name: self._distance(x, self.centroids[name]))

    def encode_response(self, output: str) -> dict[str, str]:
        return {"species": output}

    @staticmethod
    def _distance(one: list[float], other: tuple[float, ...]) -> float:
        return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    server = ls.LitServer(Iris(), accelerator="cpu", workers_per_device=1)
    server.run(host="0.0.0.0", port=PORT, num_api_servers=1, generate_client_file=False)  # noqa: S104
