"""Weights of the confidence in a product found by its description: a logistic regression, fitted.

Fitted by `python -m benchmarks.matching FOLDER --fit` on the lines of the development set, each also with its product
taken out of the catalog (then the best of what is left is wrong) and with parts of the vocabulary forgotten (so that
words nobody foresaw weigh what they are worth). They hold for `judging.features`; fit again when those change.
"""

TEXT_WEIGHTS = {
    "bias": -2.50,
    "covered": 1.00,
    "said": 1.83,
    "foreign": -3.26,
    "same_thing": 0.00,
    "other_thing": -1.00,
    "agreed": 4.01,
    "conflict": -7.59,
    "conflicts": -2.59,
    "unmet": -7.88,
    "unsaid": -2.86,
    "clash": -5.75,
    "alike": 0.35,
    "maker": 0.00,
    "other_maker": -2.21,
    "foreign_number": -2.69,
    "told": -0.96,
    "gap": 3.18,
}
MEANING_WEIGHTS = {
    "bias": -2.22,
    "covered": 1.00,
    "said": 0.08,
    "foreign": -1.00,
    "same_thing": 0.00,
    "other_thing": -1.00,
    "agreed": 2.78,
    "conflict": -4.00,
    "conflicts": -0.74,
    "unmet": -3.15,
    "unsaid": -2.48,
    "clash": -4.00,
    "alike": 0.03,
    "maker": 0.00,
    "other_maker": -1.00,
    "foreign_number": -2.98,
    "told": -0.13,
    "gap": 2.06,
    "cosine": 2.58,
}
