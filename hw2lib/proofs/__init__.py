"""Identities and inequalities, proved by SymPy or refuted by a point; this package imports nothing else of hw2lib."""

from hw2lib.proofs.prove import Counterexample, Proof, prove, prove_positive

__all__ = ["Counterexample", "Proof", "prove", "prove_positive"]
