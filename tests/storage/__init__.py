"""Tests of the tables and their history."""
