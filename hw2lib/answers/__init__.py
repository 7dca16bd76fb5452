"""Answers, judged: numbers and formulas, and the mistakes behind wrong ones."""
