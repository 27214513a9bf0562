# pragma version ~=0.4.3
# Numbered tokens with a text each, as snekmate brings them: the owner mints.

from snekmate.auth import ownable
from snekmate.tokens import erc721

initializes: ownable
initializes: erc721[ownable := ownable]
exports: erc721.__interface__


@deploy
def __init__():
    ownable.__init__()
    erc721.__init__("Peer", "PEER", "", "Peer", "1")
