"""Read-only JSON for other sites and tools: what is public, and nothing else."""

from __future__ import annotations

from petitions.api import campaigns, describing, osdi, statements

BLUEPRINTS = (statements.bp, campaigns.bp, osdi.bp, describing.bp)
