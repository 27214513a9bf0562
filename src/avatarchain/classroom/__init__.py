"""The classroom: lessons as pages that work from a disk, and the marks of what pupils answer.

`register` is the file `class.toml` of a class: 32 random bytes and some numbers, of which every
lesson is made again. `hidden`, `strangers` and `book` make what a pupil gets in each of the three
lessons, `faces` leaves of an animal what can be seen, `lessons` has them all by their names. `page`
writes the one file that pupils open, and `leaks` looks for what must not stand in it. `answers`
reads what comes back, and `marking` marks it. Nothing here needs a chain, and no name of a pupil
leaves `class.toml`.
"""
