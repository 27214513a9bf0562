"""The papers in picture files: how they are written, and how they are verified."""
