"""Genomes and how they are made: founders, offspring, populations, odds and identity.

The functions are pure: they use no chain, no network, no clock and no random numbers (but
`seeds.random_seed` asks the operating system for 32 random bytes).
"""
