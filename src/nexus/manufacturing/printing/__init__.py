"""Travelers and labels on paper."""
