"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from storage import (
    again,
    audit,
    column_maps,
    commitments,
    confirm_links,
    consents,
    disagreements,
    erasures,
    events,
    goals,
    health,
    installations,
    kickoffs,
    nudges,
    opportunities,
    outbox,
    partners,
    people,
    pulses,
    qbrs,
    replicas,
    workspaces,
)

MODULES = (
    again,
    audit,
    column_maps,
    commitments,
    confirm_links,
    consents,
    disagreements,
    erasures,
    events,
    goals,
    health,
    installations,
    kickoffs,
    nudges,
    opportunities,
    outbox,
    partners,
    people,
    pulses,
    qbrs,
    replicas,
    workspaces,
)
metadata = SQLModel.metadata
