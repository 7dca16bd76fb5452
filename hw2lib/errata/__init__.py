"""The printed solution and Mazur's page, audited: every equation and claim with its verdict and its reason."""

from hw2lib.errata.ledger import CLAIMS, EQUATIONS, SECTIONS, Audit, Claim, Equation, audit, claims, mazurs_figures
from hw2lib.errata.overview import overview
from hw2lib.errata.verification import Finding, Verification

__all__ = [
    "CLAIMS",
    "EQUATIONS",
    "SECTIONS",
    "Audit",
    "Claim",
    "Equation",
    "Finding",
    "Verification",
    "audit",
    "claims",
    "mazurs_figures",
    "overview",
]
