"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from storage import (
    audit,
    column_maps,
    commitments,
    events,
    goals,
    health,
    kickoffs,
    nudges,
    opportunities,
    outbox,
    partners,
    people,
    qbrs,
    workspaces,
)

MODULES = (
    audit,
    column_maps,
    commitments,
    events,
    goals,
    health,
    kickoffs,
    nudges,
    opportunities,
    outbox,
    partners,
    people,
    qbrs,
    workspaces,
)
metadata = SQLModel.metadata
