"""Every table, imported once, so that the metadata is whole."""

from importlib import import_module

from sqlmodel import SQLModel

from storage import row_security

for _name in (
    "again",
    "audit",
    "column_maps",
    "commitments",
    "confirm_links",
    "consents",
    "disagreements",
    "erasures",
    "events",
    "goals",
    "health",
    "installations",
    "kickoffs",
    "nudges",
    "opportunities",
    "outbox",
    "partner_members",
    "partners",
    "people",
    "pulses",
    "qbrs",
    "replicas",
    "workspaces",
):
    import_module(f"storage.{_name}")

metadata = SQLModel.metadata
row_security.keep_apart(metadata)
