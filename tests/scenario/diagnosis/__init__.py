"""Verdicts from what AWS answers: an account is described, and the real adapters and probes look at it."""
