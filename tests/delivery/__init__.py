"""Tests of what the outbox promises."""
