"""The workshop: where species packs are begun, counted and made from other people's art.

`starter` writes a first pack to grow, `imported` makes a pack of a folder of PNG layers,
`census` holds what a species promises against what its founders show. What a pack means
is the species' word; nothing here is needed to load, draw or register one.
"""
