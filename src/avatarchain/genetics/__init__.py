"""Genomes and how they are made: founders, offspring, populations, odds and identity.

Every function here is pure: it uses no chain, no network, no clock and no random numbers.
"""
