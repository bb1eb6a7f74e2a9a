"""Writes the model: ``python3 train.py FILE``. It is part of the image's build."""

import sys

import joblib
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

features, classes = load_iris(return_X_y=True)
forest = RandomForestClassifier(n_estimators=200, random_state=0)
joblib.dump(forest.fit(features, classes), sys.argv[1])
