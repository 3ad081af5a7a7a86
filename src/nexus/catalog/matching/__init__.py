"""From what somebody asked for to the product that is meant, with a confidence: the match ladder."""
