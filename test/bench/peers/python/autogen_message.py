"""What is sent to AutoGen's agent, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Text:
    content: str
