"""The classroom: lessons as pages that work from a disk, and the marking of the answers.

`register` is the file `class.toml` of a class: 32 random bytes and some numbers, from which every
lesson can be made again. `hidden`, `strangers` and `book` make the data of a pupil in each of the
three lessons, `faces` has the visible traits of an animal, `lessons` finds a lesson by its name.
`page` writes the one file that pupils open, and `leaks` searches it for secrets. `answers` reads
the pupils' answers, and `marking` marks them. No chain is needed, and pupils' names are only in
`class.toml`.
"""
