"""A mint that was cut off, as its home remembers it."""

from avatarchain.births.jobs import Job

JOB = Job(
    name="0123456789ab",
    master="0x" + "17" * 32,
    count=1,
    every=None,
    url="evm+sqlite://",
    species="tuftling",
    to=None,
    account="dev0",
    out=None,
    form="png",
    size=64,
    background=True,
)
