"""Identities and inequalities, proved by SymPy or refuted by a point; this package imports nothing else of hw2lib."""

from hw2lib.proofs.prove import Proof, prove, prove_positive
from hw2lib.proofs.refute import Counterexample

__all__ = ["Counterexample", "Proof", "prove", "prove_positive"]
