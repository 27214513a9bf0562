"""The classroom: lessons as pages that work from a disk, and the marks of what pupils answer.

`register` is the file `class.toml` of a class: 32 random bytes and some numbers, of which every
lesson is made again. `hidden` makes the animals of a lesson, `page` the one file that pupils
open, `leaks` looks for what must not stand in it, and `answers` and `marking` read what comes
back. Nothing here needs a chain, and no name of a pupil leaves `class.toml`.
"""
