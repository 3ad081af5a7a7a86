"""Weights of the confidence in a product found by its description: a logistic regression, fitted.

Fitted by `python -m benchmarks.matching FOLDER --fit` on the lines of the development set, each also with its product
taken out of the catalog (then the best of what is left is wrong) and with parts of the vocabulary forgotten (so that
words nobody foresaw weigh what they are worth). They hold for `judging.features`; fit again when those change.
"""

TEXT_WEIGHTS = {
    "bias": -2.15,
    "covered": 0.18,
    "said": 3.40,
    "foreign": -3.68,
    "same_thing": -1.04,
    "other_thing": 0.36,
    "agreed": 3.63,
    "conflict": -7.64,
    "conflicts": -2.61,
    "unmet": -6.80,
    "unsaid": -2.56,
    "clash": -5.32,
    "alike": 0.32,
    "maker": -0.23,
    "other_maker": -2.58,
    "foreign_number": -2.20,
    "told": -0.76,
    "gap": 3.20,
}
MEANING_WEIGHTS = {
    "bias": -2.42,
    "covered": 0.83,
    "said": 1.89,
    "foreign": -0.69,
    "same_thing": -0.33,
    "other_thing": -0.27,
    "agreed": 3.77,
    "conflict": -4.40,
    "conflicts": -1.51,
    "unmet": -3.30,
    "unsaid": -2.41,
    "clash": -3.49,
    "alike": 0.03,
    "maker": -0.22,
    "other_maker": -1.18,
    "foreign_number": -2.88,
    "told": -1.12,
    "gap": 2.41,
    "cosine": 1.74,
}
