"""The workshop: tools for people who make a species pack.

`starter` writes a small first pack, `imported` makes a pack from folders of PNG layers, and
`dicebear` one from a style of faces. `census` compares the expected rarity of each form with what
founders show, and `unseen` finds the forms that nobody will see. Nothing here is needed to load a
species, draw it or register its avatars.
"""
