"""Weights of the confidence in a product found by its description: a logistic regression, fitted.

Fitted by `python -m benchmarks.matching FOLDER --fit` on the lines of the development set, each also with its product
taken out of the catalog (then the best of what is left is wrong) and with parts of the vocabulary forgotten (so that
words nobody foresaw weigh what they are worth). They hold for `judging.features`; fit again when those change.
"""

TEXT_WEIGHTS = {
    "bias": -5.65, "covered": 1.98, "said": 3.71, "foreign": -2.39, "same_thing": 0.2, "other_thing": -0.2, "agreed": 1.7,
    "conflict": -5.12, "conflicts": -1.78, "unmet": -1.79, "unsaid": -0.54, "clash": -2.18, "alike": 0.65, "maker": 0.31,
    "other_maker": -0.76, "foreign_number": -0.59, "told": -0.75, "gap": 3.03,
}  # fmt: skip
MEANING_WEIGHTS = {**TEXT_WEIGHTS, "cosine": 1.0}
