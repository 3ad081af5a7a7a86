"""Asking a language model for what layout could not read; only what the page says too is believed."""
