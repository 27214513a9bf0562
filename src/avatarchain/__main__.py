"""`python -m avatarchain` is the command line."""

from avatarchain.cli import main

main()
